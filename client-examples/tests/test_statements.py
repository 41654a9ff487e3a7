"""The statements about training datasets, over every client: each is asked step by step, and all are told the same."""

from __future__ import annotations

import ast
import contextlib
import datetime
import decimal
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pandas as pd
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from conftest import ROOT, Server, python_with
from pyiceberg.expressions import EqualTo

sys.path.insert(0, str(ROOT / "client-examples" / "digest"))

import digest  # noqa: E402

import godwit  # noqa: E402
import lake  # noqa: E402
from godwit import protobuf  # noqa: E402

ANSWERS = Path(__file__).with_name("answers")
EXAMPLES = ROOT / "client-examples"
TABLES = "tables of "

Answer = list | str
Ask = Callable[[str], Answer]


class Other:
    """A client in a process of its own: a statement goes in, a literal comes out."""

    def __init__(self, *command: str | Path) -> None:
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, sql: str) -> Answer:
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()
        return ast.literal_eval(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(timeout=60) == 0


def jdbc(uri: str) -> Other:
    driver = EXAMPLES / "target" / "flight-sql-jdbc-driver.jar"
    if not driver.exists():
        subprocess.run(["mvn", "-B", "-q", "-pl", "client-examples", "dependency:copy@jdbc-driver"], cwd=ROOT, check=True)
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    return Other(java, "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", driver, ANSWERS / "Answers.java", uri)


def sqlalchemy(uri: str) -> Other:
    python = python_with("sqlalchemy", EXAMPLES / "sqlalchemy" / "requirements.txt")
    return Other(python, ANSWERS / "sqlalchemy_answers.py", uri)


def refusals_are_told(read: Ask) -> Ask:
    def ask(sql: str) -> Answer:
        try:
            return read(sql)
        except (flightsql.Error, flight.FlightError, pa.ArrowException, pd.errors.DatabaseError, godwit.GodwitError) as e:
            return str(e)

    return ask


def objects(connection: flightsql.Connection, schema: str) -> list[str]:
    found = connection.adbc_get_objects(depth="tables", db_schema_filter=schema).read_all().to_pylist()
    schemas = [each for catalog in found for each in catalog["catalog_db_schemas"] or []]
    return [table["table_name"] for each in schemas for table in each["db_schema_tables"] or []]


def statement(sql: str) -> flight.FlightDescriptor:
    query = protobuf.message((1, sql))
    return flight.FlightDescriptor.for_command(protobuf.any_of("CommandStatementQuery", query))


def over_flight(client: flight.FlightClient, sql: str) -> list[dict]:
    info = client.get_flight_info(statement(sql))
    return [row for end in info.endpoints for row in client.do_get(end.ticket).read_all().to_pylist()]


def over_adbc(connection: flightsql.Connection, sql: str) -> list:
    if sql.startswith(TABLES):
        return objects(connection, sql.removeprefix(TABLES))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetch_arrow_table().to_pylist()


def over_dbapi(connection: flightsql.Connection, sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def over_pandas(connection: flightsql.Connection, sql: str) -> list[dict]:
    frame = pd.read_sql(sql, connection, dtype_backend="pyarrow")
    return [{name: None if pd.isna(value) else value for name, value in row.items()} for row in frame.to_dict("records")]


@pytest.fixture(scope="module")
def clients(server: Server) -> Iterator[dict[str, Ask]]:
    with contextlib.ExitStack() as opened:
        connection = opened.enter_context(flightsql.connect(server.uri, autocommit=True))
        bare = opened.enter_context(flight.connect(server.uri))
        helper = opened.enter_context(godwit.connect(server.uri))
        yield {
            "adbc": refusals_are_told(lambda sql: over_adbc(connection, sql)),
            "dbapi": refusals_are_told(lambda sql: over_dbapi(connection, sql)),
            "flight": refusals_are_told(lambda sql: over_flight(bare, sql)),
            "pandas": refusals_are_told(lambda sql: over_pandas(connection, sql)),
            "helper": refusals_are_told(helper.execute),
            "jdbc": opened.enter_context(contextlib.closing(jdbc(server.uri))),
            "sqlalchemy": opened.enter_context(contextlib.closing(sqlalchemy(server.uri))),
        }


ALIKE_IN_MANIFESTS = {"dataset", "version", "state", "owner", "description", "tags", "knownAt", "splits", "engineVersion"}
VOLATILE = {"created_at", "datasets", "manifest", "report", "bytes", "age_seconds"}


def alike(client: str, answer: Answer) -> Answer:
    """An answer about the client's dataset, without its name and what no two versions have alike."""
    if isinstance(answer, str):
        return answer.replace(f"of_{client}", "of_client")
    mine = [row for row in answer if row.get("dataset", f"of_{client}") == f"of_{client}"]
    told = [row for row in mine if row.get("field", "state") in ALIKE_IN_MANIFESTS]
    rows = [{name: known(value) for name, value in row.items() if name not in VOLATILE} for row in told]
    # A table that a REPRODUCE wrote has a random number behind its name.
    return ast.literal_eval(re.sub(r"(_v\d+)_[0-9a-f]{8}'", r"\1'", repr(rows).replace(f"of_{client}", "of_client")))


def known(value: object) -> object:
    """JDBC and pandas have no number for a statistic that there is not; a literal has none either."""
    return None if isinstance(value, float) and math.isnan(value) else value


class Together:
    """All clients, each with a dataset of its own, which must be told the same."""

    def __init__(self, clients: dict[str, Ask]) -> None:
        self.clients = clients

    def __call__(self, sql: str) -> Answer:
        answers = {client: alike(client, ask(sql.replace("{d}", f"of_{client}"))) for client, ask in self.clients.items()}
        expected = answers["adbc"]
        for client, answer in answers.items():
            if isinstance(expected, str):
                assert isinstance(answer, str) and message(expected) in answer, (client, answer)
            else:
                assert answer == expected, (client, sql)
        return expected


def message(error: str) -> str:
    """What the server said, without what a driver wraps it in and the number of the query."""
    return error.split("] ", 1)[-1].split(" (", 1)[0]


def test_every_client_makes_proves_and_releases_a_dataset(clients: dict[str, Ask], lake_directory: Path) -> None:
    catalog = lake.open_catalog(str(lake_directory))
    catalog.create_namespace("statements")
    events = pa.table({"id": pa.array(range(100), pa.int64()), "v": [number / 4 for number in range(100)]})
    table = catalog.create_table("statements.events", schema=events.schema)
    table.append(events)
    ask = Together(clients)

    receipt = ask(
        "CREATE TRAINING DATASET {d} WITH (materialize = true, description = 'all of {d}', tag.team = 'a', split.hash = 'id',"
        " split.train = 0.8, split.test = 0.2) AS SELECT id, v FROM statements.events WHERE id <> 7"
    )
    assert [(row["dataset"], row["version"], row["state"], row["row_count"]) for row in receipt] == [("of_client", 1, "COMMITTED", 99)]
    rows = ask("SELECT id, v, split FROM training_datasets.{d} ORDER BY id")
    assert [row["id"] for row in rows] == [number for number in range(100) if number != 7]
    assert {row["split"] for row in rows} == {"train", "test"}

    table.append(pa.table({"id": pa.array([100, 101], pa.int64()), "v": [1.0, 2.0]}))
    assert ask("CREATE TRAINING DATASET {d} FROM VERSION 1")[0]["row_count"] == 101
    assert ask("SELECT count(*) AS n FROM training_datasets.{d} FOR VERSION AS OF 1") == [{"n": 99}]
    assert ask("SELECT count(*) AS n FROM training_datasets.{d}") == [{"n": 101}]
    assert [row["version"] for row in ask("SHOW TRAINING DATASETS")] == [1, 2]
    assert {row["field"] for row in ask("DESCRIBE TRAINING DATASET {d}") if row["value"] == "COMMITTED"} == {"state"}
    statistics = ask("SHOW STATISTICS FOR TRAINING DATASET {d} VERSION 1")
    assert {row["row_count"] for row in statistics if row["split"] is None} == {99}

    assert [(row["change"], row["id"]) for row in ask("DIFF TRAINING DATASET {d} VERSION 1 TO 2 KEY (id)")] == [("added", 100), ("added", 101)]
    assert {row["column"] for row in ask("DIFF TRAINING DATASET {d} VERSION 1 TO 2 COLUMNS")} == {"id", "v", "split"}
    table.delete(EqualTo("id", 3))
    assert [(row["change"], row["id"]) for row in ask("DIFF TRAINING DATASET {d} VERSION 2 TO NOW KEY (id)")] == [("removed", 3)]
    late = ask("SHOW LATE ROWS OF statements.events FOR TRAINING DATASET {d} VERSION 2 KEY (id)")
    assert [(row["change"], row["effect"], row["id"]) for row in late] == [("removed", "taken", 3)]

    files = ask("EXPORT TRAINING DATASET {d} VERSION 1 TO '{d}' FORMAT ARROW")
    assert sum(row["row_count"] for row in files) == 99
    assert [row["path"] for row in ask("EXPLAIN REPRODUCE TRAINING DATASET {d} VERSION 1")] == ["by snapshot"]
    assert ask("DROP TRAINING DATASET {d} VERSION 1 DATA")[0]["materialized_as"] is None
    assert "REPRODUCE TRAINING DATASET" in ask("SELECT * FROM training_datasets.{d} FOR VERSION AS OF 1")
    verdict = ask("REPRODUCE TRAINING DATASET {d} VERSION 1")[0]
    assert (verdict["verdict"], verdict["found_rows"], verdict["path"]) == ("EXACT", 99, "lake.statements.events by snapshot")
    assert ask("SELECT id, v, split FROM training_datasets.{d} FOR VERSION AS OF 1 ORDER BY id") == rows

    pinned = [row for row in ask("SHOW PINNED SNAPSHOTS") if row["table"] == "lake.statements.events"]
    assert len(pinned) == 2
    assert ask("UNPIN TRAINING DATASET {d} VERSION 1")[0]["pinned"] is False
    assert [row for row in ask("SHOW PINNED SNAPSHOTS") if row in pinned] == pinned[1:]
    assert ask("PURGE TRAINING DATASET {d} VERSION 1")[0]["state"] == "PURGED"
    assert "its versions are: 2" in ask("REPRODUCE TRAINING DATASET {d} VERSION 1")
    assert "did you mean of_client" in ask("SELECT * FROM training_datasets.{d}x")
    assert "rand" in ask("CREATE TRAINING DATASET {d} AS SELECT rand() AS r, id FROM statements.events").lower()


def test_catalogs_of_clients_list_datasets(clients: dict[str, Ask]) -> None:
    made = clients["adbc"]("CREATE TRAINING DATASET listed WITH (pin = 'none') AS SELECT tailnum, seats FROM nyc.planes")
    assert made[0]["dataset"] == "listed", made
    for client in ("adbc", "jdbc", "sqlalchemy"):
        assert "listed" in clients[client](TABLES + "training_datasets"), client
    clients["adbc"]("PURGE TRAINING DATASET listed VERSION 1")


def test_the_reference_digests_what_a_client_reads_to_what_the_server_said(server: Server, lake_directory: Path) -> None:
    utc, points = datetime.UTC, pa.struct([("x", pa.int64()), ("y", pa.string())])
    values = {
        "truth": pa.array([True, None, False]),
        "small": pa.array([-(2**31), None, 2**31 - 1], pa.int32()),
        "large": pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
        "single": pa.array([-0.0, math.nan, None], pa.float32()),
        "double": pa.array([-0.0, math.nan, 1.1], pa.float64()),
        "narrow": pa.array([decimal.Decimal("-1.10"), None, decimal.Decimal("1.10")], pa.decimal128(10, 2)),
        "wide": pa.array([decimal.Decimal(10**37), None, decimal.Decimal(-(10**37))], pa.decimal128(38, 0)),
        "day": pa.array([datetime.date(1969, 12, 31), None, datetime.date(2026, 3, 1)]),
        "noon": pa.array([datetime.time(12, 0, 0, 1), None, datetime.time(0)], pa.time64("us")),
        "local": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), None, datetime.datetime(2026, 1, 1)], pa.timestamp("us")),
        "instant": pa.array([datetime.datetime(2026, 1, 1, tzinfo=utc), None, datetime.datetime(1900, 1, 1, tzinfo=utc)], pa.timestamp("us", "UTC")),
        "text": pa.array(["", None, "é, and more than sixteen bytes of it"]),
        "bytes": pa.array([b"", None, bytes(range(40))]),
        "point": pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": None}], points),
        "numbers": pa.array([[1, None, 3], [], None], pa.list_(pa.int32())),
        "tags": pa.array([[("a", 1), ("b", None)], [], None], pa.map_(pa.string(), pa.int64())),
        "deep": pa.array([[{"x": 1, "y": None}, None], [], None], pa.list_(points)),
    }
    table = pa.table(values)
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("every_type", table, db_schema_name="nyc", mode="create")
        cursor.execute("CREATE TRAINING DATASET every_type WITH (materialize = true) AS SELECT * FROM nyc.every_type")
        receipt = cursor.fetch_arrow_table().to_pylist()[0]
        cursor.execute("SELECT * FROM training_datasets.every_type")
        whole, columns = digest.digest(cursor.fetch_arrow_table())
        assert whole == receipt["digest"]
        made = json.loads(receipt["manifest"])["contents"]["columns"]
        assert {column["name"]: column["digest"] for column in made} == dict(columns)
        nanos = pa.table({"ns": pa.array([1, None, -1], pa.timestamp("ns")), "zone": pa.array([1, None, -1], pa.timestamp("us", "Europe/Amsterdam"))})
        cursor.adbc_ingest("every_time", nanos, mode="create", temporary=True)
        cursor.execute("CREATE TRAINING DATASET every_time AS SELECT * FROM every_time")
        receipt = cursor.fetch_arrow_table().to_pylist()[0]
        cursor.execute("SELECT * FROM training_datasets.every_time")
        assert digest.digest(cursor.fetch_arrow_table())[0] == receipt["digest"]
        for dataset in ("every_type", "every_time"):
            cursor.execute(f"PURGE TRAINING DATASET {dataset} VERSION 1")
            cursor.fetchall()
