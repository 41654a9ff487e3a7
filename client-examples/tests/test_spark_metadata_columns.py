"""Metadata columns are what Spark says they are, whatever Spark did to the table before. Runs where there is a Spark: see `spark.py`."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import numpy as np
import pytest
import spark as sparks
from conftest import Server
from spark import Spark
from test_history import SEED
from test_spark_history import TABLE, History

import lake

CHANGES = int(os.environ.get("METADATA_CHANGES", "25"))
OF_ROWS = ["_file", "_pos", "_spec_id"]
LINEAGE = ["_row_id", "_last_updated_sequence_number"]

pytestmark = sparks.NEEDED


def answers(rows: list[dict]) -> Counter:
    return Counter(json.dumps(row, sort_keys=True, default=str) for row in rows)


class Compared:
    """Spark and Godwit, asked the same."""

    def __init__(self, spark: Spark, cursor: flightsql.Cursor) -> None:
        self.spark, self.cursor = spark, cursor
        self.asked = 0

    def ask(self, columns: str, condition: str = "TRUE", version: int | None = None) -> list[dict]:
        then = "" if version is None else f" FOR VERSION AS OF {version}"
        self.cursor.execute(f"SELECT {columns} FROM history.events{then} AS e WHERE {condition}")
        mine = self.cursor.fetch_arrow_table().to_pylist()
        theirs = self.spark.sql(f"SELECT {columns} FROM {TABLE}{then.replace('FOR ', '')} AS e WHERE {condition}")
        assert answers(mine) == answers(theirs), (columns, condition)
        self.asked += 1
        return theirs

    def files_read(self, condition: str) -> int:
        self.cursor.execute(f"EXPLAIN ANALYZE SELECT k FROM history.events AS e WHERE {condition}")
        text = "\n".join(self.cursor.fetch_arrow_table().column(0).to_pylist())
        return int(text.split("data_files_read=")[1].split(",")[0]) if "data_files_read=" in text else 0


@pytest.mark.parametrize("version", [2, 3])
def test_metadata_columns_are_those_of_spark(tmp_path: Path, version: int) -> None:
    lake.open_catalog(str(tmp_path)).create_namespace("history")
    spark, server = Spark(tmp_path), Server(tmp_path)
    history, chance = History(spark, version), np.random.default_rng(SEED + version)
    history.evolve_partitions()
    names = OF_ROWS + LINEAGE * (version == 3)
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        both = Compared(spark, cursor)
        for _ in range(CHANGES):
            history.change()
            rows = both.ask(", ".join(["k", "v", "_partition", *names]))
            for name in names:
                some = chance.choice([row[name] for row in rows])
                literal = f"'{some}'" if name == "_file" else str(some)
                for comparison in ["=", "<>", "<="]:
                    both.ask(f"k, {name}", f"{name} {comparison} {literal}")
            filed = {row["_file"]: row["_partition"] for row in rows}
            partition = filed[chance.choice(sorted(filed))]
            for field, value in partition.items():
                is_value = f"e._partition.{field} " + ("IS NULL" if value is None else f"= {value}")
                both.ask("k, _pos", is_value)
                both.ask("k, _pos", f"NOT ({is_value}) OR _pos < 3")
                assert both.files_read(is_value) == sum(other[field] == value for other in filed.values())
        snapshots = spark.sql(f"SELECT snapshot_id FROM {TABLE}.snapshots")
        for snapshot in chance.choice([row["snapshot_id"] for row in snapshots], 5):
            both.ask(", ".join(["k", "v", *names]), version=int(snapshot))
    print(both.asked, history.steps)
    spark.close()
    assert server.interrupt() == 0, server.log.read_text()
