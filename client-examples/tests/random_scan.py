"""Random rows of every type with their awkward values, and random conditions on them that DuckDB reads alike."""

from __future__ import annotations

import datetime
import decimal
import math
import random
import uuid
from collections.abc import Callable

import pyarrow as pa
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import (
    BucketTransform,
    DayTransform,
    HourTransform,
    IdentityTransform,
    MonthTransform,
    Transform,
    TruncateTransform,
    YearTransform,
)
from pyiceberg.types import (
    BinaryType,
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IcebergType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    StructType,
    TimestampType,
    TimestamptzType,
    TimeType,
    UUIDType,
)

TYPES: dict[str, tuple[IcebergType, pa.DataType]] = {
    "i": (IntegerType(), pa.int32()),
    "l": (LongType(), pa.int64()),
    "f": (FloatType(), pa.float32()),
    "d": (DoubleType(), pa.float64()),
    "m": (DecimalType(9, 2), pa.decimal128(9, 2)),
    "n": (DecimalType(18, 4), pa.decimal128(18, 4)),
    "o": (DecimalType(38, 10), pa.decimal128(38, 10)),
    "s": (StringType(), pa.string()),
    "y": (BinaryType(), pa.binary()),
    "u": (UUIDType(), pa.uuid()),
    "day": (DateType(), pa.date32()),
    "t": (TimestampType(), pa.timestamp("us")),
    "z": (TimestamptzType(), pa.timestamp("us", "UTC")),
    "b": (BooleanType(), pa.bool_()),
    "tm": (TimeType(), pa.time64("us")),
}
_IN = StructType(NestedField(104, "q", DoubleType(), required=False))
_STRUCT = StructType(
    NestedField(101, "x", LongType(), required=False),
    NestedField(102, "y", StringType(), required=False),
    NestedField(103, "in", _IN, required=False),
)
SCHEMA = Schema(
    *(NestedField(index + 1, name, types[0], required=False) for index, (name, types) in enumerate(TYPES.items())),
    NestedField(100, "st", _STRUCT, required=False),
    NestedField(110, "id", LongType(), required=False),
)
# By name: the columns partitioned by, and how. Those PyIceberg does not write are written by Godwit.
LAYOUTS: dict[str, list[tuple[str, Transform]]] = {
    "plain": [],
    "bucket_i": [("i", BucketTransform(4))],
    "bucket_s": [("s", BucketTransform(4))],
    "bucket_u": [("u", BucketTransform(3))],
    "bucket_m": [("m", BucketTransform(3))],
    "truncate_l": [("l", TruncateTransform(7))],
    "truncate_s": [("s", TruncateTransform(2))],
    "truncate_y": [("y", TruncateTransform(2))],
    "day_t": [("t", DayTransform())],
    "month_day": [("day", MonthTransform())],
    "year_z": [("z", YearTransform())],
    "hour_z": [("z", HourTransform())],
    "identity_m": [("m", IdentityTransform())],
    "identity_s": [("s", IdentityTransform())],
    "identity_tm": [("tm", IdentityTransform())],
    "two": [("b", IdentityTransform()), ("i", BucketTransform(2))],
}
# Below it Iceberg's truncation to 7 wraps to the greatest numbers, and its partitions are pruned by what they then say.
LEAST_TRUNCATED = -(2**63) + 7
_EPOCH = datetime.datetime(1970, 1, 1)
_TEXTS = ("", "a", "A", "ab", "a%", "a_b", "\\", "ä", "ß", "日本", "日本語", "\U0001f600", "\U0001f600x", "\uffff", "zz", "a" * 20, "a" * 16 + "\U0001f600", "'")
_ON_STRUCTURES = (
    "st.x = 1",
    "st.x > -1",
    "st.y LIKE 'a%'",
    "st.x IS NULL",
    "st IS NULL",
    'st."in".q = 2e0',
    'st."in".q IS NOT NULL',
    "st.y IN ('a', 'ab')",
    'st."in" IS NULL',
    "st.x IS DISTINCT FROM 2",
)


def partitioned_by(layout: str) -> PartitionSpec:
    fields = enumerate(LAYOUTS[layout])
    return PartitionSpec(
        *(PartitionField(SCHEMA.find_field(column).field_id, 1000 + index, transform, f"p{index}") for index, (column, transform) in fields)
    )


class RandomScan:
    """One source of chance for rows and conditions."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._makers: dict[str, Callable[[], object]] = {
            "i": lambda: self._pick(self._chance.randint(-20, 20), 2**31 - 1, -(2**31), 0),
            "l": lambda: self._pick(self._chance.randint(-20, 20), 2**63 - 1, LEAST_TRUNCATED, 2**31, 2**53 + 1),
            "f": lambda: self._pick(0.0, -0.0, math.nan, math.inf, -math.inf, 1.5, -1.5, float(self._chance.randint(-3, 3)), 0.25),
            "d": lambda: self._pick(0.0, -0.0, math.nan, math.inf, -math.inf, 1.5, 1e308, 5e-324, float(self._chance.randint(-3, 3)), 0.1),
            "m": lambda: self._decimal(9, 2),
            "n": lambda: self._decimal(18, 4),
            "o": lambda: self._decimal(38, 10),
            "s": lambda: self._pick(*_TEXTS),
            "y": lambda: self._pick(b"", b"\x00", b"\xff", b"\xff\xff", b"ab", b"\xff" * 20, self._chance.randbytes(3)),
            "u": lambda: uuid.UUID(int=self._pick(0, 1, (1 << 128) - 1, 1 << 127, self._chance.getrandbits(128), 1 << 63, 1 << 64)),
            "day": self._date,
            "t": self._time,
            "z": lambda: self._time().replace(tzinfo=datetime.timezone.utc),
            "b": lambda: self._chance.random() < 0.5,
            "tm": lambda: self._pick(datetime.time(0), datetime.time(23, 59, 59, 999999), datetime.time(self._chance.randint(0, 23), 30)),
        }

    def rows(self, count: int) -> pa.Table:
        columns = {}
        for name, (_, type_) in TYPES.items():
            values = [None if self._chance.random() < 0.12 else self._makers[name]() for _ in range(count)]
            if name == "u":
                bytes_ = pa.array([value and value.bytes for value in values], pa.binary(16))
                columns[name] = pa.ExtensionArray.from_storage(pa.uuid(), bytes_)
            else:
                columns[name] = pa.array(values, type_)
        structures = [self._perhaps({"x": self._perhaps(self._chance.randint(-3, 3)), "y": self._perhaps(self._pick(*_TEXTS)), "in": self._perhaps({"q": self._perhaps(float(self._chance.randint(0, 3)))})}) for _ in range(count)]
        inner = pa.struct([("q", pa.float64())])
        columns["st"] = pa.array(structures, pa.struct([("x", pa.int64()), ("y", pa.string()), ("in", inner)]))
        columns["id"] = pa.array([self._chance.getrandbits(40) for _ in range(count)], pa.int64())
        return pa.table(columns)

    def query(self, table: str) -> str:
        condition = self._condition(2)
        choice = self._chance.random()
        if choice < 0.6:
            return f"SELECT id FROM {table} WHERE {condition}"
        if choice < 0.7:
            return f"SELECT count(*) FROM {table} WHERE {condition}"
        if choice < 0.85:
            name = self._pick(*TYPES)
            where = self._pick("", f" WHERE {condition}")
            return f"SELECT count({name}), count(*), min({name}), max({name}) FROM {table}{where}"
        return f"SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT {self._chance.randint(0, 9)} OFFSET {self._chance.randint(0, 5)}"

    def _condition(self, depth: int) -> str:
        choice = self._chance.random()
        if depth and choice < 0.35:
            return f"({self._condition(depth - 1)} {self._pick('AND', 'OR')} {self._condition(depth - 1)})"
        if depth and choice < 0.42:
            return f"(NOT {self._condition(depth - 1)})"
        if choice < 0.5:
            return self._pick(*_ON_STRUCTURES)
        name = self._pick(*TYPES)
        literal = self._literal(name)
        comparison = f"({name} {self._pick('=', '<>', '<', '<=', '>', '>=')} {literal})"
        return self._pick(
            comparison,
            comparison,
            comparison,
            f"({name} IS {self._pick('', 'NOT ')}NULL)",
            f"({name} {self._pick('', 'NOT ')}IN ({literal}, {self._literal(name)}, {self._literal(name)}))",
            f"({name} {self._pick('', 'NOT ')}IN ({literal}, NULL))",
            f"({name} BETWEEN {literal} AND {self._literal(name)})",
            f"({name} IS {self._pick('', 'NOT ')}DISTINCT FROM {literal})",
            f"(s {self._pick('', 'NOT ')}LIKE {self._pick(chr(39) + 'a%' + chr(39), chr(39) + 'a^%' + chr(39) + ' ESCAPE ' + chr(39) + '^' + chr(39), chr(39) + '日本%' + chr(39), chr(39) + '%b' + chr(39))})",
            f"({self._pick('i', 'l', 'm', 'n')} {self._pick('=', '<', '>=')} {self._pick('1.5e0', '0.5', '-3', '2147483648', '9223372036854775807')})",
            f"(t {self._pick('<', '>=', '=')} {self._literal('day')})",
            self._pick("b", "(NOT b)", "(b IS TRUE)", "(b IS NOT FALSE)"),
        )

    def _literal(self, name: str) -> str:
        value = self._makers[name]()
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            text = "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity" if math.isinf(value) else repr(value)
            return f"CAST('{text}' AS DOUBLE)"
        if isinstance(value, decimal.Decimal):
            type_ = TYPES[name][0]
            return f"CAST({value:f} AS DECIMAL({type_.precision}, {type_.scale}))"
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        if isinstance(value, bytes):
            return f"X'{value.hex()}'"
        if isinstance(value, uuid.UUID):
            return f"CAST('{value}' AS UUID)"
        if isinstance(value, datetime.datetime):
            zone = "TZ" if value.tzinfo else ""
            return f"TIMESTAMP{zone} '{value.replace(tzinfo=None).isoformat(' ')}{'+00' if zone else ''}'"
        return f"{'DATE' if isinstance(value, datetime.date) else 'TIME'} '{value.isoformat()}'"

    def _pick(self, *choices: object) -> object:
        return self._chance.choice(choices)

    def _perhaps(self, value: object) -> object:
        return None if self._chance.random() < 0.2 else value

    def _decimal(self, digits: int, scale: int) -> decimal.Decimal:
        most = 10**digits - 1
        unscaled = self._pick(self._chance.randint(-most, most), self._chance.randint(-50, 50), most, -most, 0)
        return decimal.Decimal(unscaled).scaleb(-scale, decimal.Context(prec=60))

    def _date(self) -> datetime.date:
        near = datetime.date(1970, 1, 1) + datetime.timedelta(days=self._chance.randint(-800, 800))
        return self._pick(near, datetime.date(1969, 12, 31), datetime.date(2024, 2, 29), datetime.date(1, 1, 1), datetime.date(9999, 12, 31))

    def _time(self) -> datetime.datetime:
        return self._pick(
            _EPOCH + datetime.timedelta(microseconds=self._chance.randint(-5_000_000, 5_000_000)),
            _EPOCH + datetime.timedelta(seconds=self._chance.randint(-300_000_000, 2_000_000_000)),
            datetime.datetime(2024, 3, 10, self._chance.randint(0, 23), 59, 59, 999999),
            datetime.datetime(1969, 12, 31, 23, 59, 59, 999999),
            datetime.datetime(1, 1, 1),
            datetime.datetime(9999, 12, 31, 23, 59, 59, 999999),
        )
