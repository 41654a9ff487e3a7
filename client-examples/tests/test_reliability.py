"""What goes wrong in real life: clients killed, connections cut, replicas gone, disks full, catalogs away."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from breaking_proxy import BreakingProxy
from conftest import Server

import godwit
from godwit.stream import RetryPolicy

FLIGHTS = "SELECT * FROM nyc.flights"
# Its result is large and slow enough that a client can be killed in the middle.
SLOW = "SELECT a.flight_id, b.flight_id AS other FROM nyc.flights AS a JOIN nyc.flights AS b ON a.dest = b.dest"

# A hundred billion of them: no one waits for the last.
PAIRS = "SELECT a.flight_id * b.distance AS x FROM nyc.flights AS a CROSS JOIN nyc.flights AS b"

@pytest.fixture(scope="module")
def replicas(lake_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two servers on one lake, which share the key of their tickets."""
    spill = tmp_path_factory.mktemp("spill")
    settings = ["--set", "ticket.key=a key of two replicas", "--set", f"spill.directory={spill}"]
    servers = [Server(lake_directory, *settings) for _ in range(2)]
    yield servers
    for server in servers:
        if server.process.poll() is None:
            assert server.interrupt() == 0, server.log.read_text()
            # What leaks is said when the server stops.
            assert "without giving back" not in server.log.read_text()
    assert not any(path.is_file() for path in spill.rglob("*")), "spilled files remain"


def soon(condition: Callable[[], bool]) -> float:
    """Waits until `condition` holds, and says how long that took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < 30, "it did not happen"
        time.sleep(0.01)
    return time.monotonic() - began


def is_idle(client: godwit.Client) -> bool:
    return client.status()["open"] == 0


def test_a_killed_client_frees_the_server(replicas: list[Server]) -> None:
    script = """
        import sys, adbc_driver_flightsql.dbapi as flightsql
        with flightsql.connect(sys.argv[1], autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sys.argv[2])
            for batch in cursor.fetch_record_batch():
                print(batch.num_rows, flush=True)
    """
    server = replicas[0]
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    with godwit.connect(server.uri) as watcher:
        for sql in (FLIGHTS, SLOW, SLOW + " ORDER BY other, a.flight_id"):
            victim = subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(script), server.uri, sql], stdout=subprocess.PIPE, text=True
            )
            if "ORDER" in sql:
                # Killed before its first batch, while the sort is at work.
                soon(lambda: not is_idle(watcher))
            else:
                for _ in range(chance.randrange(1, 4)):
                    victim.stdout.readline()
            victim.kill()
            victim.wait()
            print(f"free after {soon(lambda: is_idle(watcher)):.2f} s")


CANCELLED = {
    "scan": " UNION ALL ".join(["SELECT a.*, a.distance + 1 AS d FROM nyc.flights AS a"] * 40),
    "point-in-time join": """
        SELECT f.*, w.temp FROM ({}) AS f
        LEFT ASOF JOIN nyc.weather AS w MATCH_CONDITION w.observed_at <= f.scheduled ON w.origin = f.origin
    """.format(" UNION ALL ".join(["SELECT * FROM nyc.flights"] * 20)),
    "cross join": f"SELECT count(*) AS n FROM ({PAIRS}) AS t WHERE x % 7 = 3",
    "aggregation": f"SELECT x % 100000 AS k, count(DISTINCT x) AS n FROM ({PAIRS}) AS t GROUP BY 1",
    "sort": f"SELECT x FROM ({PAIRS}) AS t ORDER BY x DESC",
    "window": f"SELECT max(r) AS m FROM (SELECT row_number() OVER (PARTITION BY x % 10 ORDER BY x) AS r FROM ({PAIRS}) AS t) AS u",
}


@pytest.fixture(scope="module")
def without_caches(lake_directory: Path) -> Iterator[Server]:
    running = Server(lake_directory, "--set", "cache.columns-bytes=0", "--set", "cache.results-bytes=0")
    yield running
    assert running.interrupt() == 0, running.log.read_text()
    assert "without giving back" not in running.log.read_text()


@pytest.mark.parametrize("kind", CANCELLED)
def test_a_cancel_ends_whatever_runs_and_frees_all_of_it(without_caches: Server, kind: str) -> None:
    with (
        godwit.connect(without_caches.uri) as watcher,
        flightsql.connect(without_caches.uri, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):

        def cancel_when_it_runs() -> None:
            soon(lambda: any(query["state"] == "running" for query in watcher.status()["queries"]))
            cursor.adbc_cancel()

        cursor.execute(CANCELLED[kind])
        canceller = threading.Thread(target=cancel_when_it_runs)
        canceller.start()
        with pytest.raises((flightsql.Error, OSError), match="(?i)cancel"):
            for _ in cursor.fetch_record_batch():
                canceller.join()
        canceller.join()
        print(f"{kind} gone after {soon(lambda: is_idle(watcher)):.2f} s")
        soon(lambda: watcher.status()["memory_bytes"] == 0)
        cursor.execute("SELECT 2 AS two")
        assert cursor.fetchall() == [(2,)]


def test_a_killed_upload_leaves_nothing(replicas: list[Server], lake_directory: Path) -> None:
    script = """
        import sys, adbc_driver_flightsql.dbapi as flightsql, pyarrow as pa
        def endless():
            while True:
                yield pa.record_batch({"x": list(range(100_000))})
                print("sent", flush=True)
        rows = pa.RecordBatchReader.from_batches(pa.schema({"x": pa.int64()}), endless())
        with flightsql.connect(sys.argv[1], autocommit=True) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest("half", rows, db_schema_name="nyc", mode="create")
    """
    victim = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), replicas[0].uri], stdout=subprocess.PIPE, text=True
    )
    for _ in range(20):
        assert victim.stdout.readline() == "sent\n"
    victim.kill()
    victim.wait()
    half = lake_directory / "lakehouse" / "nyc" / "half"
    with godwit.connect(replicas[0].uri) as watcher:
        soon(lambda: is_idle(watcher) and not any(path.is_file() for path in half.rglob("*")))
        with pytest.raises(godwit.GodwitError, match="nyc.half"):
            watcher.query("SELECT * FROM nyc.half")


def test_a_ticket_of_one_replica_is_fetched_from_the_other(replicas: list[Server]) -> None:
    with godwit.connect(replicas[0].uri) as first, godwit.connect(replicas[1].uri) as second:
        planned = first.query(FLIGHTS)
        whole = planned.to_arrow()
        assert second.fetch(planned.endpoints).to_arrow().equals(whole)
        reading = planned.batches()
        begun = next(reading)
        reading.close()
        rest = second.fetch(planned.endpoints, first_row=begun.num_rows).to_arrow()
        assert rest.equals(whole.slice(begun.num_rows))


def test_connections_that_break_leave_nothing_behind(replicas: list[Server]) -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    breaks = iter(lambda: chance.randrange(1_000, 6_000_000), None)
    with BreakingProxy(replicas[0].uri, breaks) as proxy, godwit.connect(replicas[0].uri) as watcher:
        failures = 0
        for _ in range(12):
            try:
                with flight.connect(proxy.uri) as client:
                    for chunk in client.do_get(flight.Ticket(watcher.query(FLIGHTS).endpoints[0].ticket)):
                        assert chunk.data is not None
            except flight.FlightError:
                failures += 1
        assert failures == 12
        soon(lambda: is_idle(watcher))


def test_a_full_spill_disk_is_said_and_survived(lake_directory: Path, tmp_path: Path) -> None:
    """A file where the server's spill directory was stands for a disk on which nothing can be written."""
    server = Server(lake_directory, "--set", f"spill.directory={tmp_path}", "--set", "query.memory-bytes=32mb")
    (blocked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    shutil.rmtree(blocked)
    blocked.write_text("")
    frame = pa.table({"x": pa.array(range(6_000_000), pa.int64())})
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        with pytest.raises(flightsql.Error) as refused:
            cursor.adbc_ingest("huge", frame.to_reader(max_chunksize=65_536), mode="create", temporary=True)
            cursor.execute("SELECT x, count(*) FROM huge GROUP BY x ORDER BY 1")
            cursor.fetch_arrow_table()
        print(refused.value)
        assert "(query " in str(refused.value)
        cursor.execute("SELECT count(*) FROM nyc.planes")
        assert cursor.fetchone() == (3322,)
    with godwit.connect(server.uri) as watcher:
        soon(lambda: is_idle(watcher))
    assert server.interrupt() == 0
    assert "without giving back" not in server.log.read_text()


def test_a_catalog_that_went_away_is_unavailable_and_comes_back(lake_directory: Path, replicas: list[Server]) -> None:
    warehouse, away = lake_directory / "lakehouse" / "nyc", lake_directory / "lakehouse" / "away"
    with godwit.connect(replicas[0].uri) as client:
        planned = client.query("SELECT * FROM nyc.planes")
        warehouse.rename(away)
        try:
            with pytest.raises(godwit.GodwitError) as failed:
                client.query("SELECT count(*), min(seats) FROM nyc.planes WHERE engines = 2").to_arrow()
                planned.to_arrow()
            print(failed.value.code, failed.value)
            assert failed.value.query_id
            assert failed.value.code in ("UNAVAILABLE", "NOT_FOUND")
        finally:
            away.rename(warehouse)
        assert planned.to_arrow().num_rows == 3322
        soon(lambda: is_idle(client))


def test_many_clients_at_once_get_whole_results(replicas: list[Server]) -> None:
    """A few seconds here; SOAK_SECONDS=180 lets 64 clients go on for as many seconds."""
    seconds = float(os.environ.get("SOAK_SECONDS", "3"))
    clients = 64 if "SOAK_SECONDS" in os.environ else 16
    statements = {
        "SELECT * FROM nyc.planes": 3322,
        "SELECT * FROM nyc.weather": 25593,
        "SELECT flight_id, dest FROM nyc.flights WHERE distance > 2000": None,
        "SELECT dest, count(*) AS n FROM nyc.flights GROUP BY dest": 105,
        "SELECT l.flight_id, w.temp FROM nyc.flights AS l LEFT ASOF JOIN nyc.weather AS w"
        " MATCH_CONDITION w.observed_at <= l.scheduled ON w.origin = l.origin WHERE l.carrier = 'HA'": 342,
    }
    with godwit.connect(replicas[0].uri) as watcher:
        for sql, rows in statements.items():
            statements[sql] = rows or watcher.query(sql).to_arrow().num_rows
        results: list[int] = []
        failures: list[BaseException] = []
        end = time.monotonic() + seconds

        def work(number: int) -> None:
            chance = random.Random(number)
            try:
                # Their own server each: half of the clients use the second replica.
                with godwit.connect(replicas[number % 2].uri, retry=RetryPolicy(attempts=20)) as client:
                    done = 0
                    while time.monotonic() < end:
                        sql = chance.choice(list(statements))
                        if chance.random() < 0.1:
                            next(client.query(sql).batches())
                            continue
                        assert client.query(sql).to_arrow().num_rows == statements[sql]
                        done += 1
                    results.append(done)
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=seconds + 120)
            assert not thread.is_alive(), "a client is stuck"
        assert not failures, failures[:3]
        print(f"{sum(results)} results, fewest {min(results)} and most {max(results)} of a client")
        soon(lambda: is_idle(watcher))
        assert watcher.status()["queued"] == 0


def test_slow_readers_stay_within_the_budget(lake_directory: Path) -> None:
    """Clients that read one batch and then nothing. 24 of them here; with SOAK_SECONDS 100, for as many seconds."""
    readers = 100 if "SOAK_SECONDS" in os.environ else 24
    server = Server(lake_directory, "--set", "memory.limit-bytes=512mb", "--set", "cache.columns-bytes=64mb")
    with godwit.connect(server.uri) as watcher:
        rows = watcher.query(FLIGHTS).to_arrow().num_rows
        clients = [flight.connect(server.uri) for _ in range(readers)]
        streams = [client.do_get(flight.Ticket(watcher.query(FLIGHTS).endpoints[0].ticket)) for client in clients]
        firsts = [stream.read_chunk().data.num_rows for stream in streams]
        held = []
        end = time.monotonic() + float(os.environ.get("SOAK_SECONDS", "0"))
        while time.monotonic() < end or len(held) < 3:
            soon(lambda: watcher.status()["running"] + watcher.status()["queued"] == 0)
            # Somebody in a hurry is served as ever.
            assert watcher.query(FLIGHTS).to_arrow().num_rows == rows
            held.append(watcher.status()["memory_bytes"])
        print(f"{readers} slow readers hold {max(held) >> 20} MB of {watcher.status()['memory_limit_bytes'] >> 20}")
        assert max(held) <= watcher.status()["memory_limit_bytes"]
        # What was held back comes whole when it is read.
        for stream, first in list(zip(streams, firsts))[::2]:
            assert first + sum(chunk.data.num_rows for chunk in stream if chunk.data is not None) == rows
        for stream in streams[1::2]:
            stream.cancel()
        for client in clients:
            client.close()
        soon(lambda: is_idle(watcher))
    assert server.interrupt() == 0, server.log.read_text()
    assert "without giving back" not in server.log.read_text()


def test_sigterm_lets_a_running_stream_finish(lake_directory: Path) -> None:
    server = Server(lake_directory, "--set", "server.drain-timeout=60s")
    client = flight.connect(server.uri)
    with godwit.connect(server.uri) as other:
        planned = other.query(FLIGHTS)
        reading = client.do_get(flight.Ticket(planned.endpoints[0].ticket))
        rows = next(reading).data.num_rows
        server.process.send_signal(signal.SIGTERM)
        refused: list[godwit.GodwitError] = []

        def is_refused() -> bool:
            try:
                other._unary("GetFlightInfo", b"")
            except godwit.GodwitError as failure:
                if failure.code == "UNAVAILABLE":
                    refused.append(failure)
            return bool(refused)

        other._retry = RetryPolicy(attempts=1)
        soon(is_refused)
        rows += sum(chunk.data.num_rows for chunk in reading)
        assert rows == 336_776
    client.close()
    assert server.process.wait(timeout=60) == 0
    assert "without giving back" not in server.log.read_text()
