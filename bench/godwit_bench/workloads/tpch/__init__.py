"""TPC-H's queries with the specification's validation parameters, over data that tpchgen-cli makes."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Iterator

from godwit_bench.data.lake import Lake
from godwit_bench.questions import Query
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_TABLES = ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")


def workloads(scale: Scale) -> Iterator[Workload]:
    for number in scale.tpch_queries:
        text = (Path(__file__).parent / f"q{number:02d}.sql").read_text().strip()
        tables = tuple(sorted(set(re.findall(r"\{(\w+)\}", text))))
        title = f"TPC-H query {number}, scale factor {scale.tpch_factor:g}"
        yield Workload(f"tpch-q{number:02d}", "tpch", title, Query(text, tables))


def ensure_tables(lake: Lake, scale: Scale, wanted: set[str]) -> None:
    if wanted.isdisjoint(_TABLES):
        return
    fingerprint = f"tpchgen-{version('tpchgen-cli')}-{scale.tpch_factor:g}"
    missing = [table for table in _TABLES if table in wanted and not lake.has_table(table, fingerprint)]
    if not missing:
        return
    with tempfile.TemporaryDirectory(dir=lake.root) as folder:
        generator = Path(sys.executable).with_name("tpchgen-cli")
        subprocess.run(
            [generator, "parquet", "-s", f"{scale.tpch_factor:g}", f"--output-dir={folder}", f"--tables={','.join(missing)}"],
            check=True, capture_output=True,
        )  # fmt: skip
        for table in missing:
            lake.ensure_parquet_table(table, Path(folder) / f"{table}.parquet", fingerprint)
