"""The way Godwit replaces: rows through a database driver into a pandas frame."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Scan
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_TABLE = "row_path"
_PEERS = (
    "godwit", "godwit-uncached", "duckdb-flight", "postgres-adbc", "postgres-connectorx", "postgres-read-sql", "ceiling-flight",
)  # fmt: skip


def specs(scale: Scale) -> Iterator[TableSpec]:
    yield tables.flat(_TABLE, scale.row_path_rows, 1)


def workloads(scale: Scale) -> Iterator[Workload]:
    yield Workload(
        "row-path", "rows", f"{scale.row_path_rows:,} rows x 12 columns to pandas", Scan(_TABLE), "pandas", only=_PEERS
    )
