"""Runs the SQL statements that come in, one a line, in a Spark with an Iceberg catalog `lake`; answers each with its rows, as JSON in a line.

Needs pyspark and nothing of ours, so it runs in an environment of its own: spark_sql.py LAKEHOUSE JAR…
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

lakehouse, *jars = sys.argv[1:]
session = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", ",".join(jars))
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
    .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
    .config("spark.sql.catalog.lake.type", "jdbc")
    .config("spark.sql.catalog.lake.uri", f"jdbc:sqlite:{lakehouse}/catalog.db")
    .config("spark.sql.catalog.lake.warehouse", f"file://{lakehouse}")
    .config("spark.sql.catalog.lake.cache-enabled", "false")
    .getOrCreate()
)
session.sparkContext.setLogLevel("ERROR")
print("ready", flush=True)
for line in sys.stdin:
    rows = [row.asDict(recursive=True) for row in session.sql(line).collect()]
    print(json.dumps(rows, default=str), flush=True)
