"""Writes the Parquet files beside this script and, as Arrow streams, what pyarrow reads from them.

    pip install pyarrow==26.0.0 && python generate.py

Every field carries a field id, so that the files look like data files of an Iceberg table.
"""

import decimal
import pathlib
import random
import struct

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
ROWS = 450
random.seed(11)


class Ids:
    """Numbers fields and all that is below them."""

    def __init__(self):
        self.next = 0

    def field(self, name, type_, nullable=True):
        self.next += 1
        number = self.next
        return pa.field(name, self.nested(type_), nullable, {"PARQUET:field_id": str(number)})

    def nested(self, type_):
        if pa.types.is_struct(type_):
            return pa.struct([self.field(f.name, f.type, f.nullable) for f in type_])
        if pa.types.is_list(type_):
            return pa.list_(self.field("element", type_.value_type, type_.value_field.nullable))
        if pa.types.is_map(type_):
            key = self.field("key", type_.key_type, False)
            return pa.map_(key, self.field("value", type_.item_type, type_.item_field.nullable))
        return type_


def text(i):
    return random.choice(["", "a", "wind", "Großglockner", "x" * (i % 90)]) + str(random.randrange(40))


def numbers(bits):
    edge = [0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))]
    return lambda i: random.choice(edge) if i % 17 == 0 else random.randrange(-(2 ** random.randrange(1, bits)), 2 ** 9)


def floats(i):
    return random.choice([0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1.5, i / 7])


def dec(digits, scale):
    def make(i):
        magnitude = random.randrange(10 ** random.randrange(1, digits + 1))
        return decimal.Decimal(random.choice([1, -1]) * magnitude).scaleb(-scale, decimal.Context(prec=40))

    return make


FLAT = {
    "flag": (pa.bool_(), lambda i: random.random() < 0.3),
    "run": (pa.bool_(), lambda i: i % 160 < 110),
    "i32": (pa.int32(), numbers(32)),
    "i64": (pa.int64(), numbers(64)),
    "few": (pa.int64(), lambda i: random.randrange(5)),
    "f32": (pa.float32(), floats),
    "f64": (pa.float64(), floats),
    "day": (pa.date32(), numbers(20)),
    "clock": (pa.time64("us"), lambda i: random.randrange(86_400_000_000)),
    "stamp": (pa.timestamp("us"), numbers(62)),
    "era": (pa.timestamp("us"), lambda i: random.randrange(-(2**53), 2**53)),
    "instant": (pa.timestamp("us", "UTC"), numbers(62)),
    "nanos": (pa.timestamp("ns"), numbers(63)),
    "d9": (pa.decimal128(9, 2), dec(9, 2)),
    "d18": (pa.decimal128(18, 4), dec(18, 4)),
    "d38": (pa.decimal128(38, 10), dec(38, 10)),
    "name": (pa.string(), text),
    "word": (pa.string(), lambda i: random.choice(["north", "south", "east", "west"])),
    "long": (pa.string(), lambda i: random.choice("pqr") * (20 + i % 3)),
    "raw": (pa.binary(), lambda i: random.randbytes(i % 23)),
    "fix": (pa.binary(7), lambda i: random.randbytes(7)),
}


def column(type_, make, nulls):
    values = [None if nulls(i) else make(i) for i in range(ROWS)]
    return pa.array(values, type_)


def some(i):
    return random.random() < 0.2


def clustered(i):
    return i % 240 > 150


def never(i):
    return False


def flat_table(nulls=some, names=None):
    ids = Ids()
    fields, arrays = [], []
    for name in names or FLAT:
        type_, make = FLAT[name]
        fields.append(ids.field(name, type_, nulls is not never))
        arrays.append(column(type_, make, nulls))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def nested_table():
    ids = Ids()
    inner = pa.struct([pa.field("a", pa.int32()), pa.field("b", pa.string(), False)])
    types = {
        "s": inner,
        "deep": pa.struct([pa.field("x", pa.struct([pa.field("y", inner), pa.field("z", pa.float64())]))]),
        "l": pa.list_(pa.int64()),
        "ls": pa.list_(pa.field("element", pa.string(), False)),
        "ll": pa.list_(pa.list_(pa.int32())),
        "lst": pa.list_(inner),
        "m": pa.map_(pa.string(), pa.int64()),
        "ml": pa.map_(pa.int32(), pa.list_(pa.string())),
        "sl": pa.struct([pa.field("tags", pa.list_(pa.string())), pa.field("n", pa.int32())]),
        "lb": pa.list_(pa.bool_()),
        "ld": pa.list_(pa.decimal128(20, 3)),
    }

    def make(type_, nullable=True):
        if nullable and random.random() < 0.2:
            return None
        if pa.types.is_struct(type_):
            return {f.name: make(f.type, f.nullable) for f in type_}
        if pa.types.is_list(type_):
            return [make(type_.value_type, type_.value_field.nullable) for _ in range(random.choice([0, 1, 2, 5]))]
        if pa.types.is_map(type_):
            count = random.choice([0, 1, 3])
            return [(make(type_.key_type, False), make(type_.item_type)) for _ in range(count)]
        if pa.types.is_string(type_):
            return text(random.randrange(100))
        if pa.types.is_boolean(type_):
            return random.random() < 0.5
        if pa.types.is_floating(type_):
            return random.random()
        if pa.types.is_decimal(type_):
            return decimal.Decimal(random.randrange(-(10**20) + 1, 10**20)).scaleb(-3)
        return random.randrange(-1000, 1000)

    fields = [ids.field(name, type_) for name, type_ in types.items()]
    arrays = [pa.array([make(f.type) for _ in range(ROWS)], f.type) for f in fields]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def write(name, table, **options):
    options = {"row_group_size": 200, "data_page_size": 700, "write_batch_size": 32, "compression": "zstd"} | options
    pq.write_table(table, HERE / f"{name}.parquet", **options)


def expect(name, table):
    with pa.ipc.new_stream(HERE / f"{name}.arrow", table.schema) as out:
        out.write_table(table.combine_chunks())


def main():
    flat = flat_table()
    expect("flat", flat)
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        write(f"flat-{codec}", flat, compression=codec)
    write("flat-v2", flat, data_page_version="2.0", compression="snappy", write_page_checksum=True)
    write("flat-plain", flat, use_dictionary=False, write_page_checksum=True, write_page_index=True)
    write("flat-fallback", flat, dictionary_pagesize_limit=200)
    write("flat-int96", flat_table(names=["era"]), use_deprecated_int96_timestamps=True)
    era = pq.read_table(HERE / "flat-int96.parquet", coerce_int96_timestamp_unit="us").column("era")
    expect("flat-int96", pa.table({"era": era.cast(pa.timestamp("us", "UTC"))}))
    write("flat-intdecimal", flat, store_decimal_as_integer=True)

    for name, nulls in {"required": never, "clustered": clustered}.items():
        table = flat_table(nulls)
        expect(f"flat-{name}", table)
        write(f"flat-{name}", table, compression="snappy")

    delta = {"i32": "DELTA_BINARY_PACKED", "i64": "DELTA_BINARY_PACKED", "few": "DELTA_BINARY_PACKED",
             "day": "DELTA_BINARY_PACKED", "clock": "DELTA_BINARY_PACKED", "stamp": "DELTA_BINARY_PACKED",
             "name": "DELTA_BYTE_ARRAY", "word": "DELTA_LENGTH_BYTE_ARRAY", "long": "DELTA_BYTE_ARRAY",
             "raw": "DELTA_LENGTH_BYTE_ARRAY", "fix": "DELTA_BYTE_ARRAY", "d38": "DELTA_BYTE_ARRAY",
             "flag": "RLE", "run": "RLE", "d9": "DELTA_BINARY_PACKED"}
    write("flat-delta", flat, use_dictionary=False, column_encoding=delta, data_page_version="2.0",
          store_decimal_as_integer=True)
    split = {name: "BYTE_STREAM_SPLIT" for name in ["i32", "i64", "f32", "f64", "d38", "fix", "stamp", "d18"]}
    write("flat-split", flat, use_dictionary=False, column_encoding=split)

    nested = nested_table()
    expect("nested", nested)
    write("nested-v1", nested)
    write("nested-v2", nested, data_page_version="2.0", compression="snappy")
    write("nested-plain", nested, use_dictionary=False, compression="none", write_page_index=True)


if __name__ == "__main__":
    main()
