"""All 99 queries of TPC-DS give what DuckDB gives over the same Parquet files. TPCDS_SCALE is the scale factor."""

from __future__ import annotations

import decimal
import json
import math
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow.parquet
import pytest
from conftest import Server, python_with

import lake

HERE = Path(__file__).parent / "tpcds"


@pytest.fixture(scope="module")
def tpcds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DuckDB's generator is an extension of an older DuckDB than the clients', so it has an environment of its own."""
    python = python_with("tpcds", HERE / "requirements.txt")
    directory = tmp_path_factory.mktemp("tpcds")
    scale = os.environ.get("TPCDS_SCALE", "0.1")
    subprocess.run([python, HERE / "answers.py", scale, directory / "made"], check=True)
    return directory


@pytest.fixture(scope="module")
def shop(tpcds: Path) -> Iterator[flightsql.Connection]:
    catalog = lake.open_catalog(str(tpcds))
    catalog.create_namespace("tpcds")
    for file in sorted((tpcds / "made" / "tables").iterdir()):
        rows = pyarrow.parquet.read_table(file)
        catalog.create_table(("tpcds", file.stem), schema=rows.schema).append(rows)
    server = Server(tpcds)
    with flightsql.connect(server.uri, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("USE lake.tpcds")
        yield connection
    assert server.interrupt() == 0, server.log.read_text()


@pytest.mark.parametrize("number", range(1, 100))
def test_a_query_gives_what_duckdb_gives(shop: flightsql.Connection, tpcds: Path, number: int) -> None:
    answer = json.loads((tpcds / "made" / "answers" / f"{number:02d}.json").read_text())
    with shop.cursor() as cursor:
        cursor.execute(answer["query"])
        rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
    expected = [tuple(map(_plain, row)) for row in answer["rows"]]
    assert len(rows) == len(expected)
    for given, wanted in zip(sorted(rows, key=_order), sorted(expected, key=_order)):
        assert all(map(_equal, given, wanted)), (given, wanted)


def _plain(value: object) -> object:
    if isinstance(value, (int, decimal.Decimal)):
        return float(value)
    return value if value is None or isinstance(value, float) else str(value)


def _order(row: tuple[object, ...]) -> tuple[object, ...]:
    """Texts first and numbers to the thousandth, since engines cut averages differently."""
    texts = tuple((value is not None, value or "") for value in row if not isinstance(value, float))
    return texts, tuple(round(value, 3) for value in row if isinstance(value, float))


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-9) or (math.isnan(one) and math.isnan(other))
    return one == other
