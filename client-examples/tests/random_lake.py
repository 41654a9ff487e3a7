"""The tables that random queries are asked of, on a server and in DuckDB, and how the answers of both are compared."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import math
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
from conftest import Server
from random_sql import COLUMNS, TABLES

import lake


def random_tables(chance: random.Random) -> dict[str, pa.Table]:
    return {name: _table(prefix, rows, chance) for (name, prefix), rows in zip(TABLES.items(), (40, 25, 9))}


def _table(prefix: str, rows: int, chance: random.Random) -> pa.Table:
    def column(make, type_: pa.DataType) -> pa.Array:
        return pa.array([None if chance.random() < 0.15 else make() for _ in range(rows)], type_)

    midnight = datetime.datetime(2024, 2, 27)
    makers = {
        "int": (lambda: chance.randint(-3, 12), pa.int64()),
        "double": (lambda: chance.choice((-1.5, 0.0, 0.25, 1.0, 2.75, 1e6)), pa.float64()),
        "decimal": (lambda: decimal.Decimal(chance.randint(-300, 1200)) / 100, pa.decimal128(9, 2)),
        "text": (lambda: chance.choice(("", "a", "Ab", "abc", "b%", "zebra", "ä", " x ")), pa.string()),
        "date": (lambda: datetime.date(2024, 2, chance.randint(24, 29)), pa.date32()),
        "timestamp": (lambda: midnight + datetime.timedelta(minutes=chance.randint(0, 4000)), pa.timestamp("us")),
        "bool": (lambda: chance.random() < 0.5, pa.bool_()),
    }
    columns = {f"{prefix}id": pa.array(range(rows), pa.int64())}
    for type_, names in COLUMNS.items():
        columns |= {f"{prefix}{name}": column(*makers[type_]) for name in names}
    return pa.table(columns)


@contextlib.contextmanager
def in_duckdb(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(f"{name}_rows", rows)
            connection.execute(f"CREATE TABLE {name} AS FROM {name}_rows")
        yield connection


@contextlib.contextmanager
def in_godwit(tables: dict[str, pa.Table], directory: Path) -> Iterator[flightsql.Cursor]:
    """Each table in two files. The server must end cleanly."""
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


def sorted_rows(rows: list[tuple]) -> list[tuple]:
    return sorted((tuple(map(_plain, row)) for row in rows), key=_order)


def _plain(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds")
    return str(value)


def _order(row: tuple) -> tuple:
    return tuple((type(value).__name__, round(value, 6) if isinstance(value, float) else value if value is not None else 0) for value in row)


def same(given: list[tuple], expected: list[tuple]) -> bool:
    return Counter(map(len, given)) == Counter(map(len, expected)) and all(
        all(map(_equal, one, other)) for one, other in zip(given, expected)
    )


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (math.isnan(one) and math.isnan(other))
    return one == other
