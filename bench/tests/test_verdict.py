from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from godwit_bench.digest import digest_table
from godwit_bench.verdict import WrongAnswer, require_same_digest, require_same_values


def test_sums_may_differ_in_their_last_digits_and_types():
    found = pa.table({"a": ["x", "y"], "b": [0.1 + 0.2, 2.0], "c": [date(2026, 1, 1)] * 2})
    wanted = pa.table({"a": ["y", "x"], "b": [Decimal("2.0"), Decimal("0.3")], "c": [datetime(2026, 1, 1)] * 2})
    require_same_values(found, wanted, ordered=False)


@pytest.mark.parametrize("cut", ["25.57", "25.58"])
def test_an_average_may_be_truncated_or_rounded_to_the_digits_of_its_type(cut):
    require_same_values(pa.table({"a": [Decimal(cut)]}), pa.table({"a": [25.5751]}), ordered=False)


@pytest.mark.parametrize("wrong", ["25.56", "25.59"])
def test_an_average_may_not_be_off_by_more_than_its_last_digit(wrong):
    with pytest.raises(WrongAnswer):
        require_same_values(pa.table({"a": [Decimal(wrong)]}), pa.table({"a": [25.5751]}), ordered=False)


def test_a_floating_number_has_no_last_digit():
    with pytest.raises(WrongAnswer):
        require_same_values(pa.table({"a": [25.58]}), pa.table({"a": [25.5751]}), ordered=False)


def test_counts_may_not_differ_at_all():
    with pytest.raises(WrongAnswer):
        require_same_values(pa.table({"n": [10_000_001]}), pa.table({"n": [10_000_000]}), ordered=False)


def test_order_counts_where_the_query_orders():
    found, wanted = pa.table({"a": [1, 2]}), pa.table({"a": [2, 1]})
    with pytest.raises(WrongAnswer, match="row 0"):
        require_same_values(found, wanted, ordered=True)


@pytest.mark.parametrize("found", [{"a": [1, 3]}, {"a": [1]}, {"a": [1, 2], "b": [1, 2]}, {"a": [1, None]}])
def test_other_values_are_wrong(found):
    with pytest.raises(WrongAnswer):
        require_same_values(pa.table(found), pa.table({"a": [1, 2]}), ordered=False)


@pytest.mark.parametrize(
    "found, words",
    [({"a": [1]}, "1 rows instead of 2"), ({"b": [1, 2]}, "columns"), ({"a": [1, 3]}, "other values")],
)
def test_a_digest_that_differs_says_how(found, words):
    with pytest.raises(WrongAnswer, match=words):
        require_same_digest(digest_table(pa.table(found)), digest_table(pa.table({"a": [1, 2]})))
