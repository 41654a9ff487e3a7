"""The way Godwit replaces: rows through a database driver into a pandas frame."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Scan
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_COLUMNAR = ("godwit", "godwit-uncached", "duckdb-flight", "ceiling-flight")
_DRIVERS = ("postgres-adbc", "postgres-connectorx", "postgres-read-sql")


def specs(scale: Scale) -> Iterator[TableSpec]:
    yield tables.flat("row_path", scale.row_path_rows, 1)
    yield tables.flat("row_path_small", scale.row_path_rows // 10, 1)


def workloads(scale: Scale) -> Iterator[Workload]:
    yield _read("row-path", "row_path", scale.row_path_rows, _COLUMNAR + _DRIVERS)
    # JDBC through Python takes over a minute per million rows.
    yield _read("row-path-jdbc", "row_path_small", scale.row_path_rows // 10, (*_COLUMNAR, "postgres-jdbc"))


def _read(name: str, table: str, rows: int, peers: tuple[str, ...]) -> Workload:
    return Workload(name, "rows", f"{rows:,} rows x 12 columns to pandas", Scan(table), "pandas", only=peers)
