"""Random queries of point-in-time joins in CTEs, subqueries, windows, set operations, each other, and of all that may stand for a table, give what DuckDB gives.

SOAK_QUERIES is how many are asked; SOAK_SEED asks other ones than the ordinary run does.
"""

from __future__ import annotations

import datetime
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
import pytest
from conftest import Server
from random_asof import RandomAsof
from random_lake import in_duckdb, in_godwit, random_tables, same, sorted_rows
from random_places import RandomPlaces, TableWithHistory
from random_sql import TABLES

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
    return {name: _with_unlike_times(rows, TABLES[name], chance) for name, rows in random_tables(chance).items()}


@pytest.fixture(scope="module")
def oracle(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with in_duckdb(tables) as connection:
        yield connection


@pytest.fixture(scope="module")
def cursor(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[flightsql.Cursor]:
    with in_godwit(tables, tmp_path_factory.mktemp("random-asof")) as opened:
        yield opened


def test_random_joins_in_all_places_give_what_duckdb_gives(cursor: flightsql.Cursor, oracle: duckdb.DuckDBPyConnection) -> None:
    _compare(cursor, oracle, RandomAsof)


def test_tables_as_they_were_views_and_frames_join_likewise(tmp_path: Path) -> None:
    chance = random.Random(7)
    catalog = lake.open_catalog(str(tmp_path))
    catalog.create_namespace("random")
    with duckdb.connect() as oracle:
        tables = {
            name: TableWithHistory(name, _with_unlike_times(rows, TABLES[name], chance), catalog, oracle)
            for name, rows in random_tables(chance).items()
        }
        server = Server(tmp_path)
        with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("USE lake.random")
            for table in tables.values():
                table.open(cursor)
            _compare(cursor, oracle, lambda seed: RandomPlaces(seed, tables))
        assert server.interrupt() == 0, server.log.read_text()


def _compare(cursor: flightsql.Cursor, oracle: duckdb.DuckDBPyConnection, queries: Callable[[int], RandomAsof]) -> None:
    wrong = []
    refused = ambiguous = 0
    for number in range(QUERIES):
        seed = SEED + number
        chance = queries(seed)
        sql, asked = chance.texts()
        parameters = chance.parameters

        def expected(tie: int) -> list[tuple]:
            return sorted_rows(oracle.execute(asked.replace("TIE", str(tie)), parameters).fetchall())

        try:
            first = expected(0)
        except duckdb.Error:
            refused += 1
            continue
        try:
            cursor.execute(sql, parameters or None)
            given = sorted_rows(cursor.fetchall())
        except flightsql.Error as error:
            if "INTERNAL" in str(error):
                wrong.append(f"seed {seed}: {sql} {parameters}\n  {error}")
            refused += 1
            continue
        if same(given, first):
            continue
        others = [expected(tie) for tie in range(1, TIES)]
        if all(same(other, first) for other in others):
            wrong.append(f"seed {seed}: {sql} {parameters}\n  gives {given[:5]}\n  not {first[:5]}")
        ambiguous += 1
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])
    assert refused + ambiguous <= QUERIES // 6, f"{refused} queries were refused and {ambiguous} leave a choice, so they compare nothing"
