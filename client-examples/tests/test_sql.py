"""What an analyst's tools send beside queries, through an unmodified client."""

import contextlib
import datetime
import json

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pyarrow as pa
import pyarrow.flight as flight
import pytest
from conftest import Server
from flight_sql import statement
from test_statements import jdbc

JOIN = """
    SELECT f.flight, w.temp FROM nyc.flights AS f
    LEFT ASOF JOIN nyc.weather AS w MATCH_CONDITION w.observed_at <= f.scheduled ON w.origin = f.origin
"""


def test_use_and_set_last_as_long_as_the_session(server: Server) -> None:
    with flightsql.connect(server.uri, autocommit=True) as first, first.cursor() as cursor:
        cursor.execute("USE nyc")
        cursor.execute("SET TIME ZONE 'Asia/Tokyo'")
        cursor.execute("SHOW ALL")
        assert dict(cursor.fetchall())["time_zone"] == "Asia/Tokyo"
        cursor.execute("SELECT count(*) FROM planes")
        assert cursor.fetchone()[0] > 0
        with pytest.raises(flightsql.Error, match="There is no session option colour; there are: catalog"):
            cursor.execute("SET colour = red")
    with flightsql.connect(server.uri, autocommit=True) as second, second.cursor() as cursor:
        with pytest.raises(flightsql.Error, match="planes"):
            cursor.execute("SELECT count(*) FROM planes")


def test_a_view_is_created_read_and_dropped(cursor: flightsql.Cursor) -> None:
    cursor.execute("CREATE VIEW nyc.big_planes AS SELECT tailnum, seats FROM nyc.planes WHERE seats > 400")
    cursor.execute("SELECT min(seats) AS least FROM nyc.big_planes")
    assert cursor.fetchone()[0] > 400
    cursor.execute("DROP VIEW nyc.big_planes")
    with pytest.raises(flightsql.Error, match="big_planes"):
        cursor.execute("SELECT * FROM nyc.big_planes")


def test_lists_and_structures_are_worked_on_where_they_are(cursor: flightsql.Cursor) -> None:
    cursor.execute("""
        SELECT list_transform(l, lambda x, i: x * i + k) AS made, list_filter(l, x -> x > ?) AS kept,
          list_reduce(l, lambda total, x: total + x, k) AS total, unnest([{'a': k, 'b': 'x'}, NULL]) AS s,
          [INTERVAL '36' HOUR, NULL] AS lengths, [INTERVAL '1' MONTH, NULL] AS months
        FROM (SELECT [1, 2, 3] AS l, 10 AS k) AS t ORDER BY s NULLS LAST
    """, (1,))
    table = cursor.fetch_arrow_table()
    assert table.schema.field("s").type == pa.struct([pa.field("a", pa.int32()), pa.field("b", pa.string())])
    assert table.schema.field("lengths").type.value_type == pa.duration("us")
    assert table.schema.field("months").type.value_type == pa.month_day_nano_interval()
    row, other = table.to_pylist()
    assert (row["made"], row["kept"], row["total"], row["s"]) == ([11, 14, 19], [2, 3], 16, {"a": 10, "b": "x"})
    assert row["lengths"] == [datetime.timedelta(hours=36), None] and row["months"][0].months == 1
    assert other["s"] is None


def test_semi_joins_stand_anywhere_and_names_are_like_a_pattern(cursor: flightsql.Cursor) -> None:
    cursor.execute("""
        SELECT p.* LIKE '%s', w.* EXCLUDE (origin) ILIKE 'T%' FROM nyc.flights AS f
        SEMI JOIN nyc.planes AS b ON b.tailnum = f.tailnum AND b.seats > 300
        JOIN nyc.planes AS p ON p.tailnum = f.tailnum
        JOIN (nyc.weather AS w ANTI JOIN nyc.planes AS none ON none.tailnum = w.origin) ON w.origin = f.origin AND w.observed_at = f.scheduled
    """)
    given = cursor.fetch_arrow_table()
    assert given.column_names == ["engines", "seats", "temp"]
    cursor.execute("""
        SELECT count(*) FROM nyc.flights AS f JOIN nyc.planes AS p ON p.tailnum = f.tailnum
        JOIN nyc.weather AS w ON w.origin = f.origin AND w.observed_at = f.scheduled WHERE p.seats > 300
    """)
    assert given.num_rows == cursor.fetchone()[0] > 0


def test_a_condition_that_is_true_once_its_parameter_is_known(cursor: flightsql.Cursor) -> None:
    sql = """
        SELECT count(*) FROM nyc.planes AS p FULL JOIN nyc.flights AS f ON p.tailnum = f.tailnum
        WHERE CAST(? AS BIGINT) IS NOT NULL AND EXISTS (SELECT 1 FROM nyc.weather AS w WHERE w.origin = f.origin)
    """
    cursor.execute("SELECT count(*) FROM nyc.flights")
    flights = cursor.fetchone()
    cursor.execute(sql, (5,))
    assert cursor.fetchone() == flights
    cursor.execute(sql, (None,))
    assert cursor.fetchone() == (0,)


def test_a_transaction_is_refused_with_a_sentence(cursor: flightsql.Cursor) -> None:
    with pytest.raises(flightsql.Error, match="leave transactions out"):
        cursor.execute("BEGIN")


def test_the_latest_row_of_each_entity_as_of_an_instant(cursor: flightsql.Cursor) -> None:
    instant = "TIMESTAMP WITH LOCAL TIME ZONE '2013-01-10 12:00:00'"
    cursor.execute(f"SELECT origin, observed_at FROM nyc.weather FOR LATEST observed_at AS OF {instant} BY (origin)")
    latest = dict(cursor.fetchall())
    cursor.execute(f"SELECT origin, max(observed_at) FROM nyc.weather WHERE observed_at <= {instant} GROUP BY origin")
    assert latest == dict(cursor.fetchall())


def test_the_end_of_a_stream_tells_how_well_its_joins_matched(server: Server, cursor: flightsql.Cursor) -> None:
    cursor.execute("EXPLAIN QUALITY " + JOIN)
    rate = cursor.fetch_arrow_table().to_pylist()[0]["match_rate"]
    command = statement(JOIN)
    with flight.connect(server.uri) as client:
        info = client.get_flight_info(flight.FlightDescriptor.for_command(command))
        last = b""
        for chunk in client.do_get(info.endpoints[0].ticket):
            last = chunk.app_metadata.to_pybytes() if chunk.app_metadata else last
    (join,) = json.loads(last)["joins"]
    assert join["feature"] == "nyc.weather"
    assert join["match_rate"] == rate > 0.5
    assert join["labels_in"] == json.loads(last)["rows"]


def test_months_come_as_an_interval_and_hours_as_a_duration(server: Server, cursor: flightsql.Cursor) -> None:
    sql = "SELECT INTERVAL '14' MONTH AS months, INTERVAL '36' HOUR AS hours"
    announced = pa.schema(
        [pa.field("months", pa.month_day_nano_interval(), nullable=False), pa.field("hours", pa.duration("us"), nullable=False)]
    )
    command = statement(sql)
    with flight.connect(server.uri) as client:
        assert client.get_schema(flight.FlightDescriptor.for_command(command)).schema == announced
    cursor.execute(sql)
    given = cursor.fetch_arrow_table()
    assert given.schema == announced
    assert given["months"].to_pylist() == [pa.MonthDayNano([14, 0, 0])]
    with contextlib.closing(jdbc(server.uri)) as ask:
        assert "P14M" in str(ask(sql))


@pytest.mark.parametrize(
    "sql",
    (
        "SELECT a.x FROM (VALUES (1), (2), (NULL)) AS a(x) SEMI JOIN (VALUES (1), (1), (NULL)) AS b(x) ON a.x = b.x",
        "SELECT a.x FROM (VALUES (1), (2), (NULL)) AS a(x) ANTI JOIN (VALUES (1), (NULL)) AS b(x) ON a.x = b.x ORDER BY x",
        "SELECT x FROM (VALUES (1), (2), (NULL)) AS a(x) ANTI JOIN (VALUES (1), (NULL)) AS b(x) USING (x) ORDER BY x",
        "SELECT typeof(1), typeof('a'), typeof([1]), typeof({'a': 1}), typeof(DATE '2024-01-01')",
        "SELECT [], len([]), list_concat([], ['a']), coalesce(nullif([1], [1]), [])",
        "SELECT s.*, d FROM (SELECT {'a': 1, 'b': 'x'} AS s, 3 AS d) AS t",
        "SELECT count(DISTINCT u), min(length(u::VARCHAR)) FROM (SELECT uuid() AS u FROM (VALUES (1), (2)) AS t(x)) AS y",
        "SELECT count(*) OVER (PARTITION BY len(generate_series(1, x))) AS n FROM (VALUES (1), (2), (2)) AS t(x) ORDER BY n",
    ),
)
def test_what_people_type_is_answered_as_duckdb_does(cursor: flightsql.Cursor, sql: str) -> None:
    cursor.execute(sql)
    assert cursor.fetchall() == duckdb.sql(sql).fetchall()
