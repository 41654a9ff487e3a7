"""Spark behind HiveServer2's Thrift protocol: what BI tools and JDBC clients of Spark get, row by row."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.environment import python_for
from godwit_bench.peers.peer import CannotAnswer, Peer, Server, Session, free_port, port_open, spawn, wait_until
from godwit_bench.peers.rows import RowSession
from godwit_bench.questions import Query, Question, Scan
from godwit_bench.sql import query_sql, scan_sql

_SETTINGS = {
    "spark.master": f"local[{os.cpu_count()}]",
    "spark.driver.memory": "6g",
    "spark.driver.maxResultSize": "0",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
}


class SparkThrift(Peer):
    name = "spark-thrift"
    about = "Spark 4.1 Thrift server, local mode on all cores, same Parquet files, PyHive client"
    full_only = True

    def prepare(self) -> None:
        python_for("spark")

    def refuses(self, question: Question) -> str | None:
        return None if isinstance(question, (Scan, Query)) else "takes no uploaded frame and writes no Iceberg table here"

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        port, log, folder = free_port(), scratch / f"{self.name}.log", scratch / self.name
        folder.mkdir(parents=True, exist_ok=True)
        hive = {
            "hive.server2.thrift.port": port,
            "hive.server2.thrift.bind.host": "127.0.0.1",
            "hive.server2.authentication": "NOSASL",
            "javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        }
        home = next(Path(python_for("spark")).parents[1].glob("lib/python*/site-packages/pyspark"))
        command = [
            str(home / "bin" / "spark-submit"),
            *(word for key, value in _SETTINGS.items() for word in ("--conf", f"{key}={value}")),
            "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal",
            *(word for key, value in hive.items() for word in ("--hiveconf", f"{key}={value}")),
        ]  # fmt: skip
        process = spawn(command, log, cwd=folder, env=os.environ | {"SPARK_HOME": str(home)})
        wait_until(lambda: port_open(port), process, log, seconds=120)
        return Server(str(port), process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        from pyhive import hive

        connection = hive.connect(host="127.0.0.1", port=int(address), auth="NOSASL")
        cursor = connection.cursor()
        for table in tables:
            if not lake.has_deletes(table):
                folder = Path(lake.files(table)[0]).parent
                cursor.execute(f"CREATE TEMPORARY VIEW {table} USING parquet OPTIONS (path '{folder}')")
        return RowSession(connection, _spark_sql, _arrow_type)


def _spark_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question)
        case Query():
            return query_sql(question)
    raise CannotAnswer("takes no uploaded frame and writes no Iceberg table here")


def _arrow_type(name: str) -> pa.DataType | None:
    """None leaves it to Arrow, which finds a type for what the client made of the value."""
    return {"TIMESTAMP_TYPE": pa.timestamp("us"), "STRING_TYPE": pa.string()}.get(name)
