"""A results folder, read back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from godwit_bench.journal import Journal
from godwit_bench.scale import SCALES
from godwit_bench.spread import Spread, spread_of
from godwit_bench.workloads import all_workloads
from godwit_bench.workloads.workload import Workload

SUBJECT = "godwit"


@dataclass
class Cell:
    """What one peer did on one workload: its repetitions, or why it has no time."""

    runs: list[dict] = field(default_factory=list)
    no_time: str | None = None
    reason: str = ""

    def values(self, figure: str) -> list[float]:
        return [run[figure] for run in self.runs if run.get(figure) is not None]

    def spread(self, figure: str) -> Spread | None:
        values = self.values(figure)
        return spread_of(values) if values else None

    def median(self, figure: str) -> float | None:
        spread = self.spread(figure)
        return spread.median if spread else None


class Results:
    def __init__(self, folder: Path):
        journal = Journal(folder)
        self.folder = folder
        self.about = journal.about()
        self.scale = SCALES[self.about["mode"]]
        self._cells: dict[str, dict[str, Cell]] = defaultdict(dict)
        for entry in journal.entries():
            cell = self._cells[entry["workload"]].setdefault(entry["peer"], Cell())
            if "no_time" in entry:
                cell.no_time, cell.reason = entry["no_time"], entry["reason"]
            else:
                cell.runs.append(entry)

    def workloads(self) -> list[Workload]:
        """Those with an entry, in the order of the definition."""
        return [workload for workload in all_workloads(self.scale) if workload.name in self._cells]

    def groups(self) -> dict[str, list[Workload]]:
        groups: dict[str, list[Workload]] = {}
        for workload in self.workloads():
            groups.setdefault(workload.group, []).append(workload)
        return groups

    def cells(self, workload: str) -> dict[str, Cell]:
        return self._cells.get(workload, {})

    def timed(self, workload: str) -> dict[str, Cell]:
        """Peers whose answer was right and whose every repetition ended."""
        return {peer: cell for peer, cell in self.cells(workload).items() if cell.runs and cell.no_time is None}
