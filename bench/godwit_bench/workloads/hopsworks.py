"""The four shapes of Hopsworks' published benchmark, with its weak points repaired: every row distinct at every size,
default clients, event times that a point-in-time join can use, and answers that are compared."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Feature, Labels, PointInTime, Scan
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_TRIP_COLUMNS = (
    "row_id", "tpep_pickup_datetime", "tpep_dropoff_datetime", "trip_distance", "fare_amount", "tip_amount",
    "pu_location_id", "do_location_id", "pu_borough", "pu_svc_zone", "pu_zone", "do_borough", "do_svc_zone", "do_zone",
)  # fmt: skip
_WINDOW_COLUMNS = ("borough", "ts", "mean_fare", "trip_count")


def specs(scale: Scale) -> Iterator[TableSpec]:
    for rows in scale.taxi_rows:
        yield tables.taxi(f"taxi_{rows}", rows, scale.files_per_table)
    for rows in scale.trip_rows:
        yield tables.trips(f"trips_{rows}", rows, scale.trip_days, scale.files_per_table)
    yield tables.zone_windows("pickups", 15, scale.trip_days, scale.files_per_table)
    yield tables.zone_windows("dropoffs", 30, scale.trip_days, scale.files_per_table)


def workloads(scale: Scale) -> Iterator[Workload]:
    for rows in scale.taxi_rows:
        read = Scan(f"taxi_{rows}")
        axis = ("rows", rows)
        yield Workload(
            f"hopsworks-a-{_short(rows)}", "hopsworks-a", "read 6 columns to pandas", read, "pandas", axis=axis
        )
        yield Workload(
            f"hopsworks-b-{_short(rows)}", "hopsworks-b", "read 6 columns to Parquet", read, "parquet", axis=axis
        )
    for rows in scale.trip_rows:
        join = _join(rows)
        axis = ("label rows", rows)
        yield Workload(
            f"hopsworks-c-{_short(rows)}",
            "hopsworks-c",
            "point-in-time join of 3 groups to pandas",
            join,
            "pandas",
            axis=axis,
        )
        yield Workload(
            f"hopsworks-d-{_short(rows)}",
            "hopsworks-d",
            "point-in-time join of 3 groups to Parquet",
            join,
            "parquet",
            axis=axis,
        )


def _join(rows: int) -> PointInTime:
    labels = Labels(f"trips_{rows}", _TRIP_COLUMNS, "tpep_pickup_datetime", "row_id", uploaded=False)
    return PointInTime(
        labels,
        (
            Feature("pickups", "location_id", "ts", _WINDOW_COLUMNS, "pu_location_id", "pf_"),
            Feature("dropoffs", "location_id", "ts", _WINDOW_COLUMNS, "do_location_id", "df_"),
        ),
    )


def _short(rows: int) -> str:
    return f"{rows // 1_000_000}m" if rows >= 1_000_000 else f"{rows // 1_000}k"
