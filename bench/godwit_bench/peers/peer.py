"""What every peer offers: a server that starts and stops, and a session in which a client asks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.questions import Question


class CannotRun(Exception):
    """Why a peer cannot run on this machine, in words for the report."""


class CannotAnswer(Exception):
    """Why a peer has no answer to one question, in words for the report."""


@dataclass
class Server:
    """A running server process; `process` is None for engines that live in the client."""

    address: str = ""
    process: subprocess.Popen | None = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def stop(self) -> None:
        if self.process is None:
            return
        # The server leads a process group of its own, so nothing else can be hit.
        for signal_number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 15)):
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal_number)
                try:
                    self.process.wait(patience)
                except subprocess.TimeoutExpired:
                    continue


class Session:
    """One client's connection. Methods a peer does not override say that it cannot."""

    def upload(self, name: str, frame: pa.Table) -> None:
        raise CannotAnswer("takes no uploaded frame")

    def stream(self, question: Question) -> pa.RecordBatchReader:
        raise CannotAnswer("does not answer this kind of question")

    def to_pandas(self, question: Question):
        """What a user of this peer would write to get a pandas frame."""
        return self.stream(question).read_all().to_pandas()

    def ingest(self, name: str, frame: pa.Table) -> None:
        raise CannotAnswer("does not write Iceberg tables")

    def close(self) -> None:
        """Nothing to close unless a peer says otherwise."""


class Peer:
    """A peer is named, says what it is and what it caches, and gives sessions. Subclasses say how."""

    name: str
    about: str
    caches = "the operating system's page cache only"
    #: A ceiling is drawn as a line and is no competitor; a floor that skips work is not checked either.
    ceiling = False
    checked = True
    #: Reads through Iceberg metadata (or needs none), so merge-on-read deletes are applied.
    applies_deletes = False
    #: The full mode alone starts what is heavy to install or slow.
    full_only = False
    #: Name of a requirements file for peers whose packages clash with the common ones.
    environment: str | None = None

    def reason_not_to_run(self) -> str | None:
        return None

    def prepare(self) -> None:
        """What has to be built or installed before the clock of the whole run starts."""

    def is_asked(self, question: Question) -> bool:
        """Whether the question is this peer's business at all; where it is not, it is left out without a word."""
        return True

    def refuses(self, question: Question) -> str | None:
        return None

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        return Server()

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        raise NotImplementedError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def spawn(command: list[str], log: Path, **options) -> subprocess.Popen:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as sink:
        return subprocess.Popen(command, stdout=sink, stderr=sink, start_new_session=True, **options)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    """Waits for a server; one that died or is late is reported with the end of its log."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise CannotRun(f"ended with code {process.returncode} while starting: {log_tail(log)}")
        if time.monotonic() > deadline:
            Server(process=process).stop()
            raise CannotRun(f"was not ready after {seconds:.0f} s: {log_tail(log)}")
        time.sleep(0.05)


def port_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def log_tail(log: Path, characters: int = 300) -> str:
    text = log.read_text(errors="replace").strip() if log.exists() else ""
    return text[-characters:].replace("\n", " | ") or "(empty log)"
