"""Random joins with tables that declare their columns give what a nested loop gives, and tell of it what a nested loop counts.

SOAK_QUERIES is how many are asked; SOAK_SEED asks other ones than the ordinary run does.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
import pytest
from conftest import Server
from flight_sql import statement
from pyarrow import flight
from random_features import FeatureTable, Latest, Question

import lake

QUERIES = int(os.environ.get("SOAK_QUERIES", "15"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
LABELS = {"id": pa.int64(), "k": pa.string(), "n": pa.int64(), "ts": pa.timestamp("us")}
COUNTS = ("labels_in", "rows_out", "matched", "match_rate", "ambiguous_matches", "not_yet_known")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    directory: Path = tmp_path_factory.mktemp("random-features")
    catalog = lake.open_catalog(str(directory))
    catalog.create_namespace("random")
    chance = random.Random(5)
    tables = [FeatureTable.create(f"t{number}", catalog, chance) for number in range(6)]
    running = Server(directory, "--set", "cache.results-bytes=0")
    running.tables = tables
    yield running
    assert running.interrupt() == 0, running.log.read_text()


@pytest.fixture(scope="module")
def cursor(server: Server) -> Iterator[flightsql.Cursor]:
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as opened:
        yield opened


def test_the_latest_rows_of_all_entities_are_those_a_nested_loop_finds(server: Server, cursor: flightsql.Cursor) -> None:
    wrong = []
    for seed in range(SEED, SEED + QUERIES):
        latest = Latest(seed, server.tables)
        try:
            cursor.execute(latest.sql)
            given = sorted(row[0] for row in cursor.fetchall())
        except flightsql.Error as error:
            given = error
        if given != latest.values:
            wrong.append(f"seed {seed}: {latest.sql}\n  gives {given}\n  not {latest.values}")
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])


def test_joins_tell_of_their_matches_what_a_nested_loop_counts(server: Server, cursor: flightsql.Cursor) -> None:
    wrong = []
    with flight.connect(server.uri) as client:
        for seed in range(SEED, SEED + QUERIES):
            question = Question(seed, server.tables)
            labels = pa.record_batch({name: pa.array([label[name] for label in question.labels], type_) for name, type_ in LABELS.items()})
            cursor.adbc_ingest("labels", labels, mode="replace", db_schema_name="random")
            try:
                problem = _problem(client, cursor, question)
            except (flightsql.Error, pa.ArrowException) as error:
                problem = str(error)
            if problem:
                wrong.append(f"seed {seed}: {question.sql()}\n  {problem}")
    assert not wrong, f"{len(wrong)} of {QUERIES}\n" + "\n".join(wrong[:20])


def _problem(client: flight.FlightClient, cursor: flightsql.Cursor, question: Question) -> str:
    """Twice: what is kept of the first time answers the second."""
    expected = question.rows()
    for attempt in range(2):
        given, joins = _read(client, question.sql())
        if given != expected:
            other = [(one, wanted) for one, wanted in zip(given, expected) if one != wanted]
            return f"attempt {attempt} gives {len(given)} rows, not {len(expected)}: {other[:5]}"
        for join, report in zip(joins, question.reports, strict=True):
            unlike = {name: (join[name], report[name]) for name in COUNTS if join[name] != report[name]}
            ages = join["staleness_seconds"]
            unlike |= {age: (ages[age], most) for age, most in report["staleness"].items() if not most <= ages[age] <= most * 33 / 32}
            unlike |= {"max": (ages["max"], report["staleness"]["max"])} if ages["max"] != report["staleness"]["max"] else {}
            removed, most = join["removed_by_known_at"], report["removed_by_known_at"]
            unlike |= {"removed_by_known_at": (removed, most)} if removed > most else {}
            if unlike:
                return f"attempt {attempt}: of {join['feature']} it tells {unlike}"
        cursor.execute(f"EXPLAIN QUALITY {question.sql()}")
        told = [_flat(join) for join in joins]
        if (rows := cursor.fetch_arrow_table().to_pylist()) != told:
            return f"EXPLAIN QUALITY tells {rows}\n  and the stream {told}"
        cursor.execute(f"EXPLAIN ANALYZE {question.sql()}")
        text = "\n".join(row[0] for row in cursor.fetchall())
        for join in joins:
            line = f"match_rate={join['match_rate']:.4f}"
            if line not in text or f"ambiguous_matches={join['ambiguous_matches']}, removed_by_known_at={join['removed_by_known_at']}" not in text:
                return f"EXPLAIN ANALYZE tells {text}\n  and the stream {joins}"
    return ""


def _read(client: flight.FlightClient, sql: str) -> tuple[list[tuple], list[dict]]:
    """The rows, and what the end of the stream tells of the joins."""
    info = client.get_flight_info(flight.FlightDescriptor.for_command(statement(sql)))
    rows, joins = [], []
    for chunk in client.do_get(info.endpoints[0].ticket):
        rows += [tuple(row.values()) for row in chunk.data.to_pylist()] if chunk.data is not None else []
        joins = json.loads(chunk.app_metadata.to_pybytes())["joins"] if chunk.app_metadata else joins
    return rows, joins


def _flat(join: dict) -> dict:
    ages = join.pop("staleness_seconds")
    return {**join, **{f"staleness_{name}": age for name, age in ages.items()}}
