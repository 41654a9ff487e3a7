"""Joins far beyond their memory: one run each, with the peak of memory, the time, and a sample of the answer checked.

They are apart from the other workloads: no peer is asked, the answer is never held whole, and the server gets little memory."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from godwit_bench import procfs
from godwit_bench.data import tables
from godwit_bench.data.lake import Lake
from godwit_bench.data.tables import TableSpec
from godwit_bench.oracle import NO_MATCH, latest_at_or_before
from godwit_bench.peers.godwit import Godwit, godwit_sql
from godwit_bench.questions import Feature, Labels, PointInTime

_COLUMNS = ("label_id", "entity", "ts")
#: Labels of so many keys are checked, and of the skewed key a few.
_CHECKED_KEYS = 50
_CHECKED_LABELS_OF_A_KEY = 20_000
_UPLOAD_ROWS = 1 << 16
_FILE_ROWS = 5_000_000


@dataclass(frozen=True)
class Bounded:
    name: str
    label_rows: int
    table_count: int
    feature_rows: int
    features: int
    keys: int
    #: Half of all rows, on either side, are of one key.
    skewed: bool
    heap: str
    settings: tuple[str, ...]

    def scaled(self, divisor: int) -> Bounded:
        return replace(
            self,
            name=self.name if divisor == 1 else f"{self.name}-{divisor}th",
            label_rows=self.label_rows // divisor,
            feature_rows=self.feature_rows // divisor,
            keys=max(1, self.keys // divisor),
        )

    def labels(self) -> TableSpec:
        spec = replace(tables.labels(f"{self.name}_labels", self.label_rows, self.keys), files=_files(self.label_rows))
        return _skewed(spec) if self.skewed else spec

    def tables(self) -> list[TableSpec]:
        specs = [
            tables.features(
                f"{self.name}_{position}".replace("-", "_"),
                self.feature_rows,
                self.keys,
                self.features,
                _files(self.feature_rows),
                integers=self.table_count > 3,
            )
            for position in range(1, self.table_count + 1)
        ]
        return [_skewed(spec) for spec in specs] if self.skewed else specs

    def question(self) -> PointInTime:
        columns = tuple(f"v{i}" for i in range(self.features))
        features = tuple(
            Feature(spec.name, "entity", "event_time", columns, "entity", f"f{position}_")
            for position, spec in enumerate(self.tables())
        )
        return PointInTime(Labels("bounded_labels", _COLUMNS, "ts", "label_id", uploaded=True), features)


_TWO_GIB = ("cache.columns-bytes=0", "cache.results-bytes=0", "memory.limit-bytes=768mb", "query.memory-bytes=512mb")
_FOUR_GIB = ("cache.columns-bytes=0", "cache.results-bytes=0", "memory.limit-bytes=1536mb", "query.memory-bytes=1gb")
CASES = {
    case.name: case
    for case in (
        Bounded("three", 50_000_000, 3, 50_000_000, 8, 1_000_000, False, "-Xmx768m", _TWO_GIB),
        Bounded("skewed", 50_000_000, 1, 50_000_000, 8, 1_000_000, True, "-Xmx768m", _TWO_GIB),
        Bounded("many", 10_000_000, 25, 1_000_000, 10, 1_000_000, False, "-Xmx1536m", _FOUR_GIB),
    )
}


def _files(rows: int) -> int:
    return max(1, rows // _FILE_ROWS)


def _skewed(spec: TableSpec) -> TableSpec:
    def rows(random, row_ids):
        columns = spec.rows(random, row_ids)
        return columns | {"entity": np.where(row_ids % 2 == 0, 0, columns["entity"])}

    return replace(spec, rows=rows)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench/run bounded", description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=f"of {', '.join(CASES)} (default: all)")
    parser.add_argument("--divisor", type=int, default=1, help="makes everything so many times smaller")
    parser.add_argument("--data", type=Path, help="where data is generated; it is removed case by case")
    parser.add_argument("--keep", action="store_true", help="does not remove the data")
    parser.add_argument("--java", default="", help="further options for the server's JVM")
    parser.add_argument("--explain", action="store_true", help="asks for EXPLAIN ANALYZE too")
    options = parser.parse_args(arguments)
    root = options.data or Path(__file__).resolve().parents[1] / ".data" / "bounded"
    for name in options.cases:
        _run(CASES[name].scaled(options.divisor), root, options)
    return 0


def _run(case: Bounded, root: Path, options) -> None:
    lake = Lake(root)
    for spec in case.tables():
        lake.ensure_table(spec)
    checked = _Check(case, lake)
    os.environ["GODWIT_JAVA_OPTIONS"] = f"{case.heap} {options.java}"
    peer = Godwit()
    peer.prepare()
    with tempfile.TemporaryDirectory(prefix="godwit-bounded-", dir=root) as scratch:
        peer.settings = (*case.settings, f"spill.directory={scratch}/spill")
        server = peer.start(lake, (), Path(scratch))
        try:
            _measure(case, server, checked, Path(scratch) / "spill")
            if options.explain:
                _explain(case, server)
        finally:
            server.stop()
    if not options.keep:
        shutil.rmtree(root)


def _measure(case: Bounded, server, checked: _Check, spill: Path) -> None:
    import adbc_driver_flightsql.dbapi as flightsql

    pid = server.process.pid
    with flightsql.connect(server.address, autocommit=True) as connection, connection.cursor() as cursor:
        procfs.reset_peak_memory(pid)
        cpu, start = procfs.cpu_seconds(pid), time.perf_counter()
        cursor.adbc_ingest("bounded_labels", _upload(case), mode="create", temporary=True)
        uploaded = time.perf_counter()
        cursor.execute(godwit_sql(case.question()))
        first, rows, bytes_ = 0.0, 0, 0
        for batch in cursor.fetch_record_batch():
            first = first or time.perf_counter() - start
            checked.add(batch, rows)
            rows += batch.num_rows
            bytes_ += batch.nbytes
        wall = time.perf_counter() - start
    checked.finish(rows)
    left = list(spill.rglob("*.spill"))
    print(
        f"{case.name}: {rows:,} rows, {bytes_ / 1e9:.1f} GB in {wall:.1f} s (upload {uploaded - start:.1f}, first batch {first:.1f}), "
        f"{procfs.cpu_seconds(pid) - cpu:.1f} CPU-s, peak {procfs.peak_megabytes(pid):,.0f} MB, {checked.checked:,} labels checked, "
        f"{len(left)} files left in the spill directory",
        flush=True,
    )


def _explain(case: Bounded, server) -> None:
    import adbc_driver_flightsql.dbapi as flightsql

    with flightsql.connect(server.address, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("bounded_labels", _upload(case), mode="create", temporary=True)
        cursor.execute("EXPLAIN ANALYZE " + godwit_sql(case.question()))
        print("\n".join(cursor.fetch_arrow_table().column(0).to_pylist()), flush=True)


def _upload(case: Bounded) -> pa.RecordBatchReader:
    spec = case.labels()

    def batches() -> Iterator[pa.RecordBatch]:
        for file in range(spec.files):
            yield from spec.file_rows(file).to_batches(max_chunksize=_UPLOAD_ROWS)

    return pa.RecordBatchReader.from_batches(spec.file_rows(0).schema, batches())


class _Check:
    """All label ids must come in order; of some keys every value must be the right one."""

    def __init__(self, case: Bounded, lake: Lake):
        self._case = case
        self._keys = np.arange(_CHECKED_KEYS)
        spec = case.labels()
        self._labels = self._sample(spec.file_rows(file) for file in range(spec.files))
        self._expected = [self._expect(lake, feature) for feature in case.question().features]
        self._next = 0
        self.checked = 0

    def _sample(self, parts: Iterator[pa.Table]) -> pa.Table:
        mine = [part.filter(pc.is_in(part["entity"], pa.array(self._keys))) for part in parts]
        labels = pa.concat_tables(mine)
        order = np.argsort(labels["entity"].to_numpy(), kind="stable")
        keys = labels["entity"].to_numpy()[order]
        first = np.searchsorted(keys, keys, side="left")
        kept = np.sort(order[np.arange(len(keys)) - first < _CHECKED_LABELS_OF_A_KEY])
        return labels.take(pa.array(kept))

    def _expect(self, lake: Lake, feature: Feature) -> pa.Table:
        rows = ds.dataset(lake.files(feature.table)).to_table(filter=pc.field("entity").isin(self._keys.tolist()))
        matches = latest_at_or_before(self._labels, rows, feature, "ts")
        return rows.select(feature.columns).take(pa.array(matches, mask=matches == NO_MATCH)).combine_chunks()

    def add(self, batch: pa.RecordBatch, first_row: int) -> None:
        if batch.num_rows == 0:  # the last one, which only says that it is
            return
        ids = batch.column("label_id").to_numpy()
        if ids[0] != first_row or ids[-1] != first_row + len(ids) - 1 or (np.diff(ids) != 1).any():
            raise AssertionError(f"labels are out of order after row {first_row:,}")
        mine = self._labels["label_id"].to_numpy()
        start, end = np.searchsorted(mine, [ids[0], ids[-1] + 1])
        if start == end:
            return
        found = batch.take(pa.array(mine[start:end] - first_row))
        for feature, expected in zip(self._case.question().features, self._expected):
            for name, column in zip(feature.output_names(), feature.columns):
                right = expected[column].slice(start, end - start).combine_chunks()
                if not found.column(name).equals(right):
                    raise AssertionError(f"{name} is wrong somewhere in rows {first_row:,} to {first_row + len(ids):,}")
        self.checked += end - start

    def finish(self, rows: int) -> None:
        if rows != self._case.label_rows or self.checked != self._labels.num_rows:
            raise AssertionError(f"{rows:,} rows for {self._case.label_rows:,} labels, {self.checked:,} checked")
