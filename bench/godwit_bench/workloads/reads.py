"""Reading one table: hot and cold, selective, wide, with long strings, in many files, with deletes, first batch first."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Below, Scan
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload


def specs(scale: Scale) -> Iterator[TableSpec]:
    yield tables.flat("flat", scale.flat_rows, scale.files_per_table)
    yield tables.flat("small_files", scale.small_files * scale.small_file_rows, scale.small_files)
    yield tables.flat("deleted", scale.flat_rows // 2, scale.files_per_table, deleted=every_tenth)
    yield tables.strings("texts", scale.string_rows, scale.files_per_table)
    for columns in scale.wide_columns:
        yield tables.wide(f"wide_{columns}", scale.wide_cells // columns, columns, 2)


def every_tenth(row_ids):
    return row_ids % 10 == 3


def workloads(scale: Scale) -> Iterator[Workload]:
    everything = Scan("flat")
    yield Workload("read-hot", "read", f"{scale.flat_rows:,} rows x 12 columns, files in the page cache", everything)
    yield Workload(
        "read-cold", "read", f"{scale.flat_rows:,} rows x 12 columns, page cache dropped", everything, files_cold=True
    )
    yield Workload("first-batch", "first-batch", "time to the first batch of the same read", everything, "first-batch")
    for percent in scale.selectivity_percent:
        yield from _selective(scale, percent)
    for columns in scale.wide_columns:
        yield Workload(
            f"width-{columns}", "width", f"{scale.wide_cells:,} values as {columns} columns", Scan(f"wide_{columns}"),
            axis=("columns", columns),
        )  # fmt: skip
    yield Workload(
        "long-strings", "strings", f"{scale.string_rows:,} rows of 4 distinct strings of 64-447 bytes", Scan("texts")
    )
    yield Workload(
        "small-files",
        "small-files",
        f"{scale.small_files:,} files of {scale.small_file_rows:,} rows",
        Scan("small_files"),
    )
    yield Workload("deletes", "deletes", "a tenth of the rows deleted, merge on read", Scan("deleted"))


def _selective(scale: Scale, percent: float) -> Iterator[Workload]:
    scattered = Below("bucket", round(10_000 * percent / 100))
    clustered = Below("row_id", round(scale.flat_rows * percent / 100))
    columns = ("row_id", "event_time", "v0", "v1", "origin")
    for word, where in (("scattered", scattered), ("clustered", clustered)):
        yield Workload(
            f"select-{word}-{percent:g}", f"select-{word}", f"{percent:g} % of the rows ({word}), 5 columns",
            Scan("flat", columns, where), axis=("percent selected", percent),
        )  # fmt: skip
