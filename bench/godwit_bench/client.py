"""The client process: one per peer and workload, so that its CPU time and memory are the peer's client's and nobody else's.

Started as `python -m godwit_bench.client SOCKET`; answers pickled requests until the other end closes.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Client as connect_to
from pathlib import Path

import pyarrow as pa

from godwit_bench import procfs
from godwit_bench.data.lake import Lake
from godwit_bench.digest import Digest, digest_table
from godwit_bench.peers import PEERS
from godwit_bench.peers.peer import Session
from godwit_bench.questions import Ingest, PointInTime, Question
from godwit_bench.spread import percentile


@dataclass(frozen=True)
class Target:
    """Whom to ask, and where."""

    peer: str
    address: str
    lake: Path
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Fetch:
    """Asks once. `into` is arrow, pandas, parquet or first-batch."""

    target: Target
    question: Question
    into: str
    scratch: Path

    def perform(self) -> dict[str, float]:
        lake = Lake(self.target.lake)
        session = open_session(self.target, self.question)
        uploads = _uploads(self.question, lake)
        try:
            return _measured(lambda start: self._fetch(session, uploads, start))
        finally:
            session.close()

    def _fetch(self, session: Session, uploads: dict[str, pa.Table], start: float) -> dict[str, float]:
        for name, frame in uploads.items():
            session.upload(name, frame)
        if self.into == "pandas":
            return {"rows": len(session.to_pandas(self.question)), "bytes": 0}
        reader = session.stream(self.question)
        first = next(iter(reader), None)
        first_batch = {"first_batch_seconds": time.perf_counter() - start}
        if self.into == "first-batch":
            return first_batch | {"rows": first.num_rows if first else 0, "bytes": first.nbytes if first else 0}
        keep = self._write_parquet if self.into == "parquet" else _collect
        return first_batch | keep(first, reader)

    def _write_parquet(self, first: pa.RecordBatch | None, reader: pa.RecordBatchReader) -> dict[str, float]:
        import pyarrow.parquet as pq

        rows = size = 0
        path = self.scratch / f"{self.target.peer}.parquet"
        with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in _chain(first, reader):
                writer.write_batch(batch)
                rows, size = rows + batch.num_rows, size + batch.nbytes
        path.unlink()
        return {"rows": rows, "bytes": size}


@dataclass(frozen=True)
class Check:
    """Asks once, outside any timing, and digests the answer; small results come back whole."""

    target: Target
    question: Question
    whole: bool

    def perform(self) -> Digest | pa.Table:
        lake = Lake(self.target.lake)
        session = open_session(self.target, self.question)
        try:
            for name, frame in _uploads(self.question, lake).items():
                session.upload(name, frame)
            table = session.stream(self.question).read_all()
        finally:
            session.close()
        return table if self.whole else digest_table(table)


@dataclass(frozen=True)
class Load:
    """Several clients at once, each with its own connection and asking one question after another."""

    target: Target
    question: Question
    clients: int
    requests: int

    def perform(self) -> dict[str, float]:
        sessions = [open_session(self.target, self.question) for _ in range(self.clients)]
        try:
            for session in sessions:
                session.stream(self.question).read_all()
            return _measured(lambda start: self._all_clients(sessions, start))
        finally:
            for session in sessions:
                session.close()

    def _all_clients(self, sessions: list[Session], start: float) -> dict[str, float]:
        runs = [_OneClient(session, self.question, self.requests) for session in sessions]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        failures = [run.failure for run in runs if run.failure is not None]
        if failures:
            raise failures[0]
        seconds = time.perf_counter() - start
        latencies = [latency for run in runs for latency in run.latencies]
        per_client = [sum(run.latencies) for run in runs]
        return {
            "rows": sum(run.rows for run in runs),
            "bytes": sum(run.bytes for run in runs),
            "queries_per_second": len(latencies) / seconds,
            "p50_seconds": percentile(latencies, 0.5),
            "p99_seconds": percentile(latencies, 0.99),
            "slowest_over_fastest_client": max(per_client) / min(per_client),
        }


class _OneClient(threading.Thread):
    def __init__(self, session: Session, question: Question, requests: int):
        super().__init__()
        self._session, self._question, self._requests = session, question, requests
        self.latencies: list[float] = []
        self.rows = self.bytes = 0
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            for _ in range(self._requests):
                start = time.perf_counter()
                table = self._session.stream(self._question).read_all()
                self.latencies.append(time.perf_counter() - start)
                self.rows, self.bytes = self.rows + table.num_rows, self.bytes + table.nbytes
        except Exception as failure:  # handed to the thread that waits
            self.failure = failure


@dataclass(frozen=True)
class Write:
    """Writes a frame as a new table."""

    target: Target
    question: Ingest
    table: str

    def perform(self) -> dict[str, float]:
        frame = Lake(self.target.lake).frame(self.question.frame)
        session = open_session(self.target, self.question)
        try:
            return _measured(lambda _: self._write(session, frame))
        finally:
            session.close()

    def _write(self, session: Session, frame: pa.Table) -> dict[str, float]:
        session.ingest(self.table, frame)
        return {"rows": frame.num_rows, "bytes": frame.nbytes}


@dataclass
class Failure:
    """An exception that crossed the process border."""

    kind: str
    message: str = field(default="")


def open_session(target: Target, question: Question) -> Session:
    session = PEERS[target.peer].connect(target.address, Lake(target.lake), target.tables)
    prepare = getattr(session, "prepare", None)
    if prepare is not None:
        prepare(question)
    return session


def _uploads(question: Question, lake: Lake) -> dict[str, pa.Table]:
    if isinstance(question, PointInTime) and question.labels.uploaded:
        return {question.labels.name: lake.frame(question.labels.name)}
    return {}


def _measured(work) -> dict[str, float]:
    gc.collect()
    procfs.reset_peak_memory(os.getpid())
    cpu = procfs.cpu_seconds(os.getpid())
    start = time.perf_counter()
    figures = work(start)
    seconds = time.perf_counter() - start
    return figures | {
        "seconds": seconds,
        "client_cpu_seconds": procfs.cpu_seconds(os.getpid()) - cpu,
        "client_peak_megabytes": procfs.peak_megabytes(os.getpid()),
    }


def _collect(first: pa.RecordBatch | None, reader: pa.RecordBatchReader) -> dict[str, float]:
    table = pa.Table.from_batches(_chain(first, reader), schema=reader.schema)
    return {"rows": table.num_rows, "bytes": table.nbytes}


def _chain(first: pa.RecordBatch | None, reader: pa.RecordBatchReader):
    if first is not None:
        yield first
    yield from reader


def main() -> None:
    with connect_to(sys.argv[1], family="AF_UNIX") as channel:
        while True:
            try:
                request = channel.recv()
            except EOFError:
                return
            reply = _reply(request)
            _give_memory_back()
            channel.send(reply)


def _reply(request):
    try:
        return request.perform()
    except Exception as failure:
        return Failure(type(failure).__name__, str(failure))


def _give_memory_back() -> None:
    """Before the answer, since the next peer's turn begins with it: it is to find the machine as this one did."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    # Requests name classes of the imported module, not of __main__.
    from godwit_bench import client

    client.main()
