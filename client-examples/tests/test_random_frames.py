"""Random frames come back as they were sent, in plain form, whether they were uploaded into temporary or lasting tables.

SOAK_QUERIES is how many frames are sent; the seed is part of every failure, and SOAK_SEED sends other ones.
"""

from __future__ import annotations

import os
import random

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
from random_frames import RandomFrames, plain

FRAMES = int(os.environ.get("SOAK_QUERIES", "60"))
SEED = int(os.environ.get("SOAK_SEED", "1"))


def test_random_frames_come_back_as_they_were(cursor: flightsql.Cursor) -> None:
    wrong = []
    for seed in range(SEED, SEED + FRAMES):
        lasting = seed % 2 == 0
        problem = _upload(cursor, seed, lasting)
        if problem:
            wrong.append(f"seed {seed}, {'lasting' if lasting else 'temporary'}: {problem}")
    assert not wrong, f"{len(wrong)} of {FRAMES}\n" + "\n".join(wrong[:20])


def _upload(cursor: flightsql.Cursor, seed: int, lasting: bool) -> str | None:
    chance = random.Random(seed)
    frames = RandomFrames(seed)
    schema = frames.schema()
    first, values = frames.frame(schema, chance.randint(1, 40))
    target = {"db_schema_name": "frames"} if lasting else {"temporary": True}
    try:
        assert cursor.adbc_ingest("random", first, mode="replace", **target) == first.num_rows
        if chance.random() < 0.5:
            second, more = frames.frame(schema, chance.randint(1, 5))
            assert cursor.adbc_ingest("random", second, mode=chance.choice(("append", "create_append")), **target) == second.num_rows
            values += more
        cursor.execute(f"SELECT * FROM {'frames.' if lasting else ''}random")
        back = cursor.fetch_arrow_table()
    except flightsql.Error as error:
        return f"{schema}: {error}"
    expected = pa.schema([(field.name, plain(field.type, lasting)) for field in schema])
    if back.schema != expected:
        return f"gives {back.schema}\nnot {expected}"
    wanted = pa.Table.from_pylist(values, schema=expected)
    other = [(row, expected) for row, expected in zip(back.to_pylist(), wanted.to_pylist()) if row != expected]
    return None if back.equals(wanted) else f"gives {back.num_rows} of {wanted.num_rows} rows, and others: {other[:2]}"
