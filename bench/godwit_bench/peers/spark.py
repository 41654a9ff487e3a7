"""Spark in local mode with Arrow collection: what a notebook user runs today."""

from __future__ import annotations

import os

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.peers.peer import CannotAnswer, Peer, Session
from godwit_bench.questions import Ingest, PointInTime, Query, Question, Scan
from godwit_bench.sql import query_sql, rank_sql, scan_sql


class Spark(Peer):
    name = "spark"
    about = "Spark 4.1, local mode on all cores, Arrow collection, same Parquet files; joins in rank() form"
    environment = "spark"
    full_only = True

    def refuses(self, question: Question) -> str | None:
        return "its Iceberg runtime is not loaded here" if isinstance(question, Ingest) else None

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _SparkSession(lake, tables)


class _SparkSession(Session):
    def __init__(self, lake: Lake, tables: tuple[str, ...]):
        from pyspark.sql import SparkSession

        # One session per process: later connections find it running.
        self._spark = (
            SparkSession.builder.master(f"local[{os.cpu_count()}]")
            .config("spark.driver.memory", "6g")
            .config("spark.driver.maxResultSize", "0")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .getOrCreate()
        )
        self._spark.sparkContext.setLogLevel("ERROR")
        for table in tables:
            self._spark.read.parquet(*lake.files(table)).createOrReplaceTempView(table)

    def upload(self, name: str, frame: pa.Table) -> None:
        self._spark.createDataFrame(frame).createOrReplaceTempView(name)

    def stream(self, question: Question) -> pa.RecordBatchReader:
        return self._spark.sql(_spark_sql(question)).toArrow().to_reader()

    def to_pandas(self, question: Question):
        return self._spark.sql(_spark_sql(question)).toPandas()


def _spark_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question)
        case PointInTime():
            return rank_sql(question)
        case Query():
            return query_sql(question)
    raise CannotAnswer("does not write here")
