"""Random point-in-time joins over files of many row groups give what a correlated subquery gives, whatever is cached.

SOAK_QUERIES is how many are asked, each three times: its columns are read, then kept, then taken from what was kept.
SOAK_SEED asks other ones than the ordinary run does.
"""

from __future__ import annotations

import datetime
import decimal
import os
import random
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
import pytest
from conftest import Server

import lake

QUERIES = int(os.environ.get("SOAK_QUERIES", "12"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
FEATURES = ("rides", "prices", "moods")
COLUMNS = ("number", "ratio", "amount", "word", "seen", "parts")
KEYS = 300
MINUTES = 60 * 24 * 20
START = datetime.datetime(2024, 3, 1)


def _features(rows: int, chance: random.Random) -> pa.Table:
    """No two rows of a key share a time, so that there are no ties."""
    moments = chance.sample(range(KEYS * MINUTES), rows)

    def column(make, type_: pa.DataType) -> pa.Array:
        return pa.array([None if chance.random() < 0.1 else make() for _ in range(rows)], type_)

    def some_time(minute: int) -> datetime.datetime:
        return START + datetime.timedelta(minutes=minute)

    return pa.table(
        {
            "entity": pa.array([moment % KEYS for moment in moments], pa.int64()),
            "event_time": pa.array([some_time(moment // KEYS) for moment in moments], pa.timestamp("us")),
            "known_at": pa.array([some_time(moment // KEYS + chance.randint(0, 600)) for moment in moments], pa.timestamp("us")),
            "number": column(lambda: chance.randint(-(1 << 40), 1 << 40), pa.int64()),
            "ratio": column(chance.random, pa.float64()),
            "amount": column(lambda: decimal.Decimal(chance.randint(0, 10**9)) / 100, pa.decimal128(15, 2)),
            "word": column(lambda: chance.choice("knot ruff dunlin curlew".split()) * chance.randint(0, 3), pa.string()),
            "seen": column(lambda: some_time(chance.randint(0, MINUTES)), pa.timestamp("us", "UTC")),
            "parts": column(lambda: [chance.randint(0, 9) for _ in range(chance.randint(0, 3))], pa.list_(pa.int32())),
        }
    )


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    chance = random.Random(11)
    return {name: _features(rows, chance) for name, rows in zip(FEATURES, (30_000, 12_000, 900))}


@pytest.fixture(scope="module")
def server(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    directory: Path = tmp_path_factory.mktemp("point-in-time")
    catalog = lake.open_catalog(str(directory))
    catalog.create_namespace("random")
    for name, rows in tables.items():
        properties = {"write.parquet.row-group-limit": "1000", "write.parquet.page-row-limit": "300"}
        table = catalog.create_table(("random", name), schema=rows.schema, properties=properties)
        for first in range(0, rows.num_rows, 8_000):
            table.append(rows.slice(first, 8_000))
        table.delete("entity = 7")
    running = Server(directory, "--set", "cache.results-bytes=0")
    yield running
    assert running.interrupt() == 0, running.log.read_text()


@pytest.fixture(scope="module")
def oracle(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, rows in tables.items():
            connection.register("rows", rows)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows WHERE entity <> 7")
        yield connection


class Join:
    """One random question, as Godwit and as DuckDB are asked it."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.label_count = chance.choice((1, 50, 400, 3_000))
        first = chance.randint(0, MINUTES)
        last = first + chance.choice((600, MINUTES))
        # Some labels have no key, some a key of no feature.
        keys = [chance.choice((None, KEYS + 1, *range(KEYS))) for _ in range(self.label_count)]
        times = [START + datetime.timedelta(minutes=chance.randint(first, last)) for _ in range(self.label_count)]
        self.labels = pa.table({"label": range(self.label_count), "entity": pa.array(keys, pa.int64()), "ts": pa.array(times, pa.timestamp("us"))})
        items, godwit, oracle = ["l.label"], "", ""
        inner = chance.random() < 0.2
        for index in range(chance.choice((1, 1, 2, 3))):
            alias, name = f"f{index}", chance.choice(FEATURES)
            items += [f"{alias}.{column} AS {column}{index}" for column in chance.sample(COLUMNS, chance.randint(1, 4))]
            strict, forward = chance.random() < 0.2, chance.random() < 0.15
            bounds = [f"{alias}.event_time {'>' if forward else '<'}{'' if strict else '='} l.ts"]
            if chance.random() < 0.4:
                sign = "+" if forward else "-"
                hours = chance.choice((1, 20, 200))
                bounds.append(f"{alias}.event_time {'<' if forward else '>'}= l.ts {sign} INTERVAL '{hours}' HOUR")
            if not forward and chance.random() < 0.4:
                bounds.append(f"{alias}.known_at <= l.ts")
            godwit += f" {'' if inner else 'LEFT '}ASOF JOIN {name} AS {alias} MATCH_CONDITION {' AND '.join(bounds)}"
            godwit += f"{' FORWARD' if forward else ''} ON {alias}.entity = l.entity"
            latest = f"SELECT * FROM {name} AS {alias} WHERE {alias}.entity = l.entity AND {' AND '.join(bounds)}"
            latest += f" ORDER BY {alias}.event_time {'' if forward else 'DESC'} LIMIT 1"
            oracle += f" {'' if inner else 'LEFT '}JOIN LATERAL ({latest}) AS {alias} ON TRUE"
        self.godwit = f"SELECT {', '.join(items)} FROM labels AS l{godwit}"
        self.oracle = f"SELECT {', '.join(items)} FROM labels AS l{oracle} ORDER BY l.label"


def test_random_joins_give_what_a_subquery_gives(server: Server, oracle: duckdb.DuckDBPyConnection) -> None:
    for number in range(QUERIES):
        seed = SEED + number
        join = Join(seed)
        oracle.register("labels", join.labels)
        expected = oracle.sql(join.oracle).to_arrow_table().to_pylist()
        with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("USE lake.random")
            cursor.adbc_ingest("labels", join.labels, mode="create", temporary=True)
            for attempt in range(3):
                cursor.execute(join.godwit)
                given = cursor.fetch_arrow_table().to_pylist()
                assert given == expected, f"seed {seed}, attempt {attempt}: {join.godwit}\n{_first_unlike(given, expected)}"


def _first_unlike(given: list[dict], expected: list[dict]) -> str:
    unlike = [(one, other) for one, other in zip(given, expected) if one != other]
    return f"{len(given)} rows, wanted {len(expected)}; {len(unlike)} unlike, first {unlike[:3]}"
