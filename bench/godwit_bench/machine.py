"""What the figures were measured on, without anything that names a person, host or path."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "adbc-driver-flightsql", "duckdb", "pandas", "polars", "pyarrow", "pyiceberg", "pysail", "roapi",
)  # fmt: skip


def describe_machine() -> dict[str, object]:
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "java": _first_line(["java", "-version"]),
        "packages": {name: _version(name) for name in _PACKAGES},
        "commit": _measured_commit(),
    }


def _measured_commit() -> str:
    """The last commit that changed more than results: what was measured can be committed, and measuring goes on."""
    wanted = ["--", ":(top)", ":(top,exclude)bench/results"]
    return _first_line(["git", "-C", str(Path(__file__).parent), "log", "-1", "--format=%h", *wanted])


def machine_slug() -> str:
    words = re.sub(r"[^a-z0-9]+", "-", _cpu_model().lower()).strip("-")
    return f"{words[:24].strip('-')}-{os.cpu_count()}c"


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_line(command: list[str]) -> str:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "not found"
    return ((ended.stdout or ended.stderr).splitlines() or [""])[0]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
