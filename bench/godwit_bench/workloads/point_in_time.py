"""Uploaded labels joined with large feature tables (keys uniform, rows unsorted), and with many small ones."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Feature, Labels, PointInTime
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_LABEL_COLUMNS = ("label_id", "entity", "ts")


def specs(scale: Scale) -> Iterator[TableSpec]:
    for position in (1, 2, 3):
        yield tables.features(f"features{position}", scale.feature_rows, scale.feature_keys, 8, scale.files_per_table)
    for rows in scale.growth_rows:
        yield tables.features(f"growth_{rows}", rows, scale.feature_keys, 8, scale.files_per_table)
        yield tables.features(
            f"growth_by_time_{rows}", rows, scale.feature_keys, 8, scale.files_per_table, by_time=True
        )
    for versions in scale.versions_per_key:
        keys = max(1, scale.feature_rows // versions)
        yield tables.features(f"versions_{versions}", scale.feature_rows, keys, 8, scale.files_per_table)
    for position in range(1, max(scale.group_widths) + 1):
        yield tables.features(f"group{position:02d}", scale.group_rows, scale.group_rows, 10, 1, integers=True)


def frames(scale: Scale) -> Iterator[TableSpec]:
    for rows in sorted({*scale.label_rows, scale.growth_labels, scale.three_tables_labels}):
        yield tables.labels(f"labels_{rows}", rows, scale.feature_keys)
    for versions in scale.versions_per_key:
        yield tables.labels(f"labels_of_{versions}_versions", scale.growth_labels, max(1, scale.feature_rows // versions))
    yield tables.labels("group_labels", min(10_000, scale.group_rows), scale.group_rows)


def workloads(scale: Scale) -> Iterator[Workload]:
    for rows in scale.label_rows:
        axis = ("labels", rows)
        yield Workload(
            f"pit-1-table-{rows}",
            "pit",
            f"{rows:,} labels, 1 table of {scale.feature_rows:,} rows",
            _join(rows, 1),
            axis=axis,
        )
    three = scale.three_tables_labels
    yield Workload(
        f"pit-3-tables-{three}", "pit-3-tables", f"{three:,} labels, 3 tables of {scale.feature_rows:,} rows", _join(three, 3)
    )
    labels = scale.growth_labels
    for rows in scale.growth_rows:
        for order, table in (("unsorted", f"growth_{rows}"), ("sorted by time", f"growth_by_time_{rows}")):
            group = f"pit-growth-{order.split()[0]}"
            yield Workload(
                f"{group}-{rows}", group, f"{labels:,} labels, 1 table of {rows:,} rows, {order}",
                _join_one(f"labels_{labels}", table), axis=("feature rows", rows),
            )  # fmt: skip
    for versions in scale.versions_per_key:
        yield Workload(
            f"pit-versions-{versions}", "pit-versions", f"{labels:,} labels, {versions:,} feature rows per key",
            _join_one(f"labels_of_{versions}_versions", f"versions_{versions}"), axis=("rows per key", versions),
        )  # fmt: skip
    for width in scale.group_widths:
        yield Workload(
            f"pit-width-{width}", "pit-width", f"{min(10_000, scale.group_rows):,} labels, {width} tables of 10 features",
            _groups(width), axis=("feature tables", width),
        )  # fmt: skip


def _join_one(labels: str, table: str) -> PointInTime:
    columns = tuple(f"v{i}" for i in range(8))
    feature = Feature(table, "entity", "event_time", columns, "entity", "f_")
    return PointInTime(Labels(labels, _LABEL_COLUMNS, "ts", "label_id", uploaded=True), (feature,))


def _join(label_rows: int, feature_tables: int) -> PointInTime:
    columns = tuple(f"v{i}" for i in range(8))
    features = tuple(
        Feature(f"features{position}", "entity", "event_time", columns, "entity", f"f{position}_")
        for position in range(1, feature_tables + 1)
    )
    return PointInTime(Labels(f"labels_{label_rows}", _LABEL_COLUMNS, "ts", "label_id", uploaded=True), features)


def _groups(width: int) -> PointInTime:
    columns = tuple(f"v{i}" for i in range(10))
    features = tuple(
        Feature(f"group{position:02d}", "entity", "event_time", columns, "entity", f"g{position}_")
        for position in range(1, width + 1)
    )
    return PointInTime(Labels("group_labels", _LABEL_COLUMNS, "ts", "label_id", uploaded=True), features)
