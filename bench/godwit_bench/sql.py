"""Questions as SQL text."""

from __future__ import annotations

from typing import Callable

from godwit_bench.questions import Feature, PointInTime, Query, Scan

TableName = Callable[[str], str]


def unqualified(table: str) -> str:
    return table


def scan_sql(scan: Scan, name: TableName = unqualified) -> str:
    columns = ", ".join(scan.columns) or "*"
    where = f" WHERE {scan.where.column} < {scan.where.limit}" if scan.where else ""
    return f"SELECT {columns} FROM {name(scan.table)}{where}"


def query_sql(query: Query, name: TableName = unqualified) -> str:
    return query.text.format(**{table: name(table) for table in query.tables})


def godwit_asof_sql(join: PointInTime, name: TableName) -> str:
    left = join.labels.name if join.labels.uploaded else name(join.labels.name)
    joins = "".join(
        f" LEFT ASOF JOIN {name(feature.table)} AS {alias}"
        f" MATCH_CONDITION {alias}.{feature.time} <= l.{join.labels.time}"
        f" ON {alias}.{feature.key} = l.{feature.label_key}"
        for alias, feature in _aliased(join)
    )
    return f"SELECT {_output_columns(join)} FROM {left} AS l{joins}"


def duckdb_asof_sql(join: PointInTime) -> str:
    joins = "".join(
        f" ASOF LEFT JOIN {feature.table} AS {alias}"
        f" ON l.{feature.label_key} = {alias}.{feature.key} AND l.{join.labels.time} >= {alias}.{feature.time}"
        for alias, feature in _aliased(join)
    )
    return f"SELECT {_output_columns(join)} FROM {join.labels.name} AS l{joins}"


def rank_sql(join: PointInTime) -> str:
    """The form Hopsworks generates for engines without ASOF: a ranked inequality join per table, joined again."""
    parts = [_ranked(join, alias, feature) for alias, feature in _aliased(join)]
    identity = join.labels.identity
    joins = "".join(
        f" LEFT JOIN {alias}_latest ON {alias}_latest.{identity} = l.{identity}" for alias, _ in _aliased(join)
    )
    features = "".join(
        f", {alias}_latest.{output}" for alias, feature in _aliased(join) for output in feature.output_names()
    )
    labels = ", ".join(f"l.{column}" for column in join.labels.columns)
    return f"WITH {', '.join(parts)} SELECT {labels}{features} FROM {join.labels.name} AS l{joins}"


def _ranked(join: PointInTime, alias: str, feature: Feature) -> str:
    labels = join.labels
    values = ", ".join(
        f"{alias}.{column} AS {output}" for column, output in zip(feature.columns, feature.output_names())
    )
    return (
        f"{alias}_latest AS (SELECT * FROM (SELECT l.{labels.identity}, {values},"
        f" RANK() OVER (PARTITION BY l.{labels.identity}, l.{labels.time} ORDER BY {alias}.{feature.time} DESC) AS latest"
        f" FROM {labels.name} AS l JOIN {feature.table} AS {alias}"
        f" ON l.{feature.label_key} = {alias}.{feature.key} AND l.{labels.time} >= {alias}.{feature.time}) AS ranked"
        f" WHERE latest = 1)"
    )


def _output_columns(join: PointInTime) -> str:
    labels = [f"l.{column}" for column in join.labels.columns]
    features = [
        f"{alias}.{column} AS {output}"
        for alias, feature in _aliased(join)
        for column, output in zip(feature.columns, feature.output_names())
    ]
    return ", ".join(labels + features)


def _aliased(join: PointInTime) -> list[tuple[str, Feature]]:
    return [(f"f{position}", feature) for position, feature in enumerate(join.features, start=1)]
