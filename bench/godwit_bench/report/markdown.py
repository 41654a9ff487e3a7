"""Numbers and tables as Markdown."""

from __future__ import annotations

from typing import Iterable


def table(head: list[str], rows: Iterable[list[str]], words: bool = False) -> str:
    """The first column is a name, the others are numbers, unless all are words."""
    alignments = ["---" if words or position == 0 else "---:" for position in range(len(head))]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(alignments)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def seconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def count(value: float | None) -> str:
    if not value:
        return "–"
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g} {unit}"
    return f"{value:.3g}"


def number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def ratio(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}×" if value < 10 else f"{value:.0f}×"


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
