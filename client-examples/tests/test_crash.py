"""A server is killed at random moments of a training dataset's life. `SOAK_KILLS=30` kills it that often."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
from conftest import Server

import lake

KILLS = int(os.environ.get("SOAK_KILLS", "1"))
SEED = int(os.environ.get("SOAK_SEED", "20261125"))
ROWS = 20_000
LIFE = [
    "CREATE TRAINING DATASET d WITH (materialize = true, statistics = true) AS SELECT id, v FROM crash.events",
    "CREATE TRAINING DATASET d FROM VERSION {version}",
    "DROP TRAINING DATASET d VERSION {version} DATA",
    "REPRODUCE TRAINING DATASET d VERSION {version}",
    "UNPIN TRAINING DATASET d VERSION {version}",
    "PURGE TRAINING DATASET d VERSION {version}",
]


def rows(cursor, sql: str) -> list[dict]:
    cursor.execute(sql)
    return cursor.fetch_arrow_table().to_pylist()


def live(uri: str) -> None:
    """Version after version is made, dropped, brought back, released and removed, until the server is gone."""
    try:
        with flightsql.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
            while True:
                version = rows(cursor, LIFE[0])[0]["version"]
                for statement in LIFE[1:]:
                    rows(cursor, statement.format(version=version))
    except (flightsql.Error, OSError):
        pass  # killed, as it should be


def assert_in_order(cursor, table) -> None:
    """Every version is whole, and nothing is left of those that are not: neither tables nor tags."""
    cursor.execute("UNPIN TRAINING DATASET d VERSION 1")  # what changes something first mends what the dead left
    cursor.fetchall()
    versions = {(row["dataset"], row["version"]): row for row in rows(cursor, "SHOW TRAINING DATASETS")}
    states = Counter(
        row["state"]
        for row in rows(
            cursor,
            "SELECT state FROM (SELECT state, revision, max(revision) OVER (PARTITION BY dataset, version) AS latest"
            " FROM godwit.training_datasets) AS r WHERE revision = latest",
        )
    )
    assert states["PENDING"] == 0 and states["COMMITTED"] == len(versions), states
    for (dataset, version), row in versions.items():
        verdict = rows(cursor, f"REPRODUCE TRAINING DATASET {dataset} VERSION {version}")[0]
        assert verdict["verdict"] == "EXACT" and verdict["found_rows"] == row["row_count"] == ROWS, verdict
        read = rows(cursor, f"SELECT count(*) AS n FROM training_datasets.{dataset} FOR VERSION AS OF {version}")
        assert read == [{"n": ROWS}]
    held = {row["snapshot_id"] for row in rows(cursor, "SHOW PINNED SNAPSHOTS")}
    tags = {int(name.rsplit(".", 1)[1]) for name in table.refresh().refs() if name.startswith("godwit.pin.")}
    assert tags == held
    kept = {row["materialized_as"] for row in rows(cursor, "SHOW TRAINING DATASETS")} - {None}
    there = {".".join(("lake", *name)) for name in table.catalog.list_tables("godwit") if "_v" in name[-1]}
    assert there == kept


def test_a_killed_server_leaves_a_registry_in_order(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    catalog = lake.open_catalog(str(tmp_path))
    catalog.create_namespace("crash")
    events = pa.table({"id": pa.array(range(ROWS), pa.int64()), "v": pa.array([chance.random() for _ in range(ROWS)])})
    table = catalog.create_table("crash.events", schema=events.schema)
    table.append(events)
    for kill in range(KILLS + 1):
        server = Server(tmp_path)
        with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
            if kill == 0:
                rows(cursor, LIFE[0])
            else:
                assert_in_order(cursor, table)
        if kill == KILLS:
            assert server.interrupt() == 0, server.log.read_text()
            return
        living = threading.Thread(target=live, args=(server.uri,))
        living.start()
        living.join(timeout=chance.uniform(0.2, 3.0))
        server.process.kill()
        server.process.wait()
        living.join(timeout=60)
        assert not living.is_alive()
