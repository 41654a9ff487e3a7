"""The Python helper: whole results, broken connections, parts, uploads and training datasets."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pandas as pd
import polars as pl
import polars.testing
import pyarrow as pa
import pytest
from breaking_proxy import BreakingProxy
from conftest import HELPER, Server

import godwit
from godwit import apart
from godwit.stream import Endpoint, Fetch, RetryPolicy
from godwit.wire import Message

FLIGHTS = "SELECT * FROM nyc.flights"
AT_ONCE = RetryPolicy(sleep=lambda seconds: None)


@pytest.fixture
def client(server: Server) -> Iterator[godwit.Client]:
    with godwit.connect(server.uri) as opened:
        yield opened


@pytest.fixture(scope="module")
def flights(server: Server) -> pa.Table:
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(FLIGHTS)
        return cursor.fetch_arrow_table()


def test_a_result_goes_to_every_library_as_it_is(client: godwit.Client, flights: pa.Table) -> None:
    result = client.query(FLIGHTS)
    assert result.to_arrow() == flights
    assert result.row_count == flights.num_rows
    assert pl.DataFrame(result).equals(pl.from_arrow(flights))
    polars.testing.assert_frame_equal(result.to_polars(), pl.from_arrow(flights))
    pd.testing.assert_frame_equal(result.to_pandas(), flights.to_pandas())
    assert duckdb.sql("SELECT count(*), sum(distance) FROM result").fetchall() == [
        (flights.num_rows, pa.compute.sum(flights["distance"]).as_py())
    ]
    assert result.to_duckdb().count("*").fetchall() == [(flights.num_rows,)]


def test_pyarrow_is_not_needed(server: Server) -> None:
    script = """
        import sys
        sys.modules["pyarrow"] = None
        import godwit, polars
        with godwit.connect(sys.argv[1]) as client:
            result = client.query("SELECT * FROM nyc.weather")
            frame = polars.DataFrame(result)
            assert result.row_count == frame.height == 25593, frame.height
            stored = client.upload("mine", frame.select("observed_at", "temp"))
            assert stored.rows == frame.height
            print(client.execute("SELECT count(*) AS n, count(temp) AS known FROM mine"))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), server.uri],
        env={"PYTHONPATH": str(HELPER)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[{'n': 25593, 'known': 25592}]\n"


def test_a_fetch_goes_on_where_its_connection_broke(server: Server, flights: pa.Table) -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    bytes_of_a_result = flights.nbytes
    chance = random.Random(seed)
    # The handshake and the plan pass; then connections break somewhere within the first half of the result, fewer of them
    # than the policy has tries, since each may break before the first batch is whole.
    breaks = itertools.chain((chance.randrange(20_000, bytes_of_a_result // 2) for _ in range(5)), itertools.repeat(None))
    with BreakingProxy(server.uri, breaks) as proxy, godwit.connect(proxy.uri, retry=AT_ONCE) as client:
        result = client.query(FLIGHTS)
        assert result.to_arrow().equals(flights)
        assert result.fetches[0].resumed >= 1


def test_a_server_that_stays_away_is_an_error_that_may_be_retried(server: Server) -> None:
    with BreakingProxy(server.uri, itertools.chain([100_000], itertools.repeat(1))) as proxy:
        with godwit.connect(proxy.uri, retry=AT_ONCE) as client:
            result = client.query(FLIGHTS)
            with pytest.raises(godwit.GodwitError) as refused:
                result.to_arrow()
            assert refused.value.code == "UNAVAILABLE"
            assert refused.value.retryable


def recorded(client: godwit.Client, sql: str) -> list[bytes]:
    """The messages of a real stream, to be tampered with."""
    result = client.query(sql)
    return list(client._do_get((), result.endpoints[0].ticket, ()))


class Replay(list):
    def cancel(self) -> None:
        pass


@pytest.mark.parametrize("damage", ["no closing batch", "a batch lost", "a batch twice", "a byte changed"])
def test_a_damaged_stream_is_never_taken_for_whole(client: godwit.Client, damage: str) -> None:
    messages = recorded(client, FLIGHTS)
    batches = [at for at, message in enumerate(messages) if Message.of(message).is_record_batch()]
    damaged = {
        "no closing batch": messages[:-1],
        "a batch lost": messages[: batches[1]] + messages[batches[1] + 1 :],
        "a batch twice": messages[: batches[1]] + [messages[batches[1]]] + messages[batches[1] :],
        "a byte changed": [*messages[: batches[1]], flipped(messages[batches[1]]), *messages[batches[1] + 1 :]],
    }[damage]
    assert len(list(Fetch(lambda ticket, headers: Replay(messages), Endpoint(b"")).messages())) == len(messages) - 1
    with pytest.raises(godwit.ShortResult):
        list(Fetch(lambda ticket, headers: Replay(damaged), Endpoint(b"")).messages())


def flipped(message: bytes) -> bytes:
    """`message` with its last byte changed, which belongs to a batch's body."""
    return message[:-1] + bytes([message[-1] ^ 1])


def test_parts_are_disjoint_and_together_the_whole(client: godwit.Client, flights: pa.Table) -> None:
    whole = client.query(FLIGHTS)
    parts = [client.fetch(whole.endpoints, shard=(rank, 3), shuffle=(42, 1)).to_arrow() for rank in range(3)]
    assert sorted(row for part in parts for row in part["flight_id"].to_pylist()) == sorted(flights["flight_id"].to_pylist())
    again = client.query(FLIGHTS, shard=(1, 3), shuffle=(42, 1)).to_arrow()
    assert again.equals(parts[1])
    assert not client.query(FLIGHTS, shard=(1, 3), shuffle=(42, 2)).to_arrow().equals(parts[1])
    assert len(client.query(FLIGHTS, shards=4).endpoints) == 4
    assert client.query(FLIGHTS, shards=4).to_arrow().equals(flights)


def test_a_part_goes_on_in_another_process(client: godwit.Client, server: Server) -> None:
    whole = client.query(FLIGHTS)
    part = {"shard": (0, 2), "shuffle": (7, 3)}
    expected = client.fetch(whole.endpoints, **part).to_arrow()
    reading = client.fetch(whole.endpoints, **part).batches()
    begun = next(reading)
    reading.close()
    with godwit.connect(server.uri) as other:
        rest = other.fetch(whole.endpoints, first_row=begun.num_rows, **part).to_arrow()
    assert pa.concat_tables([pa.Table.from_batches([begun]), rest]).equals(expected)


def test_a_renewed_ticket_reads_the_same(client: godwit.Client, flights: pa.Table) -> None:
    (endpoint,) = client.query(FLIGHTS).endpoints
    renewed = client.renew(endpoint)
    assert renewed.ticket != endpoint.ticket
    assert client.fetch([renewed]).to_arrow() == flights


def test_a_process_of_its_own_plans_and_renews(client: godwit.Client, server: Server, flights: pa.Table) -> None:
    endpoints = apart.renewed(server.uri, {}, apart.planned(server.uri, {}, FLIGHTS))
    assert client.fetch(endpoints).to_arrow() == flights
    with pytest.raises(godwit.GodwitError, match="nyc.flihgts") as failure:
        apart.planned(server.uri, {}, "SELECT * FROM nyc.flihgts")
    assert failure.value.code == "NOT_FOUND" and failure.value.query_id


def test_partitions_of_adbc_are_read(client: godwit.Client, connection: flightsql.Connection) -> None:
    with connection.cursor() as cursor:
        partitions, _ = cursor.adbc_execute_partitions("SELECT count(*) AS n FROM nyc.flights WHERE distance > ?", (2000,))
    assert sum(client.result(partition).to_arrow()["n"][0].as_py() for partition in partitions) > 0


def test_uploads_are_readable_at_once(client: godwit.Client) -> None:
    frames = [
        pd.DataFrame({"x": [1, 2, 3], "s": ["a", None, "a string too long to stand in its view"]}),
        pl.DataFrame({"x": [1, 2, 3], "s": ["a", None, "a string too long to stand in its view"]}),
        pa.table({"x": [1, 2, 3], "s": ["a", None, "a string too long to stand in its view"]}),
    ]
    for number, frame in enumerate(frames):
        assert client.upload(f"frame{number}", frame).rows == 3
        assert client.execute(f"SELECT * FROM frame{number}") == frames[2].to_pylist()
    stored = client.upload("helper_uploads", frames[2], schema="nyc")
    appended = client.upload("helper_uploads", frames[2], schema="nyc", mode="append")
    assert stored.snapshot_id != appended.snapshot_id
    assert client.execute("SELECT count(*) AS n FROM nyc.helper_uploads") == [{"n": 6}]
    assert client.execute(f"SELECT count(*) AS n FROM nyc.helper_uploads FOR VERSION AS OF {stored.snapshot_id}") == [{"n": 3}]


def test_a_training_dataset_comes_back(client: godwit.Client) -> None:
    receipt = client.create_dataset(
        "from_helper", "SELECT * FROM nyc.weather WHERE origin = 'JFK'", materialize=True, known_at="waived"
    )
    rows = receipt.dataset.read().to_arrow()
    assert rows.num_rows == receipt.row_count
    receipt.dataset.drop_data()
    with pytest.raises(godwit.GodwitError):
        receipt.dataset.read()
    reproduction = receipt.dataset.reproduce()
    assert reproduction.is_exact, reproduction
    assert client.dataset("from_helper").read(["origin", "temp"]).to_arrow().column_names == ["origin", "temp"]
    order = [("observed_at", "ascending")]
    assert receipt.dataset.read().to_arrow().sort_by(order) == rows.sort_by(order)
    assert receipt.dataset.describe()["contents"]["digest"] == receipt.digest


def test_a_frame_that_cannot_be_read_says_why(client: godwit.Client) -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"x": [1]})
        raise KeyError("the file was gone")

    with pytest.raises(pa.ArrowInvalid, match="the file was gone"):
        client.upload("never", pa.RecordBatchReader.from_batches(pa.schema({"x": pa.int64()}), failing()))
    with pytest.raises(godwit.GodwitError, match="never"):
        client.query("SELECT * FROM never")


def test_errors_carry_code_query_and_advice(client: godwit.Client) -> None:
    with pytest.raises(godwit.GodwitError, match="nyc.weather") as missing:
        client.query("SELECT * FROM nyc.wether")
    assert missing.value.code == "NOT_FOUND"
    assert missing.value.query_id
    assert not missing.value.retryable
    with pytest.raises(godwit.GodwitError, match="version=1"):
        client.dataset("delays").reproduce()
    with pytest.raises(ValueError, match="grpc\\+tls"):
        godwit.connect("http://127.0.0.1:1")
