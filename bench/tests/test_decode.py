import pyarrow.parquet as pq
import pytest

from godwit_bench import decode
from godwit_bench.data import mixed
from godwit_bench.decode import Round


def test_the_file_is_the_same_each_time_and_has_seventeen_columns(tmp_path):
    path = mixed.ensure_file(tmp_path, "pyarrow", "zstd", 2_000)
    assert pq.read_table(path).equals(mixed.rows(0, 2_000))
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    assert len(mixed.rows(0, 10).columns) == 17


@pytest.mark.parametrize("peer", ["pyarrow", "duckdb", "polars"])
@pytest.mark.parametrize("threads", [1, 2])
def test_every_peer_decodes_all_rows(tmp_path, peer, threads):
    path = mixed.ensure_file(tmp_path, "pyarrow", "snappy", 3_000)
    assert [round.rows for round in decode.run(peer, path, threads, 2)] == [3_000, 3_000]


def test_ratios_are_of_medians_and_say_whether_they_reach_the_bar():
    measured = {
        ("godwit", 1): [Round(5, wall, wall) for wall in (1.0, 9.0, 1.0)],
        ("pyarrow", 1): [Round(5, 1.4, 1.4)],
        ("duckdb", 1): [Round(5, 2.5, 2.5)],
        ("godwit", 2): [Round(5, 0.5, 1.0)],
    }
    said = decode.report("pyarrow-zstd", measured)
    assert "Godwit is 1.40 times as fast (MISSES 1.5)" in said
    assert "Godwit is 2.50 times as fast (reaches 2)" in said
    assert "two threads are 2.00 times as fast (reaches 1.7)" in said
    assert decode.parse("rows=7 batches=2 wall=1.200 cpu=2.300 faults=3") == [Round(7, 1.2, 2.3)]
