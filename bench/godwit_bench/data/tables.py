"""The tables, as functions from a row range to its rows: seeded, and the same however they are cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd
from typing import Callable

import numpy as np
import pyarrow as pa

from godwit_bench.digest import digest_table

SEED = 20261122
_SAMPLE_ROWS = 100
_START = np.datetime64("2026-01-01T00:00:00", "us").astype(np.int64)
_DAY_MICROS = 86_400_000_000
_YEAR_MICROS = 365 * _DAY_MICROS
_ORIGINS = np.array([chr(65 + i // 26) + chr(65 + i % 26) + suffix for i in range(88) for suffix in "KLM"])
_CARRIERS = np.array(["AA", "DL", "UA", "B6", "WN", "AS", "NK", "F9"])
_BOROUGHS = np.array(["Bronx", "Brooklyn", "EWR", "Manhattan", "Queens", "Staten Island"])
_SERVICE_ZONES = np.array(["Airports", "Boro Zone", "EWR", "Yellow Zone"])
_ZONES = np.array([f"Zone {i:03d} {_BOROUGHS[i % 6]}" for i in range(265)])

Rows = Callable[[np.random.Generator, np.ndarray], dict[str, pa.Array | np.ndarray]]


@dataclass(frozen=True)
class TableSpec:
    """`rows(generator, row_ids)` makes one file's rows; the generator is seeded by table and file."""

    name: str
    row_count: int
    files: int
    rows: Rows = field(repr=False)
    deleted: Callable[[np.ndarray], np.ndarray] | None = None

    def file_rows(self, file: int) -> pa.Table:
        first, end = (self.row_count * part // self.files for part in (file, file + 1))
        seed = [SEED, file, *self.name.encode()]
        columns = self.rows(np.random.default_rng(seed), np.arange(first, end))
        return pa.table({name: pa.array(values) for name, values in columns.items()})

    def fingerprint(self) -> str:
        """Changes when the generator would make other rows."""
        sample = self.rows(np.random.default_rng(SEED), np.arange(min(_SAMPLE_ROWS, self.row_count)))
        deleted = 0 if self.deleted is None else int(self.deleted(np.arange(_SAMPLE_ROWS)).sum())
        digest = digest_table(pa.table({name: pa.array(values) for name, values in sample.items()}))
        return f"{digest.value}-{self.row_count}-{self.files}-{deleted}"

    def all_rows(self) -> pa.Table:
        return pa.concat_tables([self.file_rows(file) for file in range(self.files)])


def flat(name: str, row_count: int, files: int, deleted=None) -> TableSpec:
    """Twelve columns, about 90 bytes a row: ids, a time, six doubles that do not compress, two short strings."""

    def rows(random, row_ids):
        count = len(row_ids)
        return {
            "row_id": row_ids,
            "entity": random.integers(0, 100_000, count),
            "bucket": random.integers(0, 10_000, count, dtype=np.int32),
            "event_time": _times(_START + row_ids * (_YEAR_MICROS // row_count)),
            **{f"v{i}": random.normal(size=count) for i in range(6)},
            "origin": _pick(random, _ORIGINS, count),
            "carrier": _pick(random, _CARRIERS, count),
        }

    return TableSpec(name, row_count, files, rows, deleted)


def taxi(name: str, row_count: int, files: int) -> TableSpec:
    """The six columns of Hopsworks' read experiment."""

    def rows(random, row_ids):
        zone = random.integers(0, 265, len(row_ids))
        return {
            "row_id": row_ids,
            "tpep_pickup_datetime": _times(
                _START + random.integers(0, _YEAR_MICROS // 1_000_000, len(row_ids)) * 1_000_000
            ),
            "pu_location_id": zone,
            "pu_borough": _strings(_BOROUGHS, zone % 6),
            "pu_svc_zone": _strings(_SERVICE_ZONES, zone % 4),
            "pu_zone": _strings(_ZONES, zone),
        }

    return TableSpec(name, row_count, files, rows)


def trips(name: str, row_count: int, days: int, files: int) -> TableSpec:
    """The left side of Hopsworks' point-in-time experiment: fourteen columns, every row distinct at every size."""

    def rows(random, row_ids):
        count = len(row_ids)
        pickup, dropoff = random.integers(0, 265, count), random.integers(0, 265, count)
        picked_up = _START + random.integers(0, days * _DAY_MICROS, count)
        return {
            "row_id": row_ids,
            "tpep_pickup_datetime": _times(picked_up),
            "tpep_dropoff_datetime": _times(picked_up + random.integers(60_000_000, 3_600_000_000, count)),
            "trip_distance": np.round(random.exponential(3.0, count), 2),
            "fare_amount": np.round(random.exponential(14.0, count), 2),
            "tip_amount": np.round(random.exponential(2.0, count), 2),
            "pu_location_id": pickup,
            "do_location_id": dropoff,
            "pu_borough": _strings(_BOROUGHS, pickup % 6),
            "pu_svc_zone": _strings(_SERVICE_ZONES, pickup % 4),
            "pu_zone": _strings(_ZONES, pickup),
            "do_borough": _strings(_BOROUGHS, dropoff % 6),
            "do_svc_zone": _strings(_SERVICE_ZONES, dropoff % 4),
            "do_zone": _strings(_ZONES, dropoff),
        }

    return TableSpec(name, row_count, files, rows)


def zone_windows(name: str, window_minutes: int, days: int, files: int) -> TableSpec:
    """Hopsworks' right sides: one row per taxi zone and time window, so a zone never has two rows at one time."""
    windows = days * 24 * 60 // window_minutes

    def rows(random, row_ids):
        zone = row_ids // windows
        return {
            "row_id": row_ids,
            "location_id": zone,
            "borough": _strings(_BOROUGHS, zone % 6),
            "ts": _times(_START + (row_ids % windows) * window_minutes * 60_000_000),
            "mean_fare": np.round(random.exponential(14.0, len(row_ids)), 2),
            "trip_count": random.integers(0, 500, len(row_ids)),
        }

    return TableSpec(name, 265 * windows, files, rows)


def features(
    name: str, row_count: int, keys: int, columns: int, files: int, integers: bool = False, by_time: bool = False
) -> TableSpec:
    """The hard case of a point-in-time join: keys uniform, rows in no order of key or time, no two rows at one time.
    `by_time` is the easy one, written as events arrive."""
    step = _YEAR_MICROS // row_count
    stride = _coprime_near(int(row_count * 0.6180339887) + 1, row_count)

    def rows(random, row_ids):
        count = len(row_ids)
        ticks = row_ids if by_time else (row_ids * stride + sum(name.encode())) % row_count
        value = (lambda: random.integers(0, 1_000_000, count)) if integers else (lambda: random.normal(size=count))
        return {
            "entity": random.integers(0, keys, count),
            "event_time": _times(_START + ticks * step + random.integers(0, step, count)),
            **{f"v{i}": value() for i in range(columns)},
        }

    return TableSpec(name, row_count, files, rows)


def labels(name: str, row_count: int, keys: int) -> TableSpec:
    """A label frame: what a client uploads."""

    def rows(random, row_ids):
        count = len(row_ids)
        return {
            "label_id": row_ids,
            "entity": random.integers(0, keys, count),
            "ts": _times(_START + random.integers(0, _YEAR_MICROS, count)),
        }

    return TableSpec(name, row_count, 1, rows)


def wide(name: str, row_count: int, columns: int, files: int) -> TableSpec:
    def rows(random, row_ids):
        return {"row_id": row_ids, **{f"c{i}": random.normal(size=len(row_ids)) for i in range(columns - 1)}}

    return TableSpec(name, row_count, files, rows)


def strings(name: str, row_count: int, files: int) -> TableSpec:
    """Four long strings a row, all distinct."""

    def rows(random, row_ids):
        return {"row_id": row_ids, **{f"text{i}": _texts(random, len(row_ids)) for i in range(4)}}

    return TableSpec(name, row_count, files, rows)


def _texts(random: np.random.Generator, count: int) -> pa.Array:
    lengths = random.integers(64, 448, count)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    letters = random.integers(97, 123, offsets[-1], dtype=np.uint8)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(letters)]
    return pa.Array.from_buffers(pa.large_string(), count, buffers).cast(pa.string())


def _times(micros: np.ndarray) -> pa.Array:
    return pa.array(micros, pa.int64()).view(pa.timestamp("us"))


def _strings(values: np.ndarray, indices: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(indices.astype(np.int32), pa.array(values)).dictionary_decode()


def _pick(random: np.random.Generator, values: np.ndarray, count: int) -> pa.Array:
    return _strings(values, random.integers(0, len(values), count))


def _coprime_near(candidate: int, modulus: int) -> int:
    while gcd(candidate, modulus) != 1:
        candidate += 1
    return candidate
