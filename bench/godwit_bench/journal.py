"""What has been measured so far, one JSON line each, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Iterator


class JournalOfAnotherRun(Exception):
    """The folder holds results of another mode, machine or commit."""


class Journal:
    def __init__(self, folder: Path):
        self.folder = folder
        self._runs = folder / "runs.jsonl"
        self._about = folder / "about.json"

    def open_for(self, about: dict[str, object]) -> None:
        """Starts a journal, or goes on with one that says the same about mode, machine and commit."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._about.exists():
            before = self.about()
            changed = [key for key in ("mode", "machine", "commit") if before.get(key) != about.get(key)]
            if changed:
                raise JournalOfAnotherRun(
                    f"{self.folder} was measured with another {' and '.join(changed)};"
                    f" give another folder with --results, or start anew with --fresh"
                )
            return
        self._about.write_text(json.dumps(about, indent=2) + "\n")

    def about(self) -> dict:
        return json.loads(self._about.read_text())

    def amend(self, **facts: object) -> None:
        self._about.write_text(json.dumps(self.about() | facts, indent=2) + "\n")

    def add(self, **entry: object) -> None:
        with self._runs.open("ab+") as out:
            out.write(b"" if self._ends_with_a_line(out) else b"\n")
            out.write(json.dumps(entry).encode() + b"\n")

    @staticmethod
    def _ends_with_a_line(file) -> bool:
        if file.tell() == 0:
            return True
        file.seek(-1, 2)
        return file.read(1) == b"\n"

    def entries(self) -> Iterator[dict]:
        if not self._runs.exists():
            return
        for line in self._runs.read_text().splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue  # the line an interruption cut short

    def measured(self, workload: str, peer: str) -> set[int]:
        """Repetitions that need not be run again."""
        return {
            entry["repetition"]
            for entry in self.entries()
            if entry["workload"] == workload and entry["peer"] == peer and "repetition" in entry
        }

    def settled(self, workload: str, peer: str) -> bool:
        """Whether it is on record that this peer has no valid time here."""
        return any(
            entry["workload"] == workload and entry["peer"] == peer and "no_time" in entry for entry in self.entries()
        )
