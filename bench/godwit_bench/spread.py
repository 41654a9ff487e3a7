"""Median and spread of repeated runs, and whether two sets of runs differ by more than noise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import combinations
from math import comb, erfc, sqrt
from statistics import median, quantiles
from typing import Sequence

_ENUMERATED_SPLITS = 200_000


@dataclass(frozen=True)
class Spread:
    median: float
    min: float
    max: float
    q1: float
    q3: float
    runs: int

    @property
    def iqr(self) -> float:
        return self.q3 - self.q1

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def spread_of(values: Sequence[float]) -> Spread:
    if not values:
        raise ValueError("no values to summarise")
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Spread(median(values), min(values), max(values), low, high, len(values))


def percentile(values: Sequence[float], fraction: float) -> float:
    """The smallest value that at least `fraction` of all values do not exceed."""
    ordered = sorted(values)
    rank = max(1, -(-round(fraction * len(ordered) * 1_000_000) // 1_000_000))
    return ordered[min(rank, len(ordered)) - 1]


def chance_of_no_difference(before: Sequence[float], after: Sequence[float]) -> float:
    """Two-sided Mann-Whitney test: how likely ranks this far apart are when both sets come from one distribution.

    Exact (all splits are enumerated) while that is cheap, by the normal approximation above that.
    """
    pooled = sorted([*before, *after])
    ranks = {value: (pooled.index(value) + len(pooled) - pooled[::-1].index(value) + 1) / 2 for value in set(pooled)}
    all_ranks = [ranks[value] for value in [*before, *after]]
    size = len(before)
    expected = size * (len(pooled) + 1) / 2
    distance = abs(sum(all_ranks[:size]) - expected)
    if comb(len(pooled), size) > _ENUMERATED_SPLITS:
        deviation = sqrt(size * len(after) * (len(pooled) + 1) / 12)
        return erfc(distance / deviation / sqrt(2))
    splits = [abs(sum(split) - expected) for split in combinations(all_ranks, size)]
    return sum(split >= distance - 1e-9 for split in splits) / len(splits)
