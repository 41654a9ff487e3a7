"""What a client may ask of the wire: parts of a result, compression, dictionaries; each gives the same rows."""

from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from conftest import Server
from flight_sql import statement

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
    any_command = statement("SELECT o.origin || CAST(o.observed_at AS VARCHAR) AS text, o.temp FROM nyc.weather AS o")
    with flight.connect(server.uri) as client:
        plain = _read(client, any_command)
        encoded = _read(client, any_command, (b"godwit-dictionary", b"*"))
    assert pa.types.is_dictionary(encoded.schema.field("text").type)
    assert encoded.cast(plain.schema) == plain


def _read(client: flight.FlightClient, command: bytes, *headers: tuple[bytes, bytes]) -> pa.Table:
    options = flight.FlightCallOptions(headers=list(headers))
    info = client.get_flight_info(flight.FlightDescriptor.for_command(command), options)
    return client.do_get(info.endpoints[0].ticket, options).read_all()


@pytest.mark.parametrize("columns, largest", [(20, 3 << 20), (300, 12 << 20)])
def test_results_of_many_columns_come_in_larger_messages(server: Server, columns: int, largest: int) -> None:
    wide = pa.table({f"c{i}": pa.array(range(15_000_000 // (8 * columns)), pa.int64()) for i in range(columns)})
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("wide", wide, mode="create", temporary=True)
        for _ in range(3):  # the third comes out of the result cache
            cursor.execute("SELECT * FROM wide")
            batches = list(cursor.fetch_record_batch())
            assert pa.Table.from_batches(batches) == wide
            assert largest / 2 < max(batch.nbytes for batch in batches) <= largest * 5 / 4


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


COMPUTED = {
    "aggregate": "SELECT carrier, count(*) AS n, avg(distance) AS d, sum(distance * 0.5e0) AS s FROM nyc.flights GROUP BY carrier",
    "join": """SELECT f.*, w.temp, w.humid FROM nyc.flights AS f
        JOIN nyc.weather AS w ON w.origin = f.origin AND CAST(w.observed_at AS DATE) = CAST(f.scheduled AS DATE) AND w.temp < 20""",
    "ties": "SELECT f.*, row_number() OVER (PARTITION BY f.carrier ORDER BY f.flight_id) AS r FROM nyc.flights AS f ORDER BY distance",
    "joined point in time": """SELECT l.*, w.temp FROM (SELECT origin, scheduled, count(*) AS n FROM nyc.flights GROUP BY 1, 2) AS l
        LEFT ASOF JOIN nyc.weather AS w MATCH_CONDITION w.observed_at <= l.scheduled ON w.origin = l.origin""",
}


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names])


@pytest.mark.parametrize("kind", COMPUTED)
def test_partitions_of_what_the_engine_computes_are_disjoint_and_the_whole(asking, cursor: flightsql.Cursor, kind: str) -> None:
    cursor.execute(COMPUTED[kind])
    whole = cursor.fetch_arrow_table()

    def parts(**options: str) -> list[pa.Table]:
        reader = asking(**options)
        partitions, schema = reader.adbc_execute_partitions(COMPUTED[kind])
        assert pa.schema(schema) == whole.schema
        tables = []
        for partition in partitions:
            reader.adbc_read_partition(partition)
            tables.append(reader.fetch_arrow_table())
        return tables

    five = parts(shards="5")
    assert len(five) == 5
    assert max(part.num_rows for part in five) - min(part.num_rows for part in five) <= 1
    together = pa.concat_tables(five)
    assert _sorted(together) == _sorted(whole)
    if kind == "ties":
        assert together["distance"] == whole["distance"]
    shuffled = parts(shards="3", shuffle="42/1")
    assert pa.concat_tables(shuffled) == pa.concat_tables(parts(shards="2", shuffle="42/1"))
    assert _sorted(pa.concat_tables(shuffled)) == _sorted(whole)


def test_a_part_of_a_computed_result_is_the_same_anywhere_and_goes_on_at_a_row(lake_directory, tmp_path_factory) -> None:
    key = ["--set", "ticket.key=shared by two replicas"]
    one, other = Server(lake_directory, *key), Server(lake_directory, *key)
    try:
        with flight.connect(one.uri) as at_one, flight.connect(other.uri) as at_other:
            asked = flight.FlightDescriptor.for_command(statement(COMPUTED["join"]))
            offset = (b"godwit-row-offset", b"1234")
            for shard in (b"1/3", b"0/1"):
                wanted = (b"godwit-shard", shard)
                info = at_one.get_flight_info(asked, flight.FlightCallOptions(headers=[wanted]))
                part = at_one.do_get(info.endpoints[0].ticket).read_all()
                assert at_other.do_get(info.endpoints[0].ticket).read_all() == part
                rest = flight.FlightCallOptions(headers=[offset])
                assert at_other.do_get(info.endpoints[0].ticket, rest).read_all() == part.slice(1234)
                # A worker who got the ticket of the whole result from another process.
                info = at_one.get_flight_info(asked)
                rest = flight.FlightCallOptions(headers=[wanted, offset])
                assert at_other.do_get(info.endpoints[0].ticket, rest).read_all() == part.slice(1234)
    finally:
        assert one.interrupt() == 0 and other.interrupt() == 0

