"""How large everything is in each mode."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Scale:
    name: str
    repeats: int
    #: Everyone alike: at least so many runs and so many seconds before anything is timed.
    warmup_runs: int
    warmup_seconds: float
    run_limit_seconds: int
    fresh_processes: bool
    #: No workload is begun after this long; a second call goes on.
    limit_seconds: float
    flat_rows: int
    files_per_table: int
    taxi_rows: tuple[int, ...]
    trip_rows: tuple[int, ...]
    trip_days: int
    feature_rows: int
    feature_keys: int
    label_rows: tuple[int, ...]
    #: Labels of the joins whose feature side grows.
    growth_labels: int
    three_tables_labels: int
    growth_rows: tuple[int, ...]
    versions_per_key: tuple[int, ...]
    group_rows: int
    group_widths: tuple[int, ...]
    wide_cells: int
    wide_columns: tuple[int, ...]
    selectivity_percent: tuple[float, ...]
    string_rows: int
    small_files: int
    small_file_rows: int
    ingest_rows: int
    clients: tuple[int, ...]
    pings: int
    tpch_factor: float
    tpch_queries: tuple[int, ...]
    row_path_rows: int
    #: Beginnings of the names of workloads that are run only when asked for by name.
    left_out: tuple[str, ...] = ()


SMOKE = Scale(
    name="smoke",
    repeats=2,
    warmup_runs=0,
    warmup_seconds=0,
    run_limit_seconds=60,
    fresh_processes=False,
    limit_seconds=inf,
    flat_rows=20_000,
    files_per_table=2,
    taxi_rows=(20_000,),
    trip_rows=(5_000,),
    trip_days=2,
    feature_rows=20_000,
    feature_keys=200,
    label_rows=(500, 2_000),
    growth_labels=2_000,
    three_tables_labels=2_000,
    growth_rows=(2_000, 10_000),
    versions_per_key=(1, 100),
    group_rows=1_000,
    group_widths=(1, 3),
    wide_cells=100_000,
    wide_columns=(6, 50),
    selectivity_percent=(100, 1),
    string_rows=2_000,
    small_files=10,
    small_file_rows=500,
    ingest_rows=5_000,
    clients=(1, 4),
    pings=20,
    tpch_factor=0.01,
    tpch_queries=tuple(range(1, 23)),
    row_path_rows=5_000,
)

QUICK = Scale(
    name="quick",
    repeats=5,
    warmup_runs=1,
    warmup_seconds=0.3,
    run_limit_seconds=20,
    fresh_processes=False,
    limit_seconds=280,
    flat_rows=500_000,
    files_per_table=4,
    taxi_rows=(300_000,),
    trip_rows=(100_000,),
    trip_days=7,
    feature_rows=500_000,
    feature_keys=10_000,
    label_rows=(100_000,),
    growth_labels=100_000,
    three_tables_labels=100_000,
    growth_rows=(),
    versions_per_key=(),
    group_rows=10_000,
    group_widths=(10, 25),
    wide_cells=2_500_000,
    wide_columns=(250,),
    selectivity_percent=(1,),
    string_rows=20_000,
    small_files=100,
    small_file_rows=2_000,
    ingest_rows=200_000,
    clients=(16,),
    pings=50,
    tpch_factor=0.1,
    tpch_queries=(1, 18),
    row_path_rows=100_000,
    left_out=("pit-width-25", "hopsworks-b", "hopsworks-d", "select-scattered", "width", "long-strings"),
)

FULL = Scale(
    name="full",
    repeats=5,
    warmup_runs=3,
    warmup_seconds=5,
    run_limit_seconds=600,
    fresh_processes=True,
    limit_seconds=inf,
    flat_rows=10_000_000,
    files_per_table=8,
    taxi_rows=(5_000_000, 10_000_000, 20_000_000, 50_000_000),
    trip_rows=(1_000_000, 2_000_000, 5_000_000, 10_000_000),
    trip_days=30,
    feature_rows=10_000_000,
    feature_keys=100_000,
    label_rows=(10_000, 100_000, 1_000_000, 10_000_000),
    growth_labels=100_000,
    three_tables_labels=1_000_000,
    growth_rows=(1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000),
    versions_per_key=(1, 10, 100, 1_000),
    group_rows=100_000,
    group_widths=(1, 5, 25),
    wide_cells=50_000_000,
    wide_columns=(6, 50, 250, 1_000),
    selectivity_percent=(100, 10, 1, 0.01),
    string_rows=1_000_000,
    small_files=2_000,
    small_file_rows=5_000,
    ingest_rows=1_000_000,
    clients=(1, 4, 16, 64),
    pings=1_000,
    tpch_factor=1,
    tpch_queries=tuple(range(1, 23)),
    row_path_rows=1_000_000,
)

SCALES = {scale.name: scale for scale in (SMOKE, QUICK, FULL)}
