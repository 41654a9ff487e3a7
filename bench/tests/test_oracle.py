"""The oracle is checked by hand on a small case, and by a nested loop on random ones."""

import numpy as np
import pyarrow as pa

from godwit_bench.oracle import NO_MATCH, latest_at_or_before
from godwit_bench.questions import Feature

FEATURE = Feature("features", "entity", "event_time", ("v",), "entity", "f_")


def times(*micros):
    return pa.array(micros, pa.timestamp("us"))


def test_latest_row_at_or_before_the_label_of_the_same_key():
    labels = pa.table({"entity": [1, 1, 2, 3], "ts": times(10, 9, 100, 5)})
    rows = pa.table({"entity": [2, 1, 1, 1], "event_time": times(7, 11, 10, 3)})
    assert latest_at_or_before(labels, rows, FEATURE, "ts").tolist() == [2, 3, 0, NO_MATCH]


def test_against_a_nested_loop():
    random = np.random.default_rng(20261122)
    for _ in range(50):
        labels = pa.table({"entity": random.integers(0, 4, 30), "ts": times(*random.integers(0, 60, 30).tolist())})
        rows = pa.table(
            {"entity": random.integers(0, 5, 20), "event_time": times(*random.permutation(60)[:20].tolist())}
        )
        assert latest_at_or_before(labels, rows, FEATURE, "ts").tolist() == nested_loop(labels, rows)


def nested_loop(labels, rows):
    matches = []
    for label in labels.to_pylist():
        candidates = [
            (row["event_time"], index)
            for index, row in enumerate(rows.to_pylist())
            if row["entity"] == label["entity"] and row["event_time"] <= label["ts"]
        ]
        matches.append(max(candidates)[1] if candidates else NO_MATCH)
    return matches
