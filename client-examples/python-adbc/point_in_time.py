"""ADBC: upload a label frame, read a point-in-time training set as an Arrow table.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/python-adbc/point_in_time.py`.
"""

import datetime
import os

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

labels = pa.table(
    {
        "origin": ["JFK", "EWR", "LGA", "JFK"],
        "ts": pa.array(
            [datetime.datetime(2013, 7, day, 12, tzinfo=datetime.timezone.utc) for day in (4, 4, 5, 1)],
            pa.timestamp("us", tz="UTC"),
        ),
    }
)

with flightsql.connect(URI, autocommit=True) as connection, connection.cursor() as cursor:
    cursor.adbc_ingest("labels", labels, mode="create", temporary=True)
    cursor.execute(
        """
        SELECT l.*, w.observed_at, w.temp, w.visib
        FROM labels AS l
        LEFT ASOF JOIN nyc.weather AS w
          MATCH_CONDITION w.observed_at <= l.ts AND w.ingested_at <= l.ts
          ON w.origin = l.origin
        """
    )
    print(cursor.fetch_arrow_table().to_pandas().to_string(index=False))

    # Parameters go by position.
    cursor.execute("SELECT count(*) AS flights FROM nyc.flights WHERE origin = ? AND distance > ?", ("JFK", 2000))
    print(cursor.fetchone())
