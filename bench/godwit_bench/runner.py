"""Runs workloads: answers are checked first, then everyone is timed in turn, forth and back."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Callable

from godwit_bench import procfs
from godwit_bench.answers import ensure_answer, read_answer, read_digest
from godwit_bench.client import Check, Fetch, Load, Target, Write
from godwit_bench.client_process import ClientFailed, ClientLate, ClientProcess
from godwit_bench.data.lake import Lake
from godwit_bench.digest import digest_table
from godwit_bench.journal import Journal
from godwit_bench.peers.peer import CannotRun, Peer, Server
from godwit_bench.processes import Processes
from godwit_bench.progress import Progress
from godwit_bench.questions import Ingest, Query, Question
from godwit_bench.scale import Scale
from godwit_bench.verdict import WrongAnswer, require_same_digest, require_same_values
from godwit_bench.workloads import frame_specs, table_specs, tpch
from godwit_bench.workloads.workload import Workload

#: Whoever has been at it this long is warm.
_LONGEST_WARM_UP_SECONDS = 30


@dataclass
class Contender:
    """A peer that has given the right answer to the workload at hand."""

    peer: Peer
    server: Server
    client: ClientProcess
    target: Target
    done: set[int] = field(default_factory=set)


class Runner:
    def __init__(
        self, scale: Scale, lake: Lake, journal: Journal, peers: list[Peer], workloads: list[Workload], scratch: Path
    ):
        self._scale, self._lake, self._journal = scale, lake, journal
        self._peers, self._workloads, self._scratch = peers, workloads, scratch
        self._specs, self._frames = table_specs(scale), frame_specs(scale)
        self._progress = Progress(len(workloads) * len(peers) * scale.repeats)
        self._processes = Processes(lake, scratch)
        self._ingested = 0
        self._right: set[tuple[str, Question]] = set()

    def run(self) -> None:
        for peer in self._peers:
            self._progress.step(f"peer {peer.name}", 0)
            self._processes.prepare(peer)
        self._generate()
        start = perf_counter()
        try:
            for workload in self._workloads:
                if perf_counter() - start > self._scale.limit_seconds:
                    self._progress.note(f"time is up before {workload.name}; the same command goes on from here")
                    self._journal.amend(complete=False)
                    return
                self._run(workload)
                if self._scale.fresh_processes:
                    self._processes.stop_all()
        finally:
            self._processes.stop_all()
        self._journal.amend(complete=True)

    def _generate(self) -> None:
        tpch.ensure_tables(self._lake, self._scale, set(self._all_tables()) - self._specs.keys())
        for name in self._all_tables():
            if name in self._specs:
                self._progress.step(f"table {name}", 0)
                self._lake.ensure_table(self._specs[name])
        for name in dict.fromkeys(frame for workload in self._workloads for frame in workload.frames):
            self._lake.ensure_frame(self._frames[name])
        sizes = {table: self._lake.parquet_bytes(table) for table in self._all_tables()}
        self._journal.amend(parquet_bytes=self._journal.about().get("parquet_bytes", {}) | sizes)

    def _run(self, workload: Workload) -> None:
        contenders = []
        for peer in self._peers:
            if not _is_asked(peer, workload):
                self._progress.skip(self._scale.repeats)
                continue
            contender = self._admit(peer, workload)
            if contender is None:
                self._progress.step(f"{workload.name} {peer.name}: no time", self._scale.repeats)
            else:
                contenders.append(contender)
        for repetition in range(self._scale.repeats):
            # Forth and back, so that nobody always runs in the wake of the same neighbour.
            for contender in contenders if repetition % 2 == 0 else reversed(contenders):
                self._time(contender, workload, repetition)

    def _admit(self, peer: Peer, workload: Workload) -> Contender | None:
        """Starts the peer and checks its answer; None when it has no valid time, which is then on record."""
        done = self._journal.measured(workload.name, peer.name)
        if self._journal.settled(workload.name, peer.name) or len(done) >= self._scale.repeats:
            return None
        try:
            contender = self._start(peer, workload, done)
            # An answer found right is not asked for again to be read cold, or into another form.
            if peer.checked and (peer.name, workload.question) not in self._right:
                self._check(contender, workload)
                self._right.add((peer.name, workload.question))
            self._warm_up(contender, workload)
        except (CannotRun, ClientFailed, ClientLate, WrongAnswer) as reason:
            self._refuse(peer, workload, reason)
            return None
        return contender

    def _start(self, peer: Peer, workload: Workload, done: set[int]) -> Contender:
        refusal = peer.refuses(workload.question)
        if refusal is None and not peer.applies_deletes and any(map(self._lake.has_deletes, workload.tables)):
            refusal = "reads the Parquet files and knows nothing of Iceberg's deletes"
        if refusal:
            raise CannotRun(refusal)
        tables = workload.tables if self._scale.fresh_processes else self._all_tables()
        server, client = self._processes.of(peer, tables)
        target = Target(peer.name, server.address, self._lake.root, workload.tables)
        return Contender(peer, server, client, target, done)

    def _all_tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table for workload in self._workloads for table in workload.tables))

    def _refuse(self, peer: Peer, workload: Workload, reason: Exception) -> None:
        kind = {WrongAnswer: "wrong answer", ClientLate: "too slow", CannotRun: "cannot"}.get(type(reason), "error")
        self._journal.add(workload=workload.name, peer=peer.name, no_time=kind, reason=str(reason))
        if kind != "cannot":
            self._progress.note(f"{workload.name}: {peer.name}: {kind}: {reason}")
        if kind == "too slow":
            self._processes.stop(peer.name)  # it may still be at work

    def _check(self, contender: Contender, workload: Workload) -> None:
        question = workload.question
        answer = ensure_answer(self._lake, question, self._specs)
        if isinstance(question, Ingest):
            self._ask(contender, workload, lambda table: require_same_digest(digest_table(table), read_digest(answer)))
            return
        whole = isinstance(question, Query)
        found = contender.client.ask(Check(contender.target, question, whole), self._scale.run_limit_seconds)
        if whole:
            require_same_values(found, read_answer(answer), question.ordered)
        else:
            require_same_digest(found, read_digest(answer))

    def _warm_up(self, contender: Contender, workload: Workload) -> None:
        runs, start, elapsed = 0, perf_counter(), 0.0
        while elapsed < self._scale.warmup_seconds or (
            runs < self._scale.warmup_runs and elapsed < _LONGEST_WARM_UP_SECONDS
        ):
            self._ask(contender, workload)
            runs, elapsed = runs + 1, perf_counter() - start

    def _time(self, contender: Contender, workload: Workload, repetition: int) -> None:
        label = f"{workload.name} {contender.peer.name} {repetition + 1}/{self._scale.repeats}"
        if repetition in contender.done:
            self._progress.step(label)
            return
        self._processes.await_rest()
        try:
            figures = self._ask(contender, workload)
        except (ClientFailed, ClientLate) as failure:
            self._refuse(contender.peer, workload, failure)
            contender.done.update(range(self._scale.repeats))
            self._progress.step(label)
            return
        self._journal.add(workload=workload.name, peer=contender.peer.name, repetition=repetition, **figures)
        self._progress.step(f"{label} {figures['seconds']:.3f} s")

    def _ask(self, contender: Contender, workload: Workload, verify: Callable | None = None) -> dict[str, float]:
        if workload.files_cold:
            self._lake.forget_cached_files(workload.tables)
        if isinstance(workload.question, Ingest):
            return self._ingest(contender, workload.question, verify)
        if workload.is_load:
            request = Load(contender.target, workload.question, workload.clients, workload.requests)
        else:
            request = Fetch(contender.target, workload.question, workload.into, self._scratch)
        return self._observed(contender, request)

    def _ingest(self, contender: Contender, question: Ingest, verify: Callable | None) -> dict[str, float]:
        self._ingested += 1
        name = f"ingested_{self._ingested}_{contender.peer.name.replace('-', '_')}"
        self._lake.drop_table(name)
        try:
            figures = self._observed(contender, Write(contender.target, question, name))
            if verify is not None:
                verify(self._lake.read_iceberg(name))
            return figures
        finally:
            self._lake.drop_table(name)

    def _observed(self, contender: Contender, request) -> dict[str, float]:
        """The client's figures, with the server's beside them and what the rest of the machine did meanwhile."""
        server, client = contender.server.pid, contender.client.pid
        if server is not None:
            procfs.reset_peak_memory(server)
        before, start = _CpuSeconds.now(server, client), perf_counter()
        figures = contender.client.ask(request, self._scale.run_limit_seconds)
        after, elapsed = _CpuSeconds.now(server, client), perf_counter() - start
        return figures | {
            "server_cpu_seconds": after.server - before.server,
            "server_peak_megabytes": procfs.peak_megabytes(server) if server is not None else 0.0,
            "others_cores": max(0.0, (after.others - before.others) / elapsed),
        }


def _is_asked(peer: Peer, workload: Workload) -> bool:
    return (workload.only is None or peer.name in workload.only) and peer.is_asked(workload.question)


@dataclass(frozen=True)
class _CpuSeconds:
    server: float
    others: float

    @staticmethod
    def now(server_pid: int | None, client_pid: int) -> _CpuSeconds:
        harness = os.times()
        server = procfs.cpu_seconds(server_pid) if server_pid is not None else 0.0
        ours = server + procfs.cpu_seconds(client_pid) + harness.user + harness.system
        return _CpuSeconds(server, procfs.machine_busy_seconds() - ours)
