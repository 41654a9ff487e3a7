"""What a training dataset costs beside its query: both run in turns on one server, and the ratios are printed."""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from godwit_bench import procfs
from godwit_bench.data.lake import Lake
from godwit_bench.peers.godwit import Godwit, godwit_sql
from godwit_bench.scale import SCALES

_WORKLOADS = ("pit-1-table", "pit-3-tables")


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float


class _CatalogOfItsOwn(Lake):
    """The lake's tables under a copy of its catalog: datasets and their pins go away with the directory."""

    def __init__(self, lake: Lake, directory: Path):
        super().__init__(directory)
        shutil.copy(lake.catalog_database, self.catalog_database)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench/run datasets", description=__doc__)
    parser.add_argument("workloads", nargs="*", default=list(_WORKLOADS), help="names or beginnings of point-in-time workloads")
    parser.add_argument("--mode", choices=sorted(SCALES), default="quick")
    parser.add_argument("--data", type=Path, help="where generated data is kept (default: bench/.data/MODE)")
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured")
    parser.add_argument("--warm-up", type=int, default=3, help="how often each runs before")
    options = parser.parse_args(arguments)
    scale = SCALES[options.mode]
    lake = Lake(options.data or Path(__file__).resolve().parents[1] / ".data" / scale.name)
    for workload in _chosen(options.workloads, scale):
        _run(workload, lake, options)
    return 0


def _chosen(words: list[str], scale) -> list:
    from godwit_bench.workloads import all_workloads

    return [each for each in all_workloads(scale) if each.frames and each.name.startswith(tuple(words))]


def _run(workload, lake: Lake, options) -> None:
    from godwit_bench.workloads import frame_specs, table_specs

    scale = SCALES[options.mode]
    for name in workload.tables:
        lake.ensure_table(table_specs(scale)[name])
    for name in workload.frames:
        lake.ensure_frame(frame_specs(scale)[name])
    peer = Godwit()
    peer.prepare()
    with tempfile.TemporaryDirectory(prefix="godwit-datasets-") as scratch:
        server = peer.start(_CatalogOfItsOwn(lake, Path(scratch)), (), Path(scratch))
        try:
            costs = _measure(workload, lake, server, options)
        finally:
            server.stop()
    _print(workload, costs)


def _measure(workload, lake: Lake, server, options) -> dict[str, list[Cost]]:
    import adbc_driver_flightsql.dbapi as flightsql

    sql, costs = godwit_sql(workload.question), defaultdict(list)
    with flightsql.connect(server.address, autocommit=True) as connection, connection.cursor() as cursor:
        for name in workload.frames:
            cursor.adbc_ingest(name, lake.frame(name).to_reader(max_chunksize=65_536), mode="create", temporary=True)
        for run in range(options.warm_up + options.runs):
            version = run + 1
            for kind, statement in (
                ("query", sql),
                ("create", f"CREATE TRAINING DATASET bench WITH (known_at = 'waived') AS {sql}"),
                ("reproduce", f"REPRODUCE TRAINING DATASET bench VERSION {version}"),
                ("create materialized", f"CREATE TRAINING DATASET kept WITH (known_at = 'waived', materialize = true) AS {sql}"),
            ):
                cost, rows = _timed(cursor, statement, server.process.pid)
                if kind == "reproduce" and rows[0]["verdict"] != "EXACT":
                    raise AssertionError(rows[0])
                if run >= options.warm_up:
                    costs[kind].append(cost)
            cursor.execute(f"PURGE TRAINING DATASET kept VERSION {version}")
            cursor.fetchall()
    return costs


def _timed(cursor, sql: str, pid: int) -> tuple[Cost, list[dict]]:
    cpu, start = procfs.cpu_seconds(pid), time.perf_counter()
    cursor.execute(sql)
    rows: list[dict] = []
    for batch in cursor.fetch_record_batch():
        if batch.num_rows == 1:
            rows.extend(batch.to_pylist())
    return Cost(time.perf_counter() - start, procfs.cpu_seconds(pid) - cpu), rows


def _print(workload, costs: dict[str, list[Cost]]) -> None:
    print(f"{workload.name}: {workload.title}")
    base = _median(costs["query"])
    for kind, measured in costs.items():
        cost = _median(measured)
        print(
            f"  {kind:20} {cost.wall:7.3f} s wall {cost.wall / base.wall:5.2f}x   {cost.cpu:7.2f} s CPU {cost.cpu / base.cpu:5.2f}x   of {len(measured)}",
            flush=True,
        )


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))
