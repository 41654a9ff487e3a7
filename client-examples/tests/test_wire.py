"""What a client may ask of the wire: parts of a result, compression, dictionaries; each gives the same rows."""

from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from conftest import Server

WEATHER = "SELECT * FROM nyc.weather"
SORT = [("origin", "ascending"), ("observed_at", "ascending")]
HEADER = "adbc.flight.sql.rpc.call_header."


@pytest.fixture
def whole(cursor: flightsql.Cursor) -> pa.Table:
    cursor.execute(WEATHER)
    return cursor.fetch_arrow_table()


@pytest.fixture
def asking(server: Server) -> Iterator:
    connections = []

    def connect(**options: str) -> flightsql.Cursor:
        headers = {f"{HEADER}godwit-{name}": value for name, value in options.items()}
        connection = flightsql.connect(server.uri, db_kwargs=headers, autocommit=True)
        connections.append(connection)
        return connection.cursor()

    yield connect
    for connection in connections:
        connection.close()


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
@pytest.mark.parametrize("dictionary", ["none", "*", "origin"])
def test_every_form_of_the_wire_has_the_same_rows(asking, whole: pa.Table, compression: str, dictionary: str) -> None:
    cursor = asking(compression=compression, dictionary=dictionary)
    for _ in range(3):  # the third comes out of the result cache
        cursor.execute(WEATHER)
        table = cursor.fetch_arrow_table()
        encoded = pa.types.is_dictionary(table.schema.field("origin").type)
        assert encoded == (dictionary != "none")
        assert table.cast(whole.schema) == whole


def test_pyarrow_reads_growing_dictionaries(server: Server) -> None:
    sql = b"SELECT o.origin || CAST(o.observed_at AS VARCHAR) AS text, o.temp FROM nyc.weather AS o"
    command = b"\x0a" + bytes([len(sql)]) + sql
    name = b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery"
    any_command = b"\x0a" + bytes([len(name)]) + name + b"\x12" + bytes([len(command)]) + command
    with flight.connect(server.uri) as client:
        plain = _read(client, any_command)
        encoded = _read(client, any_command, (b"godwit-dictionary", b"*"))
    assert pa.types.is_dictionary(encoded.schema.field("text").type)
    assert encoded.cast(plain.schema) == plain


def _read(client: flight.FlightClient, command: bytes, *headers: tuple[bytes, bytes]) -> pa.Table:
    options = flight.FlightCallOptions(headers=list(headers))
    info = client.get_flight_info(flight.FlightDescriptor.for_command(command), options)
    return client.do_get(info.endpoints[0].ticket, options).read_all()


@pytest.mark.parametrize("count", [1, 3, 8])
def test_partitions_are_the_whole_in_order(asking, whole: pa.Table, count: int) -> None:
    cursor = asking(shards=str(count))
    partitions, schema = cursor.adbc_execute_partitions(WEATHER)
    assert len(partitions) == count
    assert pa.schema(schema) == whole.schema
    parts = []
    for partition in partitions:
        cursor.adbc_read_partition(partition)
        parts.append(cursor.fetch_arrow_table())
    assert pa.concat_tables(parts) == whole


def test_an_epoch_is_the_same_order_for_however_many_readers(asking, whole: pa.Table) -> None:
    def epoch(count: int, shuffle: str) -> pa.Table:
        cursor = asking(shards=str(count), shuffle=shuffle)
        cursor.execute(WEATHER)
        return cursor.fetch_arrow_table()

    first = epoch(1, "42/0")
    assert epoch(4, "42/0") == first
    assert first != whole
    assert first.sort_by(SORT) == whole.sort_by(SORT)
    assert epoch(2, "42/1") != first
