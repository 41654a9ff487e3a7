"""The command line: what starts, what refuses to start and says why, what stops."""

import re
import socket
import subprocess
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pytest
from conftest import LAUNCHER, Server


def refusal(directory: Path, *arguments: str) -> str:
    """The one line with which the server refuses to start."""
    done = subprocess.run([LAUNCHER, "serve", *arguments], cwd=directory, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_default_configuration_serves_an_embedded_lakehouse(tmp_path: Path) -> None:
    server = Server(tmp_path)
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 AS one")
        assert cursor.fetchone() == (1,)
    assert (tmp_path / "lakehouse" / "catalog.db").exists()
    assert server.interrupt() == 0


def newest_jdk() -> tuple[int, Path]:
    """Among those where Linux distributions put them."""
    homes = []
    for java in Path("/usr/lib/jvm").glob("*/bin/java"):
        said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
        version = re.search(r'version "(\d+)', said)
        homes.append((int(version[1]) if version else 0, java.parents[1]))
    return max(homes, default=(0, Path()))


def test_a_newer_jdk_serves_the_same_without_a_warning(
    lake_directory: Path, cursor: flightsql.Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, home = newest_jdk()
    if version < 21:
        pytest.skip(f"no newer JDK than {version} is installed")
    monkeypatch.setenv("JAVA_HOME", str(home))
    server = Server(lake_directory)
    queries = (
        "SELECT carrier, count(*), avg(distance) FROM nyc.flights GROUP BY carrier ORDER BY carrier",
        "SELECT f.scheduled, f.carrier, f.flight, w.observed_at, w.temp FROM nyc.flights AS f LEFT ASOF JOIN nyc.weather AS w"
        " MATCH_CONDITION w.observed_at <= f.scheduled ON w.origin = f.origin WHERE f.dest = 'HNL' ORDER BY 1, 2, 3",
    )
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as newer:
        for query in queries:
            cursor.execute(query)
            newer.execute(query)
            assert newer.fetch_arrow_table() == cursor.fetch_arrow_table()
        cursor.execute(queries[0])
        newer.adbc_ingest("kept", cursor.fetch_arrow_table(), temporary=True)
        newer.execute("SELECT count(*) FROM kept")
        assert newer.fetchone()[0] > 10
    assert server.interrupt() == 0
    assert "WARN" not in server.log.read_text()


def test_busy_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refusal(tmp_path, "--set", f"server.port={port}")
    assert str(port) in line and "in use" in line


def test_unreadable_configuration_is_one_line(tmp_path: Path) -> None:
    assert "absent.yaml" in refusal(tmp_path, "--config", "absent.yaml")
    (tmp_path / "broken.yaml").write_text("server: {host: [")
    assert "broken.yaml" in refusal(tmp_path, "--config", "broken.yaml")


def test_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "godwit.yaml").write_text("server: {prot: 1}\n")
    line = refusal(tmp_path, "--config", "godwit.yaml")
    assert "server.prot" in line and "server.port" in line


def test_missing_default_catalog_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "godwit.yaml").write_text("catalogs: {lake: {type: hadoop, warehouse: 'file:lake'}}\ndefault-catalog: warehouse\n")
    line = refusal(tmp_path, "--config", "godwit.yaml")
    assert "warehouse" in line and "lake" in line
