"""A client that sets a timeout is told when it has passed, and the server stops what it was doing for it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import godwit
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from conftest import Server
from flight_sql import message, statement

# Planning takes seconds, and so does running.
SLOW_TO_PLAN = "SELECT count(*) AS n FROM nyc.weather AS w0" + "".join(
    f" JOIN nyc.weather AS w{i} ON w{i}.observed_at = w{i - 1}.observed_at AND w{i}.temp > w{i // 2}.temp" for i in range(1, 200)
)
SLOW_TO_RUN = "SELECT count(*) AS n FROM nyc.flights AS a, nyc.flights AS b, nyc.flights AS c WHERE a.distance < b.distance + c.distance"
IN_TIME = 10.0
# pyarrow has both classes for the same status, and, where the server's reset of the stream comes before its own timer, other words
LATE, IN_WORDS = (flight.FlightTimedOutError, OSError), "(?i)deadline|time(d ?)?out"
TIMEOUT = "adbc.flight.sql.rpc.timeout_seconds."


@pytest.fixture
def watcher(server: Server) -> Iterator[godwit.Client]:
    with godwit.connect(server.uri) as client:
        yield client
        began = time.monotonic()
        while client.status()["open"] > 0:
            assert time.monotonic() - began < IN_TIME, client.status()
            time.sleep(0.01)


@pytest.fixture
def limited(server: Server) -> Iterator:
    connections = []

    def connect(**seconds: float) -> flightsql.Cursor:
        options = {TIMEOUT + kind: str(value) for kind, value in seconds.items()}
        connection = flightsql.connect(server.uri, db_kwargs=options, autocommit=True)
        connections.append(connection)
        return connection.cursor()

    yield connect
    for connection in connections:
        connection.close()


def described(sql: str) -> flight.FlightDescriptor:
    return flight.FlightDescriptor.for_command(statement(sql))


def after(seconds: float) -> flight.FlightCallOptions:
    return flight.FlightCallOptions(timeout=seconds)


def test_planning_ends_at_the_deadline(server: Server, watcher: godwit.Client) -> None:
    with flight.connect(server.uri) as client:
        with pytest.raises(flight.FlightTimedOutError):
            client.get_flight_info(described(SLOW_TO_PLAN), after(0.3))
        with pytest.raises(LATE, match=IN_WORDS):
            client.get_schema(described(SLOW_TO_PLAN), after(0.3))
        prepare = flight.Action("CreatePreparedStatement", message("ActionCreatePreparedStatementRequest", SLOW_TO_PLAN))
        with pytest.raises(LATE, match=IN_WORDS):
            list(client.do_action(prepare, after(0.3)))


def test_a_fetch_ends_at_the_deadline(server: Server, watcher: godwit.Client) -> None:
    with flight.connect(server.uri) as client:
        ticket = client.get_flight_info(described(SLOW_TO_RUN)).endpoints[0].ticket
        with pytest.raises(flight.FlightTimedOutError):
            client.do_get(ticket, after(0.5)).read_all()


def test_what_a_statement_changes_is_not_changed_after_the_deadline(server: Server, watcher: godwit.Client) -> None:
    create = f"CREATE TRAINING DATASET too_slow WITH (materialize = true) AS {SLOW_TO_RUN}"
    with flight.connect(server.uri) as client:
        with pytest.raises(flight.FlightTimedOutError):
            client.get_flight_info(described(create), after(1))
        shown = client.get_flight_info(described("SHOW TRAINING DATASETS"))
        assert "too_slow" not in str(client.do_get(shown.endpoints[0].ticket).read_all().to_pydict())


def slow_batches() -> pa.RecordBatchReader:
    schema = pa.schema([("n", pa.int64())])

    def batches() -> Iterator[pa.RecordBatch]:
        for _ in range(1000):
            yield pa.record_batch([pa.array(range(1000))], schema)
            time.sleep(0.05)

    return pa.RecordBatchReader.from_batches(schema, batches())


@pytest.mark.parametrize("temporary", [True, False])
def test_an_upload_ends_at_the_deadline_and_leaves_nothing(limited, watcher: godwit.Client, temporary: bool) -> None:
    cursor = limited(update=1)
    where = {"temporary": True} if temporary else {"db_schema_name": "nyc"}
    with pytest.raises(flightsql.Error, match="(?i)deadline"):
        cursor.adbc_ingest("late", slow_batches(), mode="create", **where)
    with pytest.raises(flightsql.Error, match="late"):
        cursor.execute("SELECT * FROM late" if temporary else "SELECT * FROM nyc.late")


@pytest.mark.parametrize("sql", [SLOW_TO_PLAN, SLOW_TO_RUN])
def test_adbc_timeouts_end_a_query(limited, watcher: godwit.Client, sql: str) -> None:
    cursor = limited(query=0.5, update=0.5, fetch=0.5)
    began = time.monotonic()
    with pytest.raises((flightsql.Error, OSError), match="(?i)deadline"):
        cursor.execute(sql)
        cursor.fetch_arrow_table()
    assert time.monotonic() - began < IN_TIME
