"""A table that PyIceberg writes, changes and expires, and datasets that outlive it. `SOAK_DATASETS=50` makes that many."""

from __future__ import annotations

import datetime
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from conftest import Server
from pyiceberg.expressions import And, EqualTo, GreaterThanOrEqual, LessThan
from pyiceberg.types import StringType

import lake

DATASETS = int(os.environ.get("SOAK_DATASETS", "4"))
SEED = int(os.environ.get("SOAK_SEED", "20261125"))
YEAR = 1_000_000
QUERY = """SELECT l.id, f.k, f.v FROM (SELECT k AS id, k, t FROM history.events WHERE k < 20) AS l
    LEFT ASOF JOIN history.events AS f MATCH_CONDITION f.t < l.t ON f.k = l.k"""
QUERIES = [
    QUERY,
    "SELECT k, t, v FROM history.events WHERE v > 100",
    "SELECT k, count(*) AS n FROM history.events GROUP BY k",
]


def events(numbers: np.random.Generator, rows: int) -> pa.Table:
    times = pa.array(numbers.integers(0, YEAR, rows)).cast(pa.timestamp("us"))
    return pa.table({"k": numbers.integers(0, 50, rows), "t": times, "v": numbers.integers(0, 1000, rows)})


def step(table, numbers: np.random.Generator) -> str:
    kind = numbers.integers(0, 10)
    if kind < 5:
        table.append(events(numbers, 30))
        return "append"
    if kind < 7:
        low = int(numbers.integers(0, 45))
        table.delete(And(GreaterThanOrEqual("k", low), LessThan("k", low + 5)))
        return "delete"
    if kind < 8:
        key = int(numbers.integers(0, 50))
        found = table.scan(row_filter=EqualTo("k", key), selected_fields=("k", "t", "v")).to_arrow()
        changed = found.set_column(2, "v", pc.add(found["v"], 1))
        table.overwrite(changed, overwrite_filter=EqualTo("k", key))
        return "update"
    if kind < 9:
        table.overwrite(table.scan(selected_fields=("k", "t", "v")).to_arrow())
        return "compaction"
    with table.update_schema() as change:
        change.add_column(f"extra{len(table.schema().fields)}", StringType())
    return "schema evolution"


def expire(table) -> None:
    table.maintenance.expire_snapshots().older_than(datetime.datetime.now() + datetime.timedelta(days=1)).commit()


def rows(cursor, sql: str) -> Counter:
    cursor.execute(sql)
    return Counter(tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist())


def outlive(directory: Path, change: Callable[[], object], expire: Callable[[], object], erase: Callable[[], object], datasets: int) -> Counter:
    """Makes datasets of `history.events` while it changes and expires, has them back at the end, and counts the verdicts."""
    chance = random.Random(SEED)
    server = Server(directory)
    made, verdicts = [], Counter()
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        while len(made) < datasets:
            for _ in range(chance.randint(1, 4)):
                change()
            query, pinned, kept = chance.choice(QUERIES), chance.random() < 0.7, chance.random() < 0.5
            name = f"d{len(made)}"
            seen = rows(cursor, query)
            pin = "required" if pinned else "none"
            cursor.execute(f"CREATE TRAINING DATASET {name} WITH (materialize = {kept}, pin = '{pin}') AS {query}")
            cursor.fetchall()
            made.append((name, pinned, kept, seen))
            if chance.random() < 0.3:
                expire()
        erase()
        expire()
        for name, pinned, kept, seen in made:
            if kept:
                cursor.execute(f"DROP TRAINING DATASET {name} VERSION 1 DATA")
                cursor.fetchall()
            cursor.execute(f"REPRODUCE TRAINING DATASET {name} VERSION 1")
            verdict = cursor.fetch_arrow_table().to_pylist()[0]
            verdicts["pinned " * pinned + verdict["verdict"]] += 1
            if verdict["verdict"] == "EXACT":
                assert rows(cursor, f"SELECT * FROM training_datasets.{name}") == seen
            else:
                assert not pinned, verdict
            if verdict["verdict"] == "DIFFERENT":
                found = rows(cursor, f"SELECT * FROM training_datasets.{name} FOR VERSION AS OF '1-rebuilt'")
                assert verdict["missing_rows"] == (seen - found).total()
                assert verdict["unexpected_rows"] == (found - seen).total()
    assert server.interrupt() == 0, server.log.read_text()
    return verdicts


def test_datasets_outlive_a_year_of_changes_and_expiry(tmp_path: Path) -> None:
    numbers = np.random.default_rng(SEED)
    catalog = lake.open_catalog(str(tmp_path))
    catalog.create_namespace("history")
    table = catalog.create_table("history.events", schema=events(numbers, 1).schema)
    table.append(events(numbers, 100))
    print(
        outlive(
            tmp_path,
            change=lambda: step(table.refresh(), numbers),
            expire=lambda: expire(table.refresh()),
            erase=lambda: table.refresh().delete(LessThan("k", 5)),
            datasets=DATASETS,
        )
    )
