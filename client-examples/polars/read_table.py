"""Polars: a query straight into a frame.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/polars/read_table.py`.
"""

import os

import adbc_driver_flightsql.dbapi as flightsql
import polars as pl

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

with flightsql.connect(URI, autocommit=True) as connection:
    frame = pl.read_database("SELECT origin, dest, distance FROM nyc.flights WHERE carrier = 'HA'", connection)

print(frame.group_by("origin", "dest").agg(pl.len(), pl.col("distance").max()))
