"""Writes the digest's test vectors: one Arrow file per case, and vectors.json with the digests the reference computes."""

import datetime
import decimal
import json
import math
import pathlib
import sys

import pyarrow as pa

from digest import digest

UTC = datetime.timezone.utc
NOON = datetime.datetime(2013, 3, 10, 12, 30, 15, 123456)


def column(name, kind, values):
    return pa.table({name: pa.array(values, kind)})


def side_by_side(**columns):
    return pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})


CASES = {
    "no-rows": side_by_side(a=(pa.int64(), []), b=(pa.string(), [])),
    "one-integer": column("a", pa.int64(), [1]),
    "same-value-other-width": column("a", pa.int32(), [1]),
    "same-value-other-name": column("b", pa.int64(), [1]),
    "duplicate": column("a", pa.int64(), [1, 1]),
    "order-one": column("a", pa.int64(), [1, 2, 3]),
    "order-two": column("a", pa.int64(), [3, 1, 2]),
    "pairs-one-way": side_by_side(a=(pa.int64(), [1, 2]), b=(pa.int64(), [3, 4])),
    "pairs-other-way": side_by_side(a=(pa.int64(), [1, 2]), b=(pa.int64(), [4, 3])),
    "integers": side_by_side(
        i8=(pa.int8(), [-128, 127, None]),
        i16=(pa.int16(), [-32768, 32767, None]),
        i32=(pa.int32(), [-(2**31), 2**31 - 1, None]),
        i64=(pa.int64(), [-(2**63), 2**63 - 1, None]),
        u8=(pa.uint8(), [0, 255, None]),
        u16=(pa.uint16(), [0, 65535, None]),
        u32=(pa.uint32(), [0, 2**32 - 1, None]),
        u64=(pa.uint64(), [0, 2**64 - 1, None]),
        truth=(pa.bool_(), [False, True, None]),
        nothing=(pa.null(), [None, None, None]),
    ),
    "floats": side_by_side(
        half=(pa.float16(), [0.0, -0.0, math.nan, math.inf, -math.inf, None, 1.5]),
        single=(pa.float32(), [0.0, -0.0, math.nan, math.inf, -math.inf, None, 1.5]),
        double=(pa.float64(), [0.0, -0.0, math.nan, math.inf, -math.inf, None, 1.1]),
    ),
    "positive-zero": column("a", pa.float64(), [0.0]),
    "negative-zero": column("a", pa.float64(), [-0.0]),
    "strings": side_by_side(
        text=(pa.string(), ["", None, "é", "16 bytes, exact.", "more than sixteen bytes, so more than a block"]),
        raw=(pa.binary(), [b"", None, b"\0", b"\0\0", bytes(range(40))]),
        fixed=(pa.binary(3), [b"abc", None, b"\0\0\0", b"\0\0\1", b"xyz"]),
    ),
    "large-strings": side_by_side(text=(pa.large_string(), ["a", None, ""]), raw=(pa.large_binary(), [b"a", None, b""])),
    "string-views": side_by_side(text=(pa.string_view(), ["a", None, ""]), raw=(pa.binary_view(), [b"a", None, b""])),
    "decimals": side_by_side(
        small=(pa.decimal128(10, 2), [decimal.Decimal("1.10"), decimal.Decimal("-1.10"), None]),
        large=(pa.decimal128(38, 0), [decimal.Decimal(10**37), decimal.Decimal(-(10**37)), None]),
        huge=(pa.decimal256(60, 5), [decimal.Decimal("1E+40"), decimal.Decimal("-1E-5"), None]),
    ),
    "times": side_by_side(
        day=(pa.date32(), [datetime.date(2013, 3, 10), datetime.date(1969, 12, 31), None]),
        day_millis=(pa.date64(), [datetime.date(2013, 3, 10), datetime.date(1969, 12, 31), None]),
        second=(pa.time32("s"), [1, 86399, None]),
        micro=(pa.time64("us"), [datetime.time(1, 2, 3, 4), datetime.time(0), None]),
        naive=(pa.timestamp("us"), [NOON, datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), None]),
        utc=(pa.timestamp("us", "UTC"), [NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC), None]),
        zone=(pa.timestamp("us", "America/New_York"), [NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC), None]),
        nanos=(pa.timestamp("ns"), [1, -1, None]),
        elapsed=(pa.duration("ms"), [datetime.timedelta(seconds=1), datetime.timedelta(seconds=-1), None]),
        interval=(pa.month_day_nano_interval(), [(1, 2, 3), (-1, -2, -3), None]),
    ),
    "time-zone-one": column("a", pa.timestamp("us", "UTC"), [NOON]),
    "time-zone-two": column("a", pa.timestamp("us", "Europe/Amsterdam"), [NOON]),
    "nested": side_by_side(
        numbers=(pa.list_(pa.int32()), [[1, 2, 3], [], None, [None], [3, 2, 1]]),
        vector=(pa.list_(pa.float32(), 2), [[1, 2], [-0.0, 0.0], None, [None, 1], [1, 2]]),
        point=(
            pa.struct([("x", pa.int64()), ("y", pa.string())]),
            [{"x": 1, "y": "a"}, {"x": None, "y": None}, None, {"x": 1, "y": None}, {"x": 2, "y": ""}],
        ),
        tags=(pa.map_(pa.string(), pa.int64()), [[("a", 1), ("b", 2)], [], None, [("a", None)], [("b", 2), ("a", 1)]]),
        deep=(
            pa.list_(pa.struct([("n", pa.list_(pa.int8()))])),
            [[{"n": [1]}, {"n": None}], [None], None, [], [{"n": []}]],
        ),
        large=(pa.large_list(pa.int32()), [[1], [2], None, [], [3, 4]]),
    ),
    "many-rows": side_by_side(
        a=(pa.int64(), [n if n % 7 else None for n in range(1500)]),
        b=(pa.string(), [f"row {n}" if n % 11 else None for n in range(1500)]),
        c=(pa.list_(pa.int16()), [list(range(n % 5)) for n in range(1500)]),
    ),
}


def main(directory):
    vectors = []
    for name, table in CASES.items():
        with pa.ipc.new_file(str(directory / f"{name}.arrow"), table.schema) as file:
            file.write_table(table)
        whole, columns = digest(table)
        rows = str(table.slice(0, 10).to_pylist())
        vectors.append({"case": name, "schema": str(table.schema), "rows": rows, "whole": whole, "columns": dict(columns)})
    (directory / "vectors.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
