"""A Spark over a lake, where `SPARK_PYTHON` names a Python with pyspark 4.1, and `SPARK_JARS` Iceberg's Spark runtime and SQLite's JDBC driver."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

PYTHON, JARS = os.environ.get("SPARK_PYTHON"), os.environ.get("SPARK_JARS", "").split(",")
NEEDED = pytest.mark.skipif(not PYTHON, reason="SPARK_PYTHON names no Python with pyspark")


class Spark:
    def __init__(self, directory: Path) -> None:
        self.log = open(directory / "spark.log", "w")
        self.process = subprocess.Popen(
            [PYTHON, Path(__file__).with_name("spark_sql.py"), directory / "lakehouse", *JARS],
            cwd=directory,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.answer() == "ready"

    def answer(self) -> str:
        line = self.process.stdout.readline().strip()
        assert line, Path(self.log.name).read_text()[-4000:]
        return line

    def sql(self, statement: str) -> list[dict]:
        self.process.stdin.write(" ".join(statement.split()) + "\n")
        self.process.stdin.flush()
        return json.loads(self.answer())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.log.close()
