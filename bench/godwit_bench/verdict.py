"""Is it the right answer? A wrong one gets no time."""

from __future__ import annotations

from decimal import Decimal
from math import isclose

import pyarrow as pa

from godwit_bench.digest import Digest

# Engines cut averages of decimals to different numbers of digits; TPC-H itself allows far more.
_TOLERANCE = 1e-5


class WrongAnswer(Exception):
    """What differs from the oracle, in words for the report."""


def require_same_digest(found: Digest, expected: Digest) -> None:
    if found.rows != expected.rows:
        raise WrongAnswer(f"{found.rows:,} rows instead of {expected.rows:,}")
    if found.columns != expected.columns:
        raise WrongAnswer(f"columns {list(found.columns)} instead of {list(expected.columns)}")
    if found.value != expected.value:
        raise WrongAnswer("the right number of rows, but other values")


def require_same_values(found: pa.Table, expected: pa.Table, ordered: bool) -> None:
    """Value by value; numbers within a small tolerance."""
    if found.num_rows != expected.num_rows:
        raise WrongAnswer(f"{found.num_rows:,} rows instead of {expected.num_rows:,}")
    if found.num_columns != expected.num_columns:
        raise WrongAnswer(f"{found.num_columns} columns instead of {expected.num_columns}")
    left, right = _rows(found), _rows(expected)
    if not ordered:
        left, right = sorted(left, key=_sort_key), sorted(right, key=_sort_key)
    for position, (row, wanted) in enumerate(zip(left, right)):
        if not all(_same(value, want) for value, want in zip(row, wanted)):
            raise WrongAnswer(f"row {position} is {row} instead of {wanted}"[:300])


def _rows(table: pa.Table) -> list[tuple]:
    return list(zip(*(map(_plain, column.to_pylist()) for column in table.columns)))


class _Cut(float):
    """A decimal: what is meant may lie a unit of its last digit away, since some engines round there and some truncate."""

    def __new__(cls, value: Decimal):
        number = super().__new__(cls, value)
        number.last_digit = 1.0000001 * 10.0 ** value.as_tuple().exponent
        return number


def _plain(value):
    if isinstance(value, Decimal) and value.is_finite():
        return _Cut(value)
    return value if value is None or isinstance(value, (str, int)) else _number_or_text(value)


def _number_or_text(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value).removesuffix(" 00:00:00")


def _sort_key(row: tuple) -> tuple:
    return tuple(f"{value:.6e}" if isinstance(value, (int, float)) else str(value).strip() for value in row)


def _same(value, wanted) -> bool:
    if isinstance(value, int) and isinstance(wanted, int):
        return value == wanted
    if isinstance(value, (int, float)) and isinstance(wanted, (int, float)):
        return value == wanted or isclose(value, wanted, rel_tol=_TOLERANCE, abs_tol=getattr(value, "last_digit", 0.0))
    if isinstance(value, str) and isinstance(wanted, str):
        return value.rstrip() == wanted.rstrip()
    return value == wanted
