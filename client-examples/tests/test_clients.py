"""Each client reads a table and gets what PyIceberg reads from the same files."""

import datetime
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
    assert names >= {"flights", "weather", "planes"}


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


FRAME = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "name": ["a", None, "a name longer than twelve bytes"],
        "at": pd.to_datetime(["2026-01-01T00:00:00Z", None, "2026-01-03T00:00:00Z"]),
        "score": [0.5, None, 1.5],
    }
)


def test_pandas_writes_a_table(connection: flightsql.Connection) -> None:
    FRAME.to_sql("from_pandas", connection, schema="nyc", index=False)
    FRAME.to_sql("from_pandas", connection, schema="nyc", index=False, if_exists="append")
    back = pd.read_sql("SELECT * FROM nyc.from_pandas ORDER BY id", connection, dtype_backend="pyarrow")
    assert back["id"].tolist() == [1, 1, 2, 2, 3, 3]
    FRAME.to_sql("from_pandas", connection, schema="nyc", index=False, if_exists="replace")
    back = pd.read_sql("SELECT * FROM nyc.from_pandas ORDER BY id", connection)
    pd.testing.assert_frame_equal(back, FRAME, check_dtype=False)


def test_pandas_periods_are_refused(cursor: flightsql.Cursor) -> None:
    frame = pd.DataFrame({"month": pd.period_range("2026-01", periods=3, freq="M")})
    for target in ({"temporary": True}, {"db_schema_name": "nyc"}):
        with pytest.raises(flightsql.NotSupportedError, match='"month" .* pandas periods'):
            cursor.adbc_ingest("periods", frame, mode="create", **target)


def test_polars_writes_a_table(connection: flightsql.Connection) -> None:
    frame = pl.from_pandas(FRAME)
    frame.write_database("nyc.from_polars", connection, engine="adbc")
    frame.write_database("nyc.from_polars", connection, engine="adbc", if_table_exists="append")
    assert pl.read_database("SELECT count(*) AS n FROM nyc.from_polars", connection).item() == 6
    frame.write_database("nyc.from_polars", connection, engine="adbc", if_table_exists="replace")
    back = pl.read_database("SELECT * FROM nyc.from_polars ORDER BY id", connection)
    polars.testing.assert_frame_equal(back, frame, check_dtypes=False)


def test_polars_writes_categories_and_times(cursor: flightsql.Cursor, connection: flightsql.Connection) -> None:
    """Categories are dictionaries of views, times of the day nanoseconds."""
    texts = ["twelve bytes", None, "longer than twelve bytes", "a"]
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "category": pl.Series(texts, dtype=pl.Categorical),
            "enum": pl.Series(texts, dtype=pl.Enum([text for text in texts if text])),
            "within": pl.Series([[text] for text in texts], dtype=pl.List(pl.Categorical)),
            "time": [datetime.time(1, 2, 3, 4), None, datetime.time(0), datetime.time(23, 59, 59, 999_999)],
        }
    )
    expected = frame.with_columns(pl.col("category", "enum").cast(pl.String), pl.col("within").cast(pl.List(pl.String)))
    frame.write_database("nyc.polars_types", connection, engine="adbc")
    cursor.adbc_ingest("polars_types", frame, mode="create", temporary=True)
    for name in ("nyc.polars_types", "polars_types"):
        polars.testing.assert_frame_equal(pl.read_database(f"SELECT * FROM {name} ORDER BY id", connection), expected)
    between = frame.with_columns(time=pl.lit(1).cast(pl.Time))
    with pytest.raises(flightsql.ProgrammingError, match='"time" holds 00:00:00.000000001'):
        between.write_database("nyc.polars_types", connection, engine="adbc", if_table_exists="append")


def test_adbc_takes_frames_as_they_are(cursor: flightsql.Cursor) -> None:
    for name, frame in {"of_polars": pl.from_pandas(FRAME), "of_pandas": FRAME, "of_duckdb": duckdb.from_df(FRAME)}.items():
        assert cursor.adbc_ingest(name, frame, mode="create", temporary=True) == 3
        cursor.execute(f"SELECT id, name FROM {name} ORDER BY id")
        assert cursor.fetchall() == [(1, "a"), (2, None), (3, "a name longer than twelve bytes")]


@pytest.mark.parametrize("target", [{"temporary": True}, {"db_schema_name": "maps"}], ids=["temporary", "lasting"])
def test_maps_come_back_as_they_were(cursor: flightsql.Cursor, target: dict) -> None:
    frame = pa.table(
        {
            "id": pa.array(range(4)),
            "tags": pa.array([[("a", 1), ("b", None)], None, [], [("ä", 3)]], pa.map_(pa.string(), pa.int64())),
            "within": pa.array([{"m": [(1, [1.5])]}, None, {"m": None}, {"m": []}], pa.struct([("m", pa.map_(pa.int32(), pa.list_(pa.float64())))])),
        }
    )
    cursor.adbc_ingest("tagged", pa.concat_tables([frame] * 500).combine_chunks(), mode="create", **target)
    cursor.execute("SELECT * FROM " + ("tagged" if "temporary" in target else "maps.tagged"))
    back = cursor.fetch_arrow_table()
    assert back.to_pylist() == frame.to_pylist() * 500


def test_an_ingest_is_one_snapshot_and_read_at_once(cursor: flightsql.Cursor, lake_directory: Path) -> None:
    big = pa.table({"x": pa.array(range(300_000))})
    assert cursor.adbc_ingest("ingested", big.to_reader(max_chunksize=65_536), db_schema_name="nyc", mode="create") == 300_000
    cursor.execute("SELECT count(*), sum(x) FROM nyc.ingested")
    assert cursor.fetchone() == (300_000, 300_000 * 299_999 // 2)
    table = lake.open_catalog(str(lake_directory)).load_table("nyc.ingested")
    assert len(table.snapshots()) == 1
    with pytest.raises(flightsql.Error, match="ingested"):
        cursor.adbc_ingest("ingested", big, db_schema_name="nyc", mode="create")


def test_a_failed_upload_leaves_nothing_behind(cursor: flightsql.Cursor, lake_directory: Path) -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        for _ in range(20):
            yield pa.record_batch({"x": list(range(100_000))})
        raise OSError("the source broke")

    data = lake_directory / "lakehouse" / "nyc"
    before = sorted(path for path in data.rglob("*") if path.is_file())
    rows = pa.RecordBatchReader.from_batches(pa.schema({"x": pa.int64()}), failing())
    with pytest.raises(flightsql.Error, match="the source broke"):
        cursor.adbc_ingest("broken", rows, db_schema_name="nyc", mode="create")
    with pytest.raises(flightsql.Error, match="nyc.broken"):
        cursor.execute("SELECT * FROM nyc.broken")
    deadline = time.monotonic() + 10
    while sorted(path for path in data.rglob("*") if path.is_file()) != before:
        assert time.monotonic() < deadline, "files remain"
        time.sleep(0.02)


def test_racing_ingests_all_land(server: Server) -> None:
    rows = pa.table({"x": pa.array(range(1000))})
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("raced", rows, db_schema_name="nyc", mode="create")

    def append(_: int) -> None:
        with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest("raced", rows, db_schema_name="nyc", mode="append")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(append, range(12)))
    with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM nyc.raced")
        assert cursor.fetchone() == (13_000,)


def test_whoever_comes_second_appends_or_replaces(server: Server) -> None:
    """Both send their last rows only when the other has looked at the table, too."""
    rows = pa.record_batch({"x": list(range(1000))})

    def ingest(name: str, mode: str, barrier: threading.Barrier) -> None:
        def halting() -> Iterator[pa.RecordBatch]:
            yield rows
            time.sleep(0.2)
            barrier.wait(timeout=30)

        reader = pa.RecordBatchReader.from_batches(rows.schema, halting())
        with flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest(name, reader, db_schema_name="nyc", mode=mode)

    with ThreadPoolExecutor(2) as pool, flightsql.connect(server.uri, autocommit=True) as connection, connection.cursor() as cursor:
        for name, mode, count in (("both", "create_append", 2000), ("both", "replace", 1000), ("either", "replace", 1000)):
            barrier = threading.Barrier(2)
            list(pool.map(lambda _: ingest(name, mode, barrier), range(2)))
            cursor.execute(f"SELECT count(*) FROM nyc.{name}")
            assert cursor.fetchone() == (count,)
        cursor.execute('SELECT count(*) FROM nyc."both$snapshots"')
        assert cursor.fetchone() == (4,)


@pytest.mark.parametrize(
    ("schema", "name"),
    [("information_schema", "t"), ("training_datasets", "t"), ("nyc", "weather$files"), ("nyc.weather", "files"), ("nyc", "n" * 300)],
)
def test_a_table_that_no_query_could_read_is_refused(cursor: flightsql.Cursor, schema: str, name: str) -> None:
    for mode in ("create", "create_append", "replace"):
        with pytest.raises(flightsql.ProgrammingError, match="INVALID_ARGUMENT.*(can be called|metadata)"):
            cursor.adbc_ingest(name, pa.table({"x": [1]}), db_schema_name=schema, mode=mode)


def test_errors_say_where_and_what_was_meant(cursor: flightsql.Cursor) -> None:
    with pytest.raises(flightsql.Error, match="nyc.weather"):
        cursor.execute("SELECT * FROM nyc.wether")
    with pytest.raises(flightsql.Error, match="observed_at"):
        cursor.execute("SELECT observed_t FROM nyc.weather")
    with pytest.raises(flightsql.Error, match="line 1, column 8"):
        cursor.execute("SELECT FROM WHERE")
