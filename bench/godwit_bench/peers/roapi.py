"""roapi: read-only APIs over static files, here its Flight SQL endpoint."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from godwit_bench.data.lake import Lake
from godwit_bench.peers.adbc import AdbcSession
from godwit_bench.peers.peer import Peer, Server, Session, free_port, port_open, spawn, wait_until
from godwit_bench.peers.sail import ansi_sql
from godwit_bench.questions import Query, Question, Scan


class Roapi(Peer):
    name = "roapi"
    about = "roapi 0.12 Flight SQL server, same Parquet files, stock ADBC client"
    full_only = True

    def refuses(self, question: Question) -> str | None:
        return None if isinstance(question, (Scan, Query)) else "takes no uploaded frame and runs no ASOF JOIN"

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        port, log = free_port(), scratch / f"{self.name}.log"
        config = scratch / f"{self.name}.yaml"
        config.parent.mkdir(parents=True, exist_ok=True)
        listed = [
            {
                "name": table,
                "uri": str(Path(lake.files(table)[0]).parent),
                "option": {"format": "parquet", "use_memory_table": False},
            }
            for table in tables
            if not lake.has_deletes(table)
        ]
        config.write_text(json.dumps({"tables": listed}))  # JSON is YAML
        command = [
            str(Path(sys.executable).with_name("roapi")), "-c", str(config),
            "-a", f"127.0.0.1:{free_port()}", "-p", f"127.0.0.1:{free_port()}", "--addr-flight-sql", f"127.0.0.1:{port}",
        ]  # fmt: skip
        process = spawn(command, log)
        wait_until(lambda: port_open(port), process, log)
        return Server(f"grpc://127.0.0.1:{port}", process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return AdbcSession(address, ansi_sql)
