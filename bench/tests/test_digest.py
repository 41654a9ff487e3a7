import numpy as np
import pyarrow as pa
import pytest

from godwit_bench.digest import digest_batches, digest_table

TABLE = pa.table(
    {
        "id": pa.array([1, 2, 3, None]),
        "price": pa.array([1.5, None, -2.25, 0.0]),
        "name": pa.array(["heron", "", None, "godwit"]),
        "seen": pa.array([1, 2, 3, 4], pa.timestamp("us")),
    }
)


def test_order_of_rows_and_borders_of_batches_do_not_count():
    turned = TABLE.take([3, 1, 0, 2])
    assert digest_table(turned) == digest_table(TABLE)
    assert digest_batches(TABLE.schema, TABLE.to_batches(max_chunksize=1)) == digest_table(TABLE)


@pytest.mark.parametrize(
    "column, kind",
    [
        ("id", pa.int32()),
        ("name", pa.large_string()),
        ("name", pa.string_view()),
        ("name", pa.dictionary(pa.int32(), pa.string())),
        ("seen", pa.timestamp("ns")),
        ("seen", pa.timestamp("us", "UTC")),
    ],
)
def test_physical_types_a_client_may_choose_do_not_count(column, kind):
    position = TABLE.schema.get_field_index(column)
    other = TABLE.set_column(position, column, TABLE[column].cast(kind))
    assert digest_table(other) == digest_table(TABLE)


@pytest.mark.parametrize(
    "column, values",
    [
        ("id", [1, 2, 3, 0]),
        ("price", [1.5, None, -2.25, 1e-300]),
        ("name", ["heron", None, None, "godwit"]),
        ("name", ["heron", "", None, "godwis"]),
        ("name", ["heron", "\0", None, "godwit"]),
    ],
)
def test_a_single_changed_value_counts(column, values):
    position = TABLE.schema.get_field_index(column)
    changed = TABLE.set_column(position, column, pa.array(values, TABLE.schema.field(column).type))
    assert digest_table(changed).value != digest_table(TABLE).value


def test_values_that_swap_rows_count():
    names = TABLE["name"].take(pa.array([3, 1, 2, 0]))
    assert digest_table(TABLE.set_column(2, "name", names)).value != digest_table(TABLE).value


def test_values_that_swap_columns_count():
    left = pa.table({"a": [1, 2], "b": [3, 4]})
    right = pa.table({"a": [3, 4], "b": [1, 2]})
    assert digest_table(left).value != digest_table(right).value


def test_how_often_a_row_occurs_counts():
    once, twice = pa.table({"a": [7, 8]}), pa.table({"a": [7, 7, 8, 8]})
    thrice = pa.table({"a": [7, 7, 7, 8]})
    assert len({digest_table(table).value for table in (once, twice, thrice)}) == 3


def test_negative_zero_is_zero_and_all_nans_are_one():
    strange = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    assert digest_table(pa.table({"x": [-0.0, float("nan")]})) == digest_table(
        pa.table({"x": np.array([0.0, strange[0]])})
    )


def test_a_slice_is_digested_as_the_rows_it_shows():
    assert digest_table(TABLE.slice(1, 2)) == digest_table(TABLE.take([1, 2]))


def test_no_rows_have_a_digest():
    assert digest_table(TABLE.slice(0, 0)).rows == 0
