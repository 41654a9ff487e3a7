"""Plots as plain SVG text: bars with their spread, curves with theirs, and ceilings as dashed lines."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from godwit_bench.spread import Spread

_WIDTH = 760
_LEFT, _RIGHT, _TOP, _BOTTOM = 170, 130, 56, 48
_ROW = 24
_COLOURS = (
    "#4e79a7",
    "#e15759",
    "#76b7b2",
    "#f28e2b",
    "#59a14f",
    "#b07aa1",
    "#9c755f",
    "#edc948",
    "#d37295",
    "#79706e",
)
_SUBJECT_COLOURS = {"godwit": "#1b3a57", "godwit-again": "#3d6a94", "godwit-uncached": "#5f8fb8"}


@dataclass(frozen=True)
class Ceiling:
    name: str
    value: float


def colour_of(peer: str, position: int) -> str:
    return _SUBJECT_COLOURS.get(peer, _COLOURS[position % len(_COLOURS)])


def bars(title: str, unit: str, rows: list[tuple[str, Spread]], ceilings: list[Ceiling]) -> str:
    """One bar per row as long as its median, a whisker from minimum to maximum, the interquartile range thicker."""
    height = _TOP + _ROW * len(rows) + _BOTTOM
    longest = max([spread.max for _, spread in rows] + [ceiling.value for ceiling in ceilings])
    span = _WIDTH - _LEFT - _RIGHT
    ticks = _linear_ticks(longest)

    def x(value: float) -> float:
        return _LEFT + span * value / ticks[-1]

    bottom = height - _BOTTOM
    parts = [_text(_LEFT, 20, title, weight="bold")]
    for tick in ticks:
        parts.append(_line(x(tick), _TOP, x(tick), bottom, "#dddddd"))
        parts.append(_text(x(tick), bottom + 16, f"{tick:g}", anchor="middle"))
    parts.append(_text(_LEFT + span / 2, bottom + 34, unit, anchor="middle"))
    for position, (name, spread) in enumerate(rows):
        top = _TOP + position * _ROW + 4
        middle = top + (_ROW - 8) / 2
        parts.append(
            _text(_LEFT - 8, middle + 4, name, anchor="end", weight="bold" if name.startswith("godwit") else None)
        )
        parts.append(
            f'<rect x="{_LEFT}" y="{top}" width="{x(spread.median) - _LEFT:.1f}" height="{_ROW - 8}" fill="{colour_of(name, position)}"/>'
        )
        parts.append(_line(x(spread.min), middle, x(spread.max), middle, "#222222"))
        parts.append(_line(x(spread.q1), middle, x(spread.q3), middle, "#222222", width=4))
        parts.append(_text(x(spread.max) + 6, middle + 4, _short(spread.median)))
    for position, ceiling in enumerate(ceilings):
        top = _TOP - 8 - 12 * (position % 2)
        parts.append(_line(x(ceiling.value), top, x(ceiling.value), bottom, "#c00000", dashed=True))
        parts.append(_text(x(ceiling.value) + 3, top, ceiling.name, colour="#c00000", size=10))
    return _document(height, parts)


def curves(title: str, x_label: str, y_label: str, series: dict[str, list[tuple[float, Spread]]]) -> str:
    """One line per peer on logarithmic axes, with a whisker from minimum to maximum at every point."""
    height = 400
    bottom, right = height - _BOTTOM, _WIDTH - _RIGHT
    xs = sorted({point for points in series.values() for point, _ in points})
    ys = [value for points in series.values() for _, spread in points for value in (spread.min, spread.max)]
    x_low, x_high = log10(xs[0] / 1.3), log10(xs[-1] * 1.3)
    y_low, y_high = log10(min(ys) / 1.3), log10(max(ys) * 1.3)

    def x(value: float) -> float:
        return 80 + (right - 80) * (log10(value) - x_low) / (x_high - x_low)

    def y(value: float) -> float:
        return bottom - (bottom - _TOP) * (log10(value) - y_low) / (y_high - y_low)

    parts = [_text(80, 20, title, weight="bold")]
    for tick in xs:
        parts.append(_line(x(tick), _TOP, x(tick), bottom, "#dddddd"))
        parts.append(_text(x(tick), bottom + 16, _short(tick), anchor="middle"))
    for tick in _logarithmic_ticks(min(ys) / 1.3, max(ys) * 1.3):
        parts.append(_line(80, y(tick), right, y(tick), "#dddddd"))
        parts.append(_text(74, y(tick) + 4, _short(tick), anchor="end"))
    parts.append(_text((80 + right) / 2, bottom + 34, x_label, anchor="middle"))
    parts.append(_text(80, 36, f"{y_label} (logarithmic)", size=10))
    label_places = _spread_labels([(name, y(points[-1][1].median)) for name, points in series.items()])
    for position, (name, points) in enumerate(series.items()):
        colour = colour_of(name, position)
        dashed = name.startswith("ceiling")
        path = " ".join(f"{x(point):.1f},{y(spread.median):.1f}" for point, spread in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        for point, spread in points:
            parts.append(_line(x(point), y(spread.min), x(point), y(spread.max), colour))
            parts.append(f'<circle cx="{x(point):.1f}" cy="{y(spread.median):.1f}" r="3" fill="{colour}"/>')
        parts.append(_text(right + 8, label_places[name] + 4, name, colour=colour))
    return _document(height, parts)


def _spread_labels(places: list[tuple[str, float]]) -> dict[str, float]:
    """Moves labels apart that would lie on each other."""
    moved, last = {}, float("-inf")
    for name, place in sorted(places, key=lambda pair: pair[1]):
        last = max(place, last + 13)
        moved[name] = last
    return moved


def _linear_ticks(longest: float) -> list[float]:
    step = 10 ** floor(log10(longest / 4)) if longest > 0 else 1
    for factor in (1, 2, 5, 10):
        if longest / (step * factor) <= 6:
            step *= factor
            break
    return [round(step * i, 12) for i in range(ceil(longest / step) + 1)]


def _logarithmic_ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten that lie between."""
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks = [factor * 10.0**decade for decade in decades for factor in (1, 2, 5)]
    return [tick for tick in ticks if low <= tick <= high]


def _short(value: float) -> str:
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"{dash}/>'


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    colour: str = "#222222",
    size: int = 12,
    weight: str | None = None,
) -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"{bold}>{escape(words)}</text>'


def _document(height: int, parts: list[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>\n{body}\n</svg>\n'
    )
