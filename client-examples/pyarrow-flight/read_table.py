"""pyarrow.flight: a Flight SQL statement with nothing but Arrow's own Flight client.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/pyarrow-flight/read_table.py`.
"""

import os

import pyarrow.flight as flight

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")


def field(number: int, payload: bytes) -> bytes:
    """One length-delimited protobuf field."""
    length, varint = len(payload), b""
    while length > 0x7F:
        varint += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + varint + bytes([length]) + payload


def statement(sql: str) -> flight.FlightDescriptor:
    """Flight SQL's CommandStatementQuery, wrapped in a google.protobuf.Any."""
    query = field(1, sql.encode())
    return flight.FlightDescriptor.for_command(
        field(1, b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery") + field(2, query)
    )


with flight.connect(URI) as client:
    info = client.get_flight_info(statement("SELECT flight_id, origin, dest, distance FROM nyc.flights WHERE distance > 4900"))
    print(info.schema)
    rows = 0
    for endpoint in info.endpoints:
        for chunk in client.do_get(endpoint.ticket):
            rows += chunk.data.num_rows
    print(f"{rows} rows")
