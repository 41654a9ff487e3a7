"""The incumbent: a Python Arrow Flight server over DuckDB, and the same server asked in Hopsworks' rank() form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.peers.peer import CannotAnswer, Peer, Server, Session, free_port, port_open, spawn, wait_until
from godwit_bench.questions import Ingest, PointInTime, Query, Question, Scan
from godwit_bench.sql import duckdb_asof_sql, query_sql, rank_sql, scan_sql


def duckdb_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question)
        case PointInTime():
            return duckdb_asof_sql(question)
        case Query():
            return query_sql(question)
    raise CannotAnswer("does not write Iceberg tables")


class DuckDbFlight(Peer):
    name = "duckdb-flight"
    about = "pyarrow Flight server over DuckDB 2.0, streaming reader (the incumbent)"

    def refuses(self, question: Question) -> str | None:
        if isinstance(question, Ingest):
            return "serves Parquet files and does not write Iceberg tables"
        return None

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        port, log = free_port(), scratch / f"{self.name}.log"
        listing = scratch / f"{self.name}.json"
        listing.parent.mkdir(parents=True, exist_ok=True)
        listing.write_text(json.dumps({table: lake.files(table) for table in tables if not lake.has_deletes(table)}))
        process = spawn([sys.executable, "-m", "godwit_bench.servers.duckdb_flight", str(port), str(listing)], log)
        wait_until(lambda: port_open(port), process, log)
        return Server(f"grpc://127.0.0.1:{port}", process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return FlightSession(address, duckdb_sql)


class DuckDbFlightRank(DuckDbFlight):
    name = "duckdb-flight-rank"
    about = "the same server, point-in-time joins in the rank() = 1 form that Hopsworks generates"
    full_only = True

    def is_asked(self, question: Question) -> bool:
        return isinstance(question, PointInTime)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return FlightSession(address, rank_sql)


class FlightSession(Session):
    def __init__(self, address: str, to_sql):
        from pyarrow import flight

        self._client = flight.connect(address)
        self._to_sql = to_sql

    def upload(self, name: str, frame: pa.Table) -> None:
        from pyarrow import flight

        writer, _ = self._client.do_put(flight.FlightDescriptor.for_path(name), frame.schema)
        with writer:
            writer.write_table(frame, max_chunksize=65_536)

    def stream(self, question: Question) -> pa.RecordBatchReader:
        from pyarrow import flight

        return self._client.do_get(flight.Ticket(self._to_sql(question).encode())).to_reader()

    def close(self) -> None:
        self._client.close()
