"""Datasets outlive a year of a table that Spark writes, changes, compacts, evolves and expires.

Runs where there is a Spark: see `spark.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import spark as sparks
from spark import Spark
from test_history import SEED, YEAR, outlive

import lake

DATASETS = int(os.environ.get("SOAK_DATASETS", "50"))
TABLE = "lake.history.events"

pytestmark = sparks.NEEDED


class History:
    """A table whose rows are changed in each of the ways Spark has."""

    def __init__(self, spark: Spark, version: int) -> None:
        self.spark = spark
        self.numbers = np.random.default_rng(SEED)
        self.steps = Counter()
        self.columns = self.fields = 0
        # Every ref but main has aged at once, as in a table whose owner wants no tags kept: pins must outlive that too.
        spark.sql(
            f"""CREATE TABLE {TABLE} (k BIGINT, t TIMESTAMP_NTZ, v BIGINT) USING iceberg
            TBLPROPERTIES ('format-version' = '{version}', 'history.expire.max-ref-age-ms' = '1')"""
        )
        self.append(100)

    def append(self, rows: int) -> None:
        seed = int(self.numbers.integers(0, 1 << 30))
        self.spark.sql(
            f"""INSERT INTO {TABLE} (k, t, v) SELECT CAST(rand({seed}) * 50 AS BIGINT),
            CAST(timestamp_micros(CAST(rand({seed + 1}) * {YEAR} AS BIGINT)) AS TIMESTAMP_NTZ),
            CAST(rand({seed + 2}) * 1000 AS BIGINT) FROM range({rows})"""
        )

    def change(self) -> None:
        kind = self.numbers.choice(["append", "delete", "update", "merge", "compact", "schema", "partitions"], p=[0.4, 0.15, 0.15, 0.1, 0.1, 0.05, 0.05])
        mode = str(self.numbers.choice(["merge-on-read", "copy-on-write"]))
        key = int(self.numbers.integers(0, 45))
        self.steps[kind if kind in ("append", "compact", "schema", "partitions") else f"{kind} {mode}"] += 1
        if kind in ("delete", "update", "merge"):
            self.spark.sql(f"ALTER TABLE {TABLE} SET TBLPROPERTIES ('write.{kind}.mode' = '{mode}')")
        match kind:
            case "append":
                self.append(30)
            case "delete":
                self.spark.sql(f"DELETE FROM {TABLE} WHERE k BETWEEN {key} AND {key + 4} AND v % 2 = 0")
            case "update":
                self.spark.sql(f"UPDATE {TABLE} SET v = v + 1 WHERE k = {key}")
            case "merge":
                self.spark.sql(
                    f"""MERGE INTO {TABLE} AS e USING (SELECT CAST({key} AS BIGINT) AS k) AS s ON e.k = s.k
                    WHEN MATCHED AND e.v % 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET v = e.v + 7"""
                )
            case "compact":
                self.spark.sql(f"CALL lake.system.rewrite_data_files(table => 'history.events', options => map('rewrite-all', 'true'))")
            case "schema":
                self.evolve_schema()
            case "partitions":
                self.evolve_partitions()

    def evolve_schema(self) -> None:
        if self.columns:
            self.spark.sql(f"ALTER TABLE {TABLE} RENAME COLUMN extra{self.columns} TO old{self.columns}")
        self.columns += 1
        self.spark.sql(f"ALTER TABLE {TABLE} ADD COLUMN extra{self.columns} STRING")

    def evolve_partitions(self) -> None:
        if self.fields % 2:
            self.spark.sql(f"ALTER TABLE {TABLE} DROP PARTITION FIELD part{self.fields - 1}")
        else:
            self.spark.sql(f"ALTER TABLE {TABLE} ADD PARTITION FIELD bucket({2 + self.fields}, k) AS part{self.fields}")
        self.fields += 1

    def expire(self) -> None:
        self.spark.sql("CALL lake.system.expire_snapshots(table => 'history.events', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)")


@pytest.mark.parametrize("version", [2, 3])
def test_datasets_outlive_a_year_of_spark(tmp_path: Path, version: int) -> None:
    catalog = lake.open_catalog(str(tmp_path))
    catalog.create_namespace("history")
    spark = Spark(tmp_path)
    history = History(spark, version)
    print(
        outlive(
            tmp_path,
            change=history.change,
            expire=history.expire,
            erase=lambda: spark.sql(f"DELETE FROM {TABLE} WHERE k < 5"),
            datasets=DATASETS,
        )
    )
    print(history.steps)
    spark.close()
