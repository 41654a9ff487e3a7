import numpy as np

from godwit_bench.data import tables
from godwit_bench.digest import digest_table


def test_rows_are_the_same_each_time_and_differ_between_files():
    spec = tables.flat("flat", 1_000, 4)
    assert spec.file_rows(2).equals(spec.file_rows(2))
    assert digest_table(spec.file_rows(1)) != digest_table(spec.file_rows(2))
    assert sum(spec.file_rows(file).num_rows for file in range(4)) == 1_000


def test_no_two_feature_rows_share_a_time_so_every_engine_agrees_on_the_latest():
    rows = tables.features("features", 5_000, 40, 2, 3).all_rows()
    assert len(np.unique(rows["event_time"].to_numpy())) == 5_000
    assert not (np.diff(rows["event_time"].to_numpy().astype(np.int64)) > 0).all()


def test_a_taxi_zone_has_one_row_per_window():
    rows = tables.zone_windows("pickups", 60, 3, 2).all_rows()
    assert rows.num_rows == 265 * 3 * 24
    assert rows.group_by(["location_id", "ts"]).aggregate([]).num_rows == rows.num_rows
