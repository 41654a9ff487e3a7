"""A ceiling: pyarrow's C++ Flight server handing out tables that lie ready in memory. Tickets are paths of Arrow files."""

from __future__ import annotations

import sys

import pyarrow as pa
from pyarrow import flight

_MESSAGE_BYTES = 6_000_000


class MemoryFlightServer(flight.FlightServerBase):
    def __init__(self, location: str):
        super().__init__(location)
        self._tables: dict[str, tuple[pa.Schema, list[pa.RecordBatch]]] = {}

    def do_action(self, context, action):
        """`load` brings a file into memory before anything is timed."""
        path = action.body.to_pybytes().decode()
        if path not in self._tables:
            with pa.OSFile(path) as source:
                table = pa.ipc.open_file(source).read_all()
            rows = max(1, int(_MESSAGE_BYTES * table.num_rows / max(1, table.nbytes)))
            batches = table.combine_chunks().to_batches(max_chunksize=rows)
            self._tables = {path: (table.schema, batches)}
        return []

    def do_get(self, context, ticket):
        schema, batches = self._tables[ticket.ticket.decode()]
        return flight.RecordBatchStream(pa.RecordBatchReader.from_batches(schema, batches))


if __name__ == "__main__":
    MemoryFlightServer(f"grpc://127.0.0.1:{sys.argv[1]}").serve()
