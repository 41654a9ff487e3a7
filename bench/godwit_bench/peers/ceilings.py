"""Ceilings: what no server can beat on this machine, printed beside every figure."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from godwit_bench.answers import answer_path
from godwit_bench.data.lake import Lake
from godwit_bench.peers.peer import Peer, Server, Session, free_port, port_open, spawn, wait_until
from godwit_bench.questions import Ingest, PointInTime, Question, Scan


class LoopbackFlight(Peer):
    name = "ceiling-flight"
    about = "pyarrow C++ Flight server, the finished answer already in its memory, loopback TCP"
    applies_deletes = True
    caches = "the whole answer, in memory"
    ceiling = True

    def is_asked(self, question: Question) -> bool:
        return not isinstance(question, Ingest)

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        port, log = free_port(), scratch / f"{self.name}.log"
        process = spawn([sys.executable, "-m", "godwit_bench.servers.memory_flight", str(port)], log)
        wait_until(lambda: port_open(port), process, log)
        return Server(f"grpc://127.0.0.1:{port}", process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _LoopbackSession(address, lake)


class _LoopbackSession(Session):
    def __init__(self, address: str, lake: Lake):
        from pyarrow import flight

        self._client = flight.connect(address)
        self._lake = lake

    def upload(self, name: str, frame: pa.Table) -> None:
        """The ceiling has its answer already; an upload would only slow it down."""

    def prepare(self, question: Question) -> None:
        from pyarrow import flight

        list(self._client.do_action(flight.Action("load", str(answer_path(self._lake, question)).encode())))

    def stream(self, question: Question) -> pa.RecordBatchReader:
        from pyarrow import flight

        return self._client.do_get(flight.Ticket(str(answer_path(self._lake, question)).encode())).to_reader()

    def close(self) -> None:
        self._client.close()


class Decode(Peer):
    name = "ceiling-decode"
    about = "pyarrow decodes the columns the question needs, in process, all cores, nothing sent and nothing joined"
    applies_deletes = True
    ceiling = True
    checked = False

    def is_asked(self, question: Question) -> bool:
        return isinstance(question, (Scan, PointInTime))

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _DecodeSession(lake)


class _DecodeSession(Session):
    def __init__(self, lake: Lake):
        self._lake = lake

    def upload(self, name: str, frame: pa.Table) -> None:
        """Labels are not joined here."""

    def stream(self, question: Question) -> pa.RecordBatchReader:
        import pyarrow.dataset as ds

        if isinstance(question, PointInTime):
            for feature in question.features:
                columns = [feature.key, feature.time, *feature.columns]
                decoded = ds.dataset(self._lake.files(feature.table)).to_table(columns=columns)
            return decoded.to_reader()
        columns = list(question.columns) or None
        where = ds.field(question.where.column) < question.where.limit if question.where else None
        return ds.dataset(self._lake.files(question.table)).to_table(columns=columns, filter=where).to_reader()
