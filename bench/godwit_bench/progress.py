"""One line that says how far the run is."""

from __future__ import annotations

import sys
import time

_WIDTH = 24


class Progress:
    def __init__(self, total: int):
        self._total, self._done, self._start = max(1, total), 0, time.monotonic()
        self._overwrites = sys.stderr.isatty()

    def skip(self, count: int) -> None:
        self._done += count

    def step(self, what: str, count: int = 1) -> None:
        self._done += count
        filled = _WIDTH * min(self._done, self._total) // self._total
        elapsed = int(time.monotonic() - self._start)
        bar = "#" * filled + "." * (_WIDTH - filled)
        line = f"[{bar}] {self._done}/{self._total} {elapsed // 60}:{elapsed % 60:02d} {what}"
        self._write(line)

    def note(self, what: str) -> None:
        if self._overwrites:
            sys.stderr.write("\r\033[K")
        print(what, file=sys.stderr, flush=True)

    def _write(self, line: str) -> None:
        if self._overwrites:
            sys.stderr.write(f"\r\033[K{line[:160]}")
            sys.stderr.flush()
        else:
            print(line, file=sys.stderr, flush=True)
