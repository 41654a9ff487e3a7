"""The right answer, worked out from the generated rows alone: pyarrow reads them back, NumPy does the matching."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from godwit_bench.data.lake import Lake
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Feature, Ingest, PointInTime, Query, Question, Scan

NO_MATCH = -1


def answer(question: Question, lake: Lake, specs: dict[str, TableSpec]) -> pa.Table:
    match question:
        case Scan():
            return _scan(question, lake, specs)
        case PointInTime():
            return _point_in_time(question, lake)
        case Ingest():
            return lake.frame(question.frame)
        case Query():
            return _sql(question, lake)


def _scan(scan: Scan, lake: Lake, specs: dict[str, TableSpec]) -> pa.Table:
    table = pq.read_table(lake.files(scan.table))
    deleted = specs[scan.table].deleted if scan.table in specs else None
    if deleted is not None:
        table = table.filter(pa.array(~deleted(table["row_id"].to_numpy())))
    if scan.where is not None:
        table = table.filter(pc.less(table[scan.where.column], scan.where.limit))
    return table.select(scan.columns) if scan.columns else table


def _point_in_time(join: PointInTime, lake: Lake) -> pa.Table:
    labels = lake.frame(join.labels.name) if join.labels.uploaded else pq.read_table(lake.files(join.labels.name))
    result = labels.select(join.labels.columns)
    for feature in join.features:
        files = lake.files(feature.table)
        rows = pq.read_table(files, columns=[feature.key, feature.time])
        matches = latest_at_or_before(labels, rows, feature, join.labels.time)
        places = pa.array(matches, mask=matches == NO_MATCH)
        for name, column in zip(feature.output_names(), feature.columns):
            # A column at a time: all of 100 million rows would not fit beside their order.
            result = result.append_column(name, pq.read_table(files, columns=[column])[column].take(places))
    return result


def latest_at_or_before(labels: pa.Table, rows: pa.Table, feature: Feature, label_time: str) -> np.ndarray:
    """Both sides are sorted as one list by (key, time, side); the last feature row before a label is its match."""
    keys = np.concatenate([rows[feature.key].to_numpy(), labels[feature.label_key].to_numpy()])
    times = np.concatenate([rows[feature.time].to_numpy(), labels[label_time].to_numpy()]).astype(np.int64)
    is_label = np.arange(len(keys)) >= rows.num_rows
    order = np.lexsort((is_label, times, keys))
    places = np.arange(len(order))
    latest_place = np.maximum.accumulate(np.where(is_label[order], -1, places))
    latest = np.where(latest_place >= 0, order[np.maximum(latest_place, 0)], NO_MATCH)
    latest[keys[np.maximum(latest, 0)] != keys[order]] = NO_MATCH
    matches = np.empty(labels.num_rows, dtype=np.int64)
    labels_in_order = is_label[order]
    matches[order[labels_in_order] - rows.num_rows] = latest[labels_in_order]
    return matches


def _sql(query: Query, lake: Lake) -> pa.Table:
    import duckdb

    from godwit_bench.sql import query_sql

    with duckdb.connect() as connection:
        for table in query.tables:
            connection.read_parquet(lake.files(table)).create_view(table)
        return connection.sql(query_sql(query)).to_arrow_table()
