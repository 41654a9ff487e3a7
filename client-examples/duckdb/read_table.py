"""DuckDB: SQL of its own over a stream from Godwit, batch by batch.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/duckdb/read_table.py`.
"""

import os

import adbc_driver_flightsql.dbapi as flightsql
import duckdb

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

with flightsql.connect(URI, autocommit=True) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT origin, observed_at, wind_speed FROM nyc.weather WHERE wind_speed IS NOT NULL")
    weather = cursor.fetch_record_batch()
    print(duckdb.sql("SELECT origin, count(*) AS hours, max(wind_speed) AS strongest FROM weather GROUP BY origin ORDER BY origin"))
