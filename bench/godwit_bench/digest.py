"""An order-independent digest of a table, equal for every client that was given the same rows.

What a client may choose freely does not count: the order of rows, the borders of batches, `string` or `large_string`,
dictionary encoding, the width of an integer, the unit and zone label of a timestamp. What does count is every value,
every null, and how often a row occurs: row hashes are summed, twice, modulo 2^64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_NULL = np.uint64(0x9E3779B97F4A7C15)
_SECOND_SUM = np.uint64(0xD1B54A32D192ED03)
_NAN_BITS = np.float64("nan").view(np.uint64)


@dataclass(frozen=True)
class Digest:
    rows: int
    columns: tuple[str, ...]
    value: str


def digest_table(table: pa.Table) -> Digest:
    return digest_batches(table.schema, table.to_batches(max_chunksize=65_536))


def digest_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Digest:
    rows, first, second = 0, np.uint64(0), np.uint64(0)
    with np.errstate(over="ignore"):
        for batch in batches:
            hashes = _row_hashes(batch)
            rows += batch.num_rows
            first += hashes.sum(dtype=np.uint64)
            second += _mix(hashes ^ _SECOND_SUM).sum(dtype=np.uint64)
    columns = tuple(name.lower() for name in schema.names)
    return Digest(rows, columns, f"{int(first):016x}{int(second):016x}")


def _row_hashes(batch: pa.RecordBatch) -> np.ndarray:
    hashes = np.zeros(batch.num_rows, dtype=np.uint64)
    for column in batch.columns:
        # Multiplying by an odd number between columns makes their order count.
        hashes = _mix(hashes * np.uint64(0x2545F4914F6CDD1D) + _column_hashes(column))
    return hashes


def _column_hashes(column: pa.Array) -> np.ndarray:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    hashes = _mix(_canonical_bits(column))
    if column.null_count == 0:
        return hashes
    return np.where(column.is_valid().to_numpy(zero_copy_only=False), hashes, _NULL)


def _canonical_bits(column: pa.Array) -> np.ndarray:
    kind = column.type
    if pa.types.is_null(kind):
        return np.zeros(len(column), dtype=np.uint64)
    if pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    if _is_bytes(column.type):
        return _bytes_hashes(column.cast(pa.large_binary()))
    if pa.types.is_floating(kind):
        values = _without_nulls(column.cast(pa.float64())) + 0.0  # -0.0 + 0.0 is 0.0
        return np.where(np.isnan(values), _NAN_BITS, values.view(np.uint64))
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False).view(pa.int64())
    elif pa.types.is_date32(kind):
        column = column.view(pa.int32())
    return _without_nulls(column.cast(pa.int64())).view(np.uint64)


def _is_bytes(kind: pa.DataType) -> bool:
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _without_nulls(column: pa.Array) -> np.ndarray:
    filled = pc.fill_null(column, 0) if column.null_count else column
    return filled.to_numpy(zero_copy_only=False)


def _bytes_hashes(column: pa.Array) -> np.ndarray:
    if len(column) == 0:
        return np.zeros(0, dtype=np.uint64)
    _, offset_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    lengths = np.diff(offsets)
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[offsets[0] : offsets[-1]].astype(np.uint64)
    starts = offsets - offsets[0]
    positions = np.arange(len(data)) - np.repeat(starts[:-1], lengths)
    weights = _mix(np.arange(1, int(lengths.max()) + 2, dtype=np.uint64))
    # A running sum modulo 2^64; the difference of two places is the sum over one value, empty ones included.
    running = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum((data + np.uint64(1)) * weights[positions])])
    return running[starts[1:]] - running[starts[:-1]] + lengths.astype(np.uint64)


def _mix(values: np.ndarray) -> np.ndarray:
    """The finalizer of SplitMix64."""
    values = values + _NULL
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
