"""What peers bring from Maven Central: fetched once into `bench/.maven`, which Git ignores."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path

from godwit_bench.peers.peer import CannotRun

_FOLDER = Path(__file__).resolve().parents[2] / ".maven"


def artifact(coordinates: str) -> Path:
    """The file of `group:artifact:version` or `group:artifact:version:packaging`."""
    _, name, version, *packaging = coordinates.split(":")
    path = _FOLDER / f"{name}-{version}.{packaging[0] if packaging else 'jar'}"
    if not path.exists():
        copy = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={_FOLDER}"]
        ended = subprocess.run(copy, capture_output=True, text=True)
        if not path.exists():
            raise CannotRun(f"{coordinates} cannot be fetched: {(ended.stdout + ended.stderr).strip()[-300:]}")
    return path


def unpacked(coordinates: str) -> Path:
    """The only folder that an artifact of packaging tar.gz holds, unpacked; the archive itself is not kept."""
    _, name, version, *_ = coordinates.split(":")
    folder = _FOLDER / f"{name}-{version}"
    if not folder.exists():
        archive = artifact(coordinates)
        with tarfile.open(archive) as content:
            content.extractall(_FOLDER, filter="data")
        archive.unlink()
    return folder
