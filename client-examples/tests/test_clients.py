"""Each client reads a table and gets what PyIceberg reads from the same files."""

from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pandas as pd
import polars as pl
import polars.testing
import pyarrow as pa
import pytest
from conftest import Server

import lake

WEATHER = "SELECT * FROM nyc.weather"


@pytest.fixture(scope="module")
def weather(lake_directory: Path) -> pa.Table:
    return lake.open_catalog(str(lake_directory)).load_table("nyc.weather").scan().to_arrow().sort_by(SORT)


SORT = [("origin", "ascending"), ("observed_at", "ascending")]


def test_adbc_reads_types_and_values(cursor: flightsql.Cursor, weather: pa.Table) -> None:
    cursor.execute(WEATHER)
    table = cursor.fetch_arrow_table()
    assert table.schema.field("origin").type == pa.string()
    assert table.schema.field("observed_at").type == pa.timestamp("us", tz="UTC")
    assert table.sort_by(SORT).to_pydict() == weather.to_pydict()


def test_pandas_reads_a_frame(connection: flightsql.Connection, weather: pa.Table) -> None:
    frame = pd.read_sql(WEATHER, connection)
    ordered = frame.sort_values(["origin", "observed_at"], ignore_index=True)
    pd.testing.assert_frame_equal(ordered, weather.to_pandas(), check_dtype=False)


def test_polars_reads_a_frame(connection: flightsql.Connection, weather: pa.Table) -> None:
    frame = pl.read_database(WEATHER, connection).sort("origin", "observed_at")
    polars.testing.assert_frame_equal(frame, pl.from_arrow(weather))


def test_duckdb_reads_the_stream(cursor: flightsql.Cursor, weather: pa.Table) -> None:
    cursor.execute(WEATHER)
    stream = cursor.fetch_record_batch()  # noqa: F841 (DuckDB finds it by its name)
    assert duckdb.sql("SELECT count(*), max(temp) FROM stream").fetchall()[0] == (
        weather.num_rows,
        max(value for value in weather["temp"].to_pylist() if value is not None),
    )


def test_metadata_names_the_tables(connection: flightsql.Connection) -> None:
    objects = connection.adbc_get_objects(depth="tables", db_schema_filter="nyc").read_all().to_pylist()
    names = {
        table["table_name"]
        for catalog in objects
        for schema in catalog["catalog_db_schemas"] or []
        for table in schema["db_schema_tables"] or []
    }
    assert names == {"flights", "weather", "planes"}


def test_prepared_statement_takes_parameters(cursor: flightsql.Cursor) -> None:
    cursor.execute("SELECT tailnum, seats FROM nyc.planes WHERE seats > ? AND manufacturer = ?", (400, "BOEING"))
    assert sorted(cursor.fetchall())[0] == ("N670US", 450)


def test_two_connections_do_not_see_each_others_frames(server: Server) -> None:
    frame = pa.table({"x": [1, 2, 3]})
    with flightsql.connect(server.uri, autocommit=True) as first, flightsql.connect(server.uri, autocommit=True) as second:
        with first.cursor() as cursor:
            cursor.adbc_ingest("mine", frame, mode="create", temporary=True)
            cursor.execute("SELECT x FROM mine")
            assert cursor.fetch_arrow_table().to_pydict() == {"x": [1, 2, 3]}
        with second.cursor() as cursor, pytest.raises(flightsql.Error, match="mine"):
            cursor.execute("SELECT x FROM mine")


def test_errors_say_where_and_what_was_meant(cursor: flightsql.Cursor) -> None:
    with pytest.raises(flightsql.Error, match="nyc.weather"):
        cursor.execute("SELECT * FROM nyc.wether")
    with pytest.raises(flightsql.Error, match="observed_at"):
        cursor.execute("SELECT observed_t FROM nyc.weather")
    with pytest.raises(flightsql.Error, match="line 1, column 8"):
        cursor.execute("SELECT FROM WHERE")
