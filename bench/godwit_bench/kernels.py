"""The JMH benchmarks: built by Maven, run in a JVM of their own, kept beside the other results."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from godwit_bench import java_module
from godwit_bench.data.lake import Lake
from godwit_bench.scale import QUICK
from godwit_bench.workloads import table_specs, tpch

_BENCH = Path(__file__).resolve().parents[1]
_FILE = "kernels.json"


def run_kernels(folder: Path, jmh_arguments: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lake = _lake()
    java_module.build()
    results = folder.resolve() / _FILE
    jmh = java_module.command("org.openjdk.jmh.Main", f"-Dgodwit.bench.lake={lake.root}")
    subprocess.run([*jmh, "-rf", "json", "-rff", str(results), *jmh_arguments], check=True)
    _forget_paths(results)


def _lake() -> Lake:
    """The benchmarks of planning and scanning read what the quick mode reads."""
    lake, specs = Lake(_BENCH / ".data" / QUICK.name), table_specs(QUICK)
    for name in ("flat", *(f"group{number:02d}" for number in range(1, 26))):
        lake.ensure_table(specs[name])
    tpch.ensure_tables(lake, QUICK, {"part", "supplier", "lineitem", "orders", "customer", "nation", "region"})
    return lake


def kernel_rows(folder: Path) -> list[list[str]]:
    """Name, parameters, score, the range of its iterations, unit; empty when the kernels were not run."""
    path = folder / _FILE
    if not path.exists():
        return []
    return [_row(entry) for entry in json.loads(path.read_text())]


def _row(entry: dict) -> list[str]:
    metric = entry["primaryMetric"]
    parameters = ", ".join(f"{name} {value}" for name, value in (entry.get("params") or {}).items())
    score, low, high = (f"{value:.4g}" for value in _spread(metric))
    return [".".join(entry["benchmark"].split(".")[-2:]), parameters, score, low, high, metric["scoreUnit"]]


def _spread(metric: dict) -> tuple[float, float, float]:
    """The score with the least and the most of its iterations; the median with all but the slowest of single calls."""
    if "rawDataHistogram" in metric:
        percentiles = metric["scorePercentiles"]
        return percentiles["50.0"], percentiles["0.0"], percentiles["95.0"]
    iterations = [value for fork in metric["rawData"] for value in fork]
    return metric["score"], min(iterations), max(iterations)


def _forget_paths(results: Path) -> None:
    """Results are committed; where somebody's JVM lies is nobody's business."""
    entries = json.loads(results.read_text())
    for entry in entries:
        for key in ("jvm", "jvmArgs"):
            entry.pop(key, None)
    results.write_text(json.dumps(entries, indent=1) + "\n")
