"""Random frames of every Arrow type, laid out in every way, and the one plain form in which Godwit gives them back."""

from __future__ import annotations

import datetime
import decimal
import math
import random
from collections.abc import Callable

import pyarrow as pa

_EPOCH = datetime.datetime(1970, 1, 1)
_TEXTS = ("", "a", "twelve bytes", "longer than the twelve bytes of a view", "größer", "\U0001f600")


def plain(type_: pa.DataType, lasting: bool) -> pa.DataType:
    """The type that values of `type_` come back as."""
    if pa.types.is_dictionary(type_):
        return plain(type_.value_type, lasting)
    if pa.types.is_struct(type_):
        return pa.struct([pa.field(field.name, plain(field.type, lasting)) for field in type_])
    if pa.types.is_map(type_):
        return pa.map_(plain(type_.key_type, lasting), plain(type_.item_type, lasting))
    if pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_):
        return pa.list_(pa.field("element", plain(type_.value_type, lasting)))
    if pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return pa.string()
    if pa.types.is_large_binary(type_) or pa.types.is_binary_view(type_):
        return pa.binary()
    if type_ == pa.float16():
        return pa.float32()
    if pa.types.is_decimal256(type_):
        return pa.decimal128(type_.precision, type_.scale)
    if pa.types.is_date(type_):
        return pa.date32()
    if pa.types.is_time32(type_) or lasting and pa.types.is_time64(type_):
        return pa.time64("us")
    if pa.types.is_timestamp(type_):
        return pa.timestamp("ns" if type_.unit == "ns" else "us", type_.tz and "UTC")
    if lasting and pa.types.is_integer(type_):
        return {pa.int64(): pa.int64(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20, 0)}.get(type_, pa.int32())
    return type_


class RandomFrames:
    """One source of chance for frames."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def schema(self) -> pa.Schema:
        names = ("a", "b c", 'd"e', "f.g", "ü")[: self._chance.randint(1, 5)]
        return pa.schema([(name, self._type(2, top=True)) for name in names])

    def frame(self, schema: pa.Schema, rows: int) -> tuple[pa.Table, list[dict]]:
        """The frame in batches, and the values in it."""
        values = [{field.name: self._value(field.type) for field in schema} for _ in range(rows)]
        arrays = [self._array([row[field.name] for row in values], field.type) for field in schema]
        whole = pa.Table.from_arrays(arrays, schema=schema)
        cuts = sorted({0, rows, *(self._chance.randint(0, rows) for _ in range(self._chance.randint(0, 3)))})
        # One batch at least: without any, ADBC sends nothing at all.
        parts = [whole.slice(start, end - start) for start, end in zip(cuts, cuts[1:])] or [whole]
        if self._chance.random() < 0.5:
            parts = [part.combine_chunks() for part in parts]
        return pa.concat_tables(parts), values

    def _type(self, depth: int, top: bool = False) -> pa.DataType:
        choice = self._chance.random()
        if depth == 0 or choice < 0.55:
            return self._pick(*_LEAVES)
        if top and choice < 0.65:
            return pa.dictionary(self._pick(pa.int8(), pa.int32(), pa.uint16()), self._pick(pa.string(), pa.large_string(), pa.string_view(), pa.int64()))
        inner = self._type(depth - 1)
        return self._pick(
            pa.list_(inner),
            pa.large_list(inner),
            pa.list_(inner, self._chance.randint(1, 3)),
            pa.struct([("x", inner), ("y", self._type(depth - 1))]),
            pa.map_(self._pick(pa.string(), pa.int32(), pa.large_string()), inner),
        )

    def _value(self, type_: pa.DataType) -> object:
        if self._chance.random() < 0.15:
            return None
        if pa.types.is_dictionary(type_):
            return self._pick("one", "two", "größer") if not pa.types.is_integer(type_.value_type) else self._chance.randint(0, 5)
        if pa.types.is_struct(type_):
            return {field.name: self._value(field.type) for field in type_}
        if pa.types.is_map(type_):
            keys = [1, 2, 3] if pa.types.is_integer(type_.key_type) else ["a", "b", "longer than twelve bytes"]
            return [(key, self._value(type_.item_type)) for key in keys[: self._chance.randint(0, 3)]]
        if pa.types.is_fixed_size_list(type_):
            return [self._value(type_.value_type) for _ in range(type_.list_size)]
        if pa.types.is_list(type_) or pa.types.is_large_list(type_):
            return [self._value(type_.value_type) for _ in range(self._chance.randint(0, 3))]
        return self._leaf(type_)

    def _leaf(self, type_: pa.DataType) -> object:
        if pa.types.is_integer(type_):
            low, high = (0, 2**type_.bit_width - 1) if pa.types.is_unsigned_integer(type_) else (-(2 ** (type_.bit_width - 1)), 2 ** (type_.bit_width - 1) - 1)
            return self._pick(low, high, self._chance.randint(0, 100))
        if pa.types.is_decimal(type_):
            most = 10**type_.precision - 1
            return decimal.Decimal(self._pick(most, -most, 0, self._chance.randint(-99, 99))).scaleb(-type_.scale, decimal.Context(prec=60))
        if pa.types.is_timestamp(type_):
            step = {"s": datetime.timedelta(seconds=1), "ms": datetime.timedelta(milliseconds=1)}.get(type_.unit, datetime.timedelta(microseconds=1))
            moment = _EPOCH + step * self._pick(-1, 0, 1, self._chance.randint(-(10**9), 10**9))
            return moment.replace(tzinfo=datetime.timezone.utc) if type_.tz else moment
        return _MAKERS[type_](self._chance)

    def _array(self, values: list, type_: pa.DataType) -> pa.Array:
        if pa.types.is_dictionary(type_):
            text = pa.types.is_string_view(type_.value_type)  # which pyarrow itself does not encode
            encoded = pa.array(values, pa.string() if text else type_.value_type).dictionary_encode()
            return pa.DictionaryArray.from_arrays(encoded.indices.cast(type_.index_type), encoded.dictionary.cast(type_.value_type))
        return pa.array(values, type_)

    def _pick(self, *choices: object) -> object:
        return self._chance.choice(choices)


_MAKERS: dict[pa.DataType, Callable[[random.Random], object]] = {
    pa.bool_(): lambda chance: chance.random() < 0.5,
    pa.float16(): lambda chance: chance.choice((0.0, 1.5, -65504.0, math.inf)),
    pa.float32(): lambda chance: chance.choice((0.0, 1.5, -math.inf, 0.25)),
    pa.float64(): lambda chance: chance.choice((0.1, 5e-324, math.inf, -1e308)),
    pa.date32(): lambda chance: datetime.date(1970, 1, 1) + datetime.timedelta(days=chance.randint(-800_000, 2_000_000) // 2),
    pa.date64(): lambda chance: datetime.date(1970, 1, 1) + datetime.timedelta(days=chance.randint(-2, 2)),
    pa.time32("s"): lambda chance: datetime.time(chance.randint(0, 23), 59, 59),
    pa.time32("ms"): lambda chance: datetime.time(23, 59, 59, 1000 * chance.randint(0, 999)),
    **{pa.time64(unit): lambda chance: datetime.time(0, 0, 0, chance.randint(0, 999_999)) for unit in ("us", "ns")},
    pa.binary(3): lambda chance: chance.randbytes(3),
    **{text: lambda chance: chance.choice(_TEXTS) for text in (pa.string(), pa.large_string(), pa.string_view())},
    **{data: lambda chance: chance.choice((b"", b"\x00", chance.randbytes(20))) for data in (pa.binary(), pa.large_binary(), pa.binary_view())},
}
_LEAVES = (
    *_MAKERS,
    *(pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
    *(pa.decimal128(5, 2), pa.decimal128(18, 0), pa.decimal128(38, 10), pa.decimal256(20, 2)),
    *(pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Europe/Amsterdam")),
)
