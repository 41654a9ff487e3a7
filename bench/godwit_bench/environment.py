"""Virtual environments of peers whose packages clash with the common ones, made when first needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from godwit_bench.peers.peer import CannotRun

_ROOT = Path(__file__).resolve().parents[1]


def python_for(environment: str | None) -> str:
    """The interpreter of `requirements-<environment>.txt`, or the harness's own."""
    if environment is None:
        return sys.executable
    folder = _ROOT / f".venv-{environment}"
    requirements = _ROOT / f"requirements-{environment}.txt"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != requirements.read_text():
        _install(folder, requirements)
        installed.write_text(requirements.read_text())
    return str(folder / "bin" / "python")


def _install(folder: Path, requirements: Path) -> None:
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(requirements)]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
        ended = subprocess.run(command, capture_output=True, text=True)
        if ended.returncode != 0:
            raise CannotRun(f"{requirements.name} cannot be installed: {ended.stderr.strip()[-300:]}")
