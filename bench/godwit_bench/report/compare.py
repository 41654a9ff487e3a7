"""Two results folders side by side: what moved by more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from godwit_bench.report import markdown
from godwit_bench.report.results import SUBJECT, Cell, Results
from godwit_bench.spread import chance_of_no_difference

#: Five runs against five differ with a chance of 1 in 126 when all of one set lie on one side of the other.
CHANCE = 0.01
SMALLEST_CHANGE = 0.03
_FIGURES = ("seconds", "server_cpu_seconds", "server_peak_megabytes")


@dataclass(frozen=True)
class Change:
    workload: str
    peer: str
    figure: str
    before: float
    after: float
    chance: float

    @property
    def factor(self) -> float:
        return self.after / self.before

    @property
    def beyond_noise(self) -> bool:
        return self.chance <= CHANCE and abs(self.factor - 1) >= SMALLEST_CHANGE


def compare(before_folder: Path, after_folder: Path) -> str:
    before, after = Results(before_folder), Results(after_folder)
    changes = _changes(before, after)
    moved = sorted((change for change in changes if change.beyond_noise), key=lambda change: change.factor)
    rows = [
        [change.workload, change.peer, change.figure, markdown.number(change.before, 3), markdown.number(change.after, 3),
         f"{change.factor:.2f}", f"{change.chance:.3f}"]
        for change in moved
    ]  # fmt: skip
    return "\n\n".join([
        f"# {before_folder.name} → {after_folder.name}",
        _warnings(before, after, changes),
        f"{len(moved)} of {len(changes)} figures moved beyond noise (rank test, chance ≤ {CHANCE:g}, and at least"
        f" {SMALLEST_CHANGE:.0%} of the median). With so many figures about one in a hundred does so by chance alone.",
        markdown.table(["workload", "peer", "figure", "before", "after", "after / before", "chance"], rows),
        _newly(before, after),
    ])  # fmt: skip


def _changes(before: Results, after: Results) -> list[Change]:
    changes = []
    for workload in before.workloads():
        cells = after.timed(workload.name)
        for peer, cell in before.timed(workload.name).items():
            if peer in cells:
                changes += [_change(workload.name, peer, figure, cell, cells[peer]) for figure in _FIGURES]
    return [change for change in changes if change is not None]


def _change(workload: str, peer: str, figure: str, before: Cell, after: Cell) -> Change | None:
    old, new = before.values(figure), after.values(figure)
    if not old or not new or not median(old):
        return None
    return Change(workload, peer, figure, median(old), median(new), chance_of_no_difference(old, new))


def _warnings(before: Results, after: Results, changes: list[Change]) -> str:
    words = [
        f"{key} differs: {before.about[key]} → {after.about[key]}; absolute figures cannot be compared."
        for key in ("machine", "mode")
        if before.about[key] != after.about[key]
    ]
    others = [change.factor for change in changes if change.figure == "seconds" and not change.peer.startswith(SUBJECT)]
    if others:
        words.append(
            f"The peers, which did not change, take {median(others):.2f} times as long as before (median): that is the machine."
        )
    return "\n\n".join(words) or "Same machine and mode."


def _newly(before: Results, after: Results) -> str:
    """Answers that were right and no longer are, and the other way round."""
    lines = []
    for workload in after.workloads():
        for peer, cell in after.cells(workload.name).items():
            old = before.cells(workload.name).get(peer)
            if old is not None and old.no_time != cell.no_time:
                lines.append(
                    f"- {workload.name}, {peer}: {old.no_time or 'timed'} → {cell.no_time or 'timed'} {cell.reason}".rstrip()
                )
    return "\n".join(lines) or "Nobody lost or gained a valid answer."
