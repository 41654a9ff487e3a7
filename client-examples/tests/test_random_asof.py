"""Random queries of point-in-time joins in CTEs, subqueries, windows, set operations and each other give what DuckDB gives.

SOAK_QUERIES is how many are asked; SOAK_SEED asks other ones than the ordinary run does.
"""

from __future__ import annotations

import datetime
import os
import random
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
import pytest
from conftest import Server
from random_asof import RandomAsof
from random_sql import TABLES
from test_differential import _rows, _same, _table

import lake

QUERIES = int(os.environ.get("SOAK_QUERIES", "30"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
# Which of several rows of one time is taken depends on columns that DuckDB cannot be asked for: any choice will do.
TIES = 24


def _with_unlike_times(rows: pa.Table, prefix: str, chance: random.Random) -> pa.Table:
    """Few ties leave the most to compare."""
    minutes = chance.sample(range(4_000), rows.num_rows)
    times = [None if chance.random() < 0.1 else datetime.datetime(2024, 2, 27) + datetime.timedelta(minutes=minute) for minute in minutes]
    name = f"{prefix}at"
    return rows.set_column(rows.column_names.index(name), name, pa.array(times, pa.timestamp("us")))


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    chance = random.Random(7)
    counts = (40, 25, 9)
    return {name: _with_unlike_times(_table(prefix, rows, chance), prefix, chance) for (name, prefix), rows in zip(TABLES.items(), counts)}


@pytest.fixture(scope="module")
def oracle(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(f"{name}_rows", rows)
            connection.execute(f"CREATE TABLE {name} AS FROM {name}_rows")
        yield connection


@pytest.fixture(scope="module")
def cursor(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[flightsql.Cursor]:
    directory: Path = tmp_path_factory.mktemp("random-asof")
    catalog = lake.open_catalog(str(directory))
    catalog.create_namespace("random")
    for name, rows in tables.items():
        half = rows.num_rows // 2
        table = catalog.create_table(("random", name), schema=rows.schema)
        table.append(rows.slice(0, half))
        table.append(rows.slice(half))
    server = Server(directory)
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as opened:
        opened.execute("USE lake.random")
        yield opened
    assert server.interrupt() == 0, server.log.read_text()


def test_random_joins_in_all_places_give_what_duckdb_gives(cursor: flightsql.Cursor, oracle: duckdb.DuckDBPyConnection) -> None:
    wrong = []
    refused = ambiguous = 0
    for number in range(QUERIES):
        seed = SEED + number
        chance = RandomAsof(seed)
        sql, asked = chance.texts()
        parameters = chance.parameters

        def expected(tie: int) -> list[tuple]:
            return _rows(oracle.execute(asked.replace("TIE", str(tie)), parameters).fetchall())

        try:
            first = expected(0)
        except duckdb.Error:
            refused += 1
            continue
        try:
            cursor.execute(sql, parameters or None)
            given = _rows(cursor.fetchall())
        except flightsql.Error as error:
            if "INTERNAL" in str(error):
                wrong.append(f"seed {seed}: {sql} {parameters}\n  {error}")
            refused += 1
            continue
        if _same(given, first):
            continue
        others = [expected(tie) for tie in range(1, TIES)]
        if all(_same(other, first) for other in others):
            wrong.append(f"seed {seed}: {sql} {parameters}\n  gives {given[:5]}\n  not {first[:5]}")
        ambiguous += 1
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])
    assert refused + ambiguous <= QUERIES // 6, f"{refused} queries were refused and {ambiguous} leave a choice, so they compare nothing"
