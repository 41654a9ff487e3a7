"""The incumbent's server: DuckDB answers SQL tickets as a stream, uploaded frames become temporary tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
from pyarrow import flight

_BATCH_ROWS = 65_536


class DuckDbFlightServer(flight.FlightServerBase):
    def __init__(self, location: str, files: dict[str, list[str]]):
        super().__init__(location)
        self._database = duckdb.connect()
        for table, paths in files.items():
            self._database.read_parquet(paths).create_view(table)

    def do_get(self, context, ticket):
        # A cursor per query: DuckDB connections are not shared between threads.
        query = self._database.cursor().sql(ticket.ticket.decode())
        return flight.RecordBatchStream(query.to_arrow_reader(_BATCH_ROWS))

    def do_put(self, context, descriptor, reader, writer):
        name = descriptor.path[0].decode()
        cursor = self._database.cursor()
        cursor.register("uploaded", reader.read_all())
        cursor.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM uploaded')


if __name__ == "__main__":
    port, listing = sys.argv[1:]
    DuckDbFlightServer(f"grpc://127.0.0.1:{port}", json.loads(Path(listing).read_text())).serve()
