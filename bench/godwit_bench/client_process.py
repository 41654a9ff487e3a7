"""The harness's end of a client process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from multiprocessing.connection import Listener
from pathlib import Path

from godwit_bench.client import Failure

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]


class ClientFailed(Exception):
    """What the client raised, in one line."""


class ClientLate(Exception):
    """The client gave no answer in time; its process has been ended."""


class ClientProcess:
    def __init__(self, python: str = sys.executable, log: Path | None = None):
        self._folder = tempfile.TemporaryDirectory(prefix="godwit-bench-")
        address = os.path.join(self._folder.name, "client")
        environment = os.environ | {"PYTHONPATH": str(_PACKAGE_ROOT), "POLARS_SKIP_CPU_CHECK": "1"}
        sink = log.open("a") if log else subprocess.DEVNULL
        with Listener(address, family="AF_UNIX") as listener:
            self._process = subprocess.Popen(
                [python, "-m", "godwit_bench.client", address], stdout=sink, stderr=sink, env=environment
            )
            self._channel = listener.accept()
        if log:
            sink.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request, limit_seconds: float):
        try:
            self._channel.send(request)
            if not self._channel.poll(limit_seconds):
                self._process.kill()
                raise ClientLate(f"did not finish within {limit_seconds:.0f} s")
            reply = self._channel.recv()
        except (EOFError, ConnectionError):
            raise ClientFailed(f"the client process ended with code {self._process.wait(10)}") from None
        if isinstance(reply, Failure):
            raise ClientFailed(f"{reply.kind}: {_one_line(reply.message)}")
        return reply

    def close(self) -> None:
        self._channel.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def _one_line(message: str) -> str:
    return " ".join(message.split())[:300]
