from math import comb

import pytest

from godwit_bench.spread import chance_of_no_difference, percentile, spread_of


def test_spread_of_five_runs():
    spread = spread_of([5.0, 1.0, 3.0, 2.0, 4.0])
    assert (spread.median, spread.min, spread.max, spread.q1, spread.q3, spread.iqr) == (3, 1, 5, 2, 4, 2)


def test_one_run_has_no_spread():
    assert spread_of([2.0]).iqr == 0


def test_no_runs_are_refused():
    with pytest.raises(ValueError):
        spread_of([])


@pytest.mark.parametrize("fraction, expected", [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_percentiles_are_values_that_occurred(fraction, expected):
    assert percentile(list(range(1, 101)), fraction) == expected


def test_five_runs_wholly_below_five_others_differ():
    assert chance_of_no_difference([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(2 / comb(10, 5))


def test_interleaved_runs_do_not_differ():
    assert chance_of_no_difference([1, 3, 5, 7, 9], [2, 4, 6, 8, 10]) > 0.5


def test_equal_runs_do_not_differ():
    assert chance_of_no_difference([1, 1, 1], [1, 1, 1]) == 1


def test_many_runs_are_compared_without_enumerating_every_split():
    low, high = list(range(30)), list(range(20, 50))
    assert chance_of_no_difference(low, high) < 0.001
    assert chance_of_no_difference(low, [value + 0.5 for value in low]) > 0.5
