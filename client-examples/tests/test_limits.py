"""What stops a query, seen from a client: its own cancel, its time, its memory, its place to spill."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import numpy as np
import pyarrow as pa
import pytest

from conftest import Server

# A billion rows: the engine alone is busy for many seconds, and no limit on rows or memory ends it.
ENDLESS = """
SELECT count(*) AS n FROM (SELECT a.flight * b.distance AS x FROM nyc.flights AS a CROSS JOIN nyc.flights AS b) AS t
WHERE x % 7 = 3
"""
# One text of some 80 MB, which cannot be spilled.
HUNGRY = "SELECT length(listagg(a.dest || a.tailnum, ',')) AS n FROM nyc.flights AS a CROSS JOIN ({}) AS b".format(
    " UNION ALL ".join(f"SELECT {number} AS x" for number in range(30))
)
# Sorts all rows, with all their columns, in less memory than they take.
SPILLING = """
SELECT count(*) AS n FROM (SELECT a.*, row_number() OVER (ORDER BY tailnum, dest, scheduled) AS r FROM nyc.flights AS a) AS t
WHERE r > 0 AND carrier <> 'x'
"""
# Keeps all flights on disk, since their columns do not fit half of 24 MB.
JOIN = """
SELECT f.*, w.temp FROM nyc.flights AS f
LEFT ASOF JOIN nyc.weather AS w MATCH_CONDITION w.observed_at <= f.scheduled ON w.origin = f.origin
"""


@pytest.fixture(scope="module")
def limited(lake_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    spill = tmp_path_factory.mktemp("spill")
    running = Server(
        lake_directory,
        "--set", "query.timeout=20s",
        "--set", "query.memory-bytes=96mb",
        "--set", "query.max-rows=300000",
        "--set", f"spill.directory={spill}",
    )  # fmt: skip
    running.spill = spill
    yield running
    assert running.interrupt() == 0, running.log.read_text()


def test_a_query_that_takes_too_long_is_ended_and_told_why(lake_directory: Path) -> None:
    hasty = Server(lake_directory, "--set", "query.timeout=2s")
    try:
        with flightsql.connect(hasty.uri, autocommit=True) as connection, connection.cursor() as cursor:
            with pytest.raises(flightsql.Error, match="query.timeout"):
                cursor.execute(ENDLESS)
                cursor.fetchall()
            cursor.execute("SELECT 1 AS one")
            assert cursor.fetchall() == [(1,)]
    finally:
        hasty.interrupt()


def test_a_result_with_too_many_rows_fails_and_a_shorter_one_comes_whole(limited: Server) -> None:
    with flightsql.connect(limited.uri, autocommit=True) as connection, connection.cursor() as cursor:
        with pytest.raises(flightsql.Error, match="more than 300,000 rows.*query.max-rows"):
            cursor.execute("SELECT tailnum FROM nyc.flights")
            cursor.fetch_arrow_table()
        cursor.execute("SELECT tailnum FROM nyc.flights LIMIT 300000")
        assert cursor.fetch_arrow_table().num_rows == 300_000
        cursor.execute("SELECT count(*) FROM nyc.flights")
        assert cursor.fetchall() == [(336_776,)]


def test_a_query_beyond_its_memory_is_ended_and_the_connection_goes_on(limited: Server) -> None:
    with flightsql.connect(limited.uri, autocommit=True) as connection, connection.cursor() as cursor:
        with pytest.raises(flightsql.Error, match="memory"):
            cursor.execute(HUNGRY)
            cursor.fetchall()
        cursor.execute("SELECT count(*) AS n FROM nyc.flights")
        assert cursor.fetchall() == [(336776,)]


def test_what_does_not_fit_is_spilled_and_removed(limited: Server) -> None:
    with flightsql.connect(limited.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(SPILLING)
        assert cursor.fetchall() == [(336776,)]
    assert left_in(limited.spill) == []


def left_in(spill: Path) -> list[Path]:
    """What is there beside the server's mark and its engine's, which stay as long as they run."""
    marks = ("*.lock", "*_owner")
    return [path for path in spill.rglob("*") if path.is_file() and not any(map(path.match, marks))]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of another process")
def test_a_disk_that_is_full_is_told_of_and_nothing_is_left_on_it(lake_directory: Path, tmp_path: Path) -> None:
    limits = ("query.memory-bytes=24mb", "memory.limit-bytes=160mb", "cache.results-bytes=0", f"spill.directory={tmp_path}")
    server = Server(lake_directory, *(argument for limit in limits for argument in ("--set", limit)))
    frames = {f"frame{number}": pa.table({"x": np.full(1_500_000, float(number))}) for number in range(5)}
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:

        def join() -> int:
            cursor.execute(JOIN)
            return cursor.fetch_arrow_table().num_rows

        def upload() -> None:
            """More than memory holds."""
            for name, frame in frames.items():
                cursor.adbc_ingest(name, frame, mode="replace", temporary=True)

        assert join() == 336_776
        # A file that may not grow any more fails as one on a full disk does.
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
        for work in (join, upload):
            with pytest.raises((flightsql.Error, OSError), match="Cannot write to the spill directory.*make room there"):
                work()
            assert left_in(tmp_path) == []
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        upload()
        assert len(left_in(tmp_path)) > 0
        assert join() == 336_776
    assert server.interrupt() == 0, server.log.read_text()


def test_a_cancel_stops_the_engine_and_the_connection_goes_on(limited: Server) -> None:
    with flightsql.connect(limited.uri, autocommit=True) as connection, connection.cursor() as cursor:
        stopper = threading.Timer(0.5, cursor.adbc_cancel)
        stopper.start()
        with pytest.raises(flightsql.Error, match="(?i)cancel"):
            cursor.execute(ENDLESS)
            cursor.fetchall()
        stopper.join()
        cursor.execute("SELECT 2 AS two")
        assert cursor.fetchall() == [(2,)]
