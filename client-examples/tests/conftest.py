"""A real server on a real lake, started once for all tests as a user would start it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pytest

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "deploy" / "godwit"
HELPER = ROOT / "client-examples" / "python-helper"
sys.path[:0] = [str(ROOT / "deploy" / "demo"), str(HELPER)]

import lake  # noqa: E402


class Server:
    """One running server; its log is the file `log`."""

    _numbers = itertools.count()

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.log = directory / f"server-{next(self._numbers)}.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [LAUNCHER, "serve", "--set", "server.port=0", *arguments],
                cwd=directory,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(("godwit ready grpc://127.0.0.1:", "godwit ready grpc+tls://127.0.0.1:")), line + self.log.read_text()
        self.uri = line.split()[-1]
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def interrupt(self) -> int:
        """Presses Ctrl-C and returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@pytest.fixture(scope="session")
def lake_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("lake")
    lake.write(str(directory))
    return directory


@pytest.fixture(scope="session")
def server(lake_directory: Path) -> Iterator[Server]:
    running = Server(lake_directory)
    yield running
    assert running.interrupt() == 0, running.log.read_text()


@pytest.fixture
def connection(server: Server) -> Iterator[flightsql.Connection]:
    with flightsql.connect(server.uri, autocommit=True) as opened:
        yield opened


@pytest.fixture
def cursor(connection: flightsql.Connection) -> Iterator[flightsql.Cursor]:
    with connection.cursor() as opened:
        yield opened


def run_example(server: Server, *command: str | Path) -> str:
    """What an example prints, run as its first lines say."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, "GODWIT_URI": server.uri},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python_with(name: str, requirements: Path) -> Path:
    """The interpreter of an environment of its own, kept for the next run, for packages that clash with the clients'."""
    environment = ROOT / "client-examples" / "target" / name
    python, installed = environment / "bin" / "python", environment / "requirements.txt"
    if not installed.exists() or installed.read_text() != requirements.read_text():
        venv.create(environment, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", requirements], check=True)
        installed.write_text(requirements.read_text())
    return python
