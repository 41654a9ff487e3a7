"""The command line: what starts, what refuses to start and says why, what stops."""

import socket
import subprocess
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
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
