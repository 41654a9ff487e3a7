"""What PyIceberg reads back is what was generated, deletes and small files included."""

from godwit_bench.data import tables
from godwit_bench.data.lake import Lake
from godwit_bench.digest import digest_table
from godwit_bench.oracle import answer
from godwit_bench.questions import Scan


def test_position_deletes_are_applied_by_readers_of_iceberg(tmp_path):
    lake = Lake(tmp_path)
    spec = tables.flat("deleted", 500, 2, deleted=lambda row_ids: row_ids % 10 == 3)
    lake.ensure_table(spec)
    assert lake.has_deletes("deleted")
    found = lake.read_iceberg("deleted")
    assert found.num_rows == 450
    assert digest_table(found) == digest_table(answer(Scan("deleted"), lake, {"deleted": spec}))


def test_small_files_are_as_many_as_asked_for(tmp_path):
    lake = Lake(tmp_path)
    spec = tables.flat("small", 400, 20)
    lake.ensure_table(spec)
    assert len(lake.files("small")) == 20
    assert digest_table(lake.read_iceberg("small")) == digest_table(spec.all_rows())


def test_a_table_half_written_is_made_again(tmp_path):
    lake = Lake(tmp_path)
    catalog = lake.catalog()
    catalog.create_namespace("bench")
    spec = tables.flat("flat", 100, 2)
    catalog.create_table("bench.flat", spec.file_rows(0).schema).append(spec.file_rows(0))
    lake.ensure_table(spec)
    assert lake.read_iceberg("flat").num_rows == 100


def test_a_table_of_another_generator_is_made_again_and_its_answers_forgotten(tmp_path):
    lake = Lake(tmp_path)
    lake.ensure_table(tables.flat("flat", 100, 1))
    answer_of_old = tmp_path / "answers" / "old.arrow"
    answer_of_old.parent.mkdir()
    answer_of_old.touch()
    lake.ensure_table(tables.flat("flat", 100, 1))
    assert answer_of_old.exists()
    lake.ensure_table(tables.flat("flat", 60, 1))
    assert lake.read_iceberg("flat").num_rows == 60
    assert not answer_of_old.exists()
