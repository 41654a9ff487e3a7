"""The file of the decoding measurement: seventeen columns of the kinds that feature tables have, seeded."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20261126
_ROWS_AT_ONCE = 1_000_000
_CITIES = np.array([f"city of {number:04d}" for number in range(1_000)])
_KINDS = np.array(["card", "cash", "transfer", "voucher"])
_START = np.datetime64("2026-01-01T00:00:00", "us").astype(np.int64)

#: Spark reads the snappy file of pyarrow and writes it again with its own defaults.
_SPARK = """
import sys
from pyspark.sql import SparkSession
source, target, codec = sys.argv[1:]
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.driver.memory", "2g")
         .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS").config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.files.maxPartitionBytes", "64g").getOrCreate())
spark.read.parquet(source).coalesce(1).write.option("compression", codec).parquet(target)
"""


def rows(first: int, end: int) -> pa.Table:
    """Keys, times, numbers that compress well, badly and not at all, short and long text, flags; nulls in half of the columns."""
    random, count = np.random.default_rng([SEED, first]), end - first
    ids = np.arange(first, end)

    def sparse(values, share):
        return pa.array(values, mask=random.random(count) < share)

    return pa.table(
        {
            "id": ids,
            "customer": random.integers(0, 1_000_000, count),
            "product": random.integers(0, 20_000, count, dtype=np.int32),
            "store": sparse(random.integers(0, 300, count, dtype=np.int32), 0.02),
            "bought_at": pa.array(_START + ids * 3_000_000, pa.timestamp("us")),
            "known_at": pa.array(_START + ids * 3_000_000 + random.integers(0, 60_000_000, count), pa.timestamp("us")),
            "day": pa.array((ids // 100_000 % 365 + 20_000).astype(np.int32), pa.date32()),
            "price": np.round(random.exponential(30.0, count), 2),
            "score": random.normal(size=count),
            "rate": sparse(random.normal(size=count).astype(np.float32), 0.1),
            "discount": sparse(np.round(random.random(count), 1), 0.5),
            "amount": sparse(random.integers(0, 50, count), 0.05),
            "returned": random.random(count) < 0.03,
            "gift": sparse(random.random(count) < 0.5, 0.1),
            "city": pa.array(_CITIES[random.integers(0, len(_CITIES), count)]),
            "kind": sparse(_KINDS[random.integers(0, len(_KINDS), count)], 0.01),
            "note": sparse(np.char.add("note ", random.integers(0, 1 << 40, count).astype(str)), 0.2),
        }
    )


def ensure_file(root: Path, writer: str, codec: str, row_count: int) -> Path:
    """The file of this writer and codec, made when it is not there yet."""
    path = root / f"mixed-{row_count}-{writer}-{codec}.parquet"
    if not path.exists():
        root.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        if writer == "spark":
            _write_by_spark(ensure_file(root, "pyarrow", "snappy", row_count), unfinished, codec)
        else:
            _write(unfinished, codec, row_count)
        unfinished.rename(path)
    return path


def _write(path: Path, codec: str, row_count: int) -> None:
    with pq.ParquetWriter(path, rows(0, 1).schema, compression=codec) as writer:
        for first in range(0, row_count, _ROWS_AT_ONCE):
            writer.write_table(rows(first, min(row_count, first + _ROWS_AT_ONCE)))


def _write_by_spark(source: Path, path: Path, codec: str) -> None:
    import godwit_bench.peers  # noqa: F401  environments are of peers, and cannot be imported before them
    from godwit_bench.environment import python_for

    folder = path.with_suffix(".folder")
    subprocess.run([python_for("spark"), "-c", _SPARK, source, folder, codec], check=True, stderr=subprocess.DEVNULL)
    (part,) = folder.glob("part-*.parquet")
    part.rename(path)
    shutil.rmtree(folder)
