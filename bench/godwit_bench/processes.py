"""The running servers and clients of all peers."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep

from godwit_bench import procfs
from godwit_bench.client_process import ClientProcess
from godwit_bench.data.lake import Lake
from godwit_bench.environment import python_for
from godwit_bench.peers.peer import CannotRun, Peer, Server


#: Whoever has not come to rest by then is at something of its own.
_LONGEST_REST_SECONDS = 3
_LOOK_SECONDS = 0.02


class Processes:
    """One server and one client per peer, started when first needed. A peer that cannot start is not tried again."""

    def __init__(self, lake: Lake, scratch: Path):
        self._lake, self._scratch = lake, scratch
        self._running: dict[str, tuple[Server, ClientProcess]] = {}
        self._failed: dict[str, str] = {}

    def prepare(self, peer: Peer) -> None:
        """Builds and installs what the peer needs; what goes wrong is said when it is first asked."""
        try:
            reason = peer.reason_not_to_run()
            if reason:
                raise CannotRun(reason)
            python_for(peer.environment)
            peer.prepare()
        except CannotRun as reason:
            self._failed[peer.name] = str(reason)

    def of(self, peer: Peer, tables: tuple[str, ...]) -> tuple[Server, ClientProcess]:
        if peer.name in self._failed:
            raise CannotRun(self._failed[peer.name])
        if peer.name not in self._running:
            try:
                self._running[peer.name] = self._start(peer, tables)
            except Exception as failure:
                self._failed[peer.name] = str(failure) or type(failure).__name__
                raise CannotRun(self._failed[peer.name]) from failure
        return self._running[peer.name]

    def await_rest(self) -> None:
        """Waits until nobody works on what it was asked before: a broken-off answer, or compiling."""
        end, spent = monotonic() + _LONGEST_REST_SECONDS, None
        while monotonic() < end:
            now = sum(procfs.cpu_seconds(pid) for pid in self._pids())
            if now == spent:
                return
            spent = now
            sleep(_LOOK_SECONDS)

    def _pids(self) -> list[int]:
        pids = [pid for server, client in self._running.values() for pid in (server.pid, client.pid)]
        return [pid for pid in pids if pid is not None]

    def stop(self, name: str) -> None:
        if name in self._running:
            server, client = self._running.pop(name)
            client.close()
            server.stop()

    def stop_all(self) -> None:
        for name in list(self._running):
            self.stop(name)

    def _start(self, peer: Peer, tables: tuple[str, ...]) -> tuple[Server, ClientProcess]:
        python = python_for(peer.environment)
        server = peer.start(self._lake, tables, self._scratch)
        return server, ClientProcess(python, self._scratch / f"{peer.name}.client.log")
