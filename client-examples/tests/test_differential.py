"""Random queries give what DuckDB gives over the same rows, and a condition divides its rows into true, false and unknown.

SOAK_QUERIES is how many are asked.
The seed is part of every failure; SOAK_SEED asks other ones than the ordinary run does.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
import pytest
from random_lake import in_duckdb, in_godwit, random_tables, same, sorted_rows
from random_sql import RandomSql

QUERIES = int(os.environ.get("SOAK_QUERIES", "100"))
SEED = int(os.environ.get("SOAK_SEED", "1"))


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return random_tables(random.Random(7))


@pytest.fixture(scope="module")
def oracle(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with in_duckdb(tables) as connection:
        yield connection


@pytest.fixture(scope="module")
def cursor(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[flightsql.Cursor]:
    with in_godwit(tables, tmp_path_factory.mktemp("differential")) as opened:
        yield opened


def test_random_queries_give_what_duckdb_gives(cursor: flightsql.Cursor, oracle: duckdb.DuckDBPyConnection) -> None:
    wrong = []
    refused = 0
    for number in range(QUERIES):
        seed = SEED + number
        chance = RandomSql(seed)
        sql, parameters = chance.query(), chance.parameters
        try:
            expected = sorted_rows(oracle.execute(sql, parameters).fetchall())
        except duckdb.Error:
            refused += 1
            continue
        try:
            cursor.execute(sql, parameters or None)
            given = sorted_rows(cursor.fetchall())
        except flightsql.Error as error:
            wrong.append(f"seed {seed}: {sql} {parameters}\n  {error}")
            continue
        if not same(given, expected):
            wrong.append(f"seed {seed}: {sql} {parameters}\n  gives {given[:5]}\n  not {expected[:5]}")
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])
    assert refused <= QUERIES // 10, f"DuckDB refused {refused} queries, so they compare nothing"


def test_a_condition_divides_itssorted_rows(cursor: flightsql.Cursor) -> None:
    for number in range(QUERIES // 5):
        seed = SEED + number
        source, condition = RandomSql(seed, with_parameters=False).condition()

        def counted(where: str) -> int:
            cursor.execute(f"SELECT count(*) FROM {source}{where}")
            return cursor.fetchall()[0][0]

        parts = [counted(f" WHERE {part}") for part in (condition, f"NOT ({condition})", f"({condition}) IS NULL")]
        assert sum(parts) == counted(""), f"seed {seed}: {parts} of {source} WHERE {condition}"
