"""The Maven module `bench`: what is measured inside a JVM of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

_BENCH = Path(__file__).resolve().parents[1]


def build() -> None:
    command = ["mvn", "-B", "-q", "-Dquick", "-Pbench", "-DskipTests", "-pl", "bench", "-am", "package"]
    subprocess.run(command, cwd=_BENCH.parent, check=True)


def command(main_class: str, *jvm_options: str) -> list[str]:
    """Starts a class of the module as it was built last."""
    target = _BENCH / "target"
    return ["java", *jvm_options, "-cp", f"{target / 'classes'}:{target / 'lib'}/*", main_class]
