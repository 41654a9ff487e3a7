"""Random conditions on tables of every type and partitioning give what DuckDB gives of the same rows.

SOAK_QUERIES is how many are asked; SOAK_SEED asks other ones of other rows than the ordinary run does.
"""

from __future__ import annotations

import datetime
import math
import os
import uuid
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
from conftest import Server
from random_scan import LAYOUTS, SCHEMA, RandomScan, partitioned_by

import lake

QUERIES = int(os.environ.get("SOAK_QUERIES", "150"))
SEED = int(os.environ.get("SOAK_SEED", "1"))


def test_conditions_on_every_layout_give_what_duckdb_gives(tmp_path: Path) -> None:
    chance = RandomScan(SEED)
    catalog = lake.open_catalog(str(tmp_path))
    catalog.create_namespace("random")
    contents = {}
    for layout in LAYOUTS:
        pages = {"write.parquet.page-row-limit": "7", "write.parquet.row-group-limit": "20"}
        table = catalog.create_table(("random", layout), schema=SCHEMA, partition_spec=partitioned_by(layout), properties=pages)
        contents[layout] = [chance.rows(60), chance.rows(40)]
        if layout == "plain":
            for rows in contents[layout]:
                table.append(rows)
    server = Server(tmp_path)
    wrong = []
    with (
        duckdb.connect() as oracle,
        flightsql.connect(server.uri, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        oracle.execute("SET TimeZone = 'UTC'")
        for layout, parts in contents.items():
            oracle.register("rows", pa.concat_tables(parts))
            oracle.execute(f"CREATE TABLE {layout} AS FROM rows")
            if layout != "plain":
                for rows in parts:
                    cursor.adbc_ingest(layout, rows, mode="append", catalog_name="lake", db_schema_name="random")
        cursor.execute("USE lake.random")
        for number in range(QUERIES):
            sql = chance.query(tuple(LAYOUTS)[number % len(LAYOUTS)])
            expected = _rows(oracle.sql(sql).to_arrow_table())
            try:
                cursor.execute(sql)
                given = _rows(cursor.fetch_arrow_table())
            except flightsql.Error as error:
                given = str(error)
            if given != expected:
                wrong.append(f"{sql}\n  gives {given[:5]}\n  not {expected[:5]}")
    assert server.interrupt() == 0, server.log.read_text()
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])


def _rows(table: pa.Table) -> list[str]:
    """As texts, in any order."""
    columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    return sorted(repr(row) for row in zip(*columns))


def _plain(value: object) -> object:
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value + 0.0
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, bytes) and len(value) == 16:
        return str(uuid.UUID(bytes=value))
    return str(value) if isinstance(value, uuid.UUID) else value
