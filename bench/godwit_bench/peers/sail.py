"""Sail: Spark's dialect on DataFusion, served over Flight SQL."""

from __future__ import annotations

import sys
from pathlib import Path

from godwit_bench.data.lake import Lake
from godwit_bench.peers.adbc import AdbcSession
from godwit_bench.peers.peer import CannotAnswer, Peer, Server, Session, free_port, port_open, spawn, wait_until
from godwit_bench.questions import Query, Question, Scan
from godwit_bench.sql import query_sql, scan_sql


def ansi_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question)
        case Query():
            return query_sql(question)
    raise CannotAnswer("has neither ASOF JOIN nor uploaded frames")


class Sail(Peer):
    name = "sail"
    about = "Sail 0.7 (pysail) Flight SQL server, same Parquet files, stock ADBC client"

    def refuses(self, question: Question) -> str | None:
        if isinstance(question, (Scan, Query)):
            return None
        return "its parser has no ASOF JOIN, and its Flight SQL server takes no uploaded frame"

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        port, log = free_port(), scratch / f"{self.name}.log"
        command = [str(Path(sys.executable).with_name("sail")), "flight", "server", "--port", str(port)]
        process = spawn(command, log)
        wait_until(lambda: port_open(port), process, log)
        server = Server(f"grpc://127.0.0.1:{port}", process)
        session = AdbcSession(server.address, ansi_sql)
        try:
            # Its one session is shared by all connections, so views made here are seen by every client.
            for table in tables:
                if not lake.has_deletes(table):
                    folder = Path(lake.files(table)[0]).parent
                    session.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM parquet.`{folder}/`")
        finally:
            session.close()
        return server

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return AdbcSession(address, ansi_sql)
