"""Ratios to Godwit, per workload: what the report opens with and the README shows."""

from __future__ import annotations

from godwit_bench.peers import PEERS
from godwit_bench.report import markdown
from godwit_bench.report.results import SUBJECT, Results
from godwit_bench.workloads.workload import Workload


#: Questions that are one benchmark together: their times are added up.
_ADDED_UP = {"tpch": "TPC-H, scale factor {0.tpch_factor:g}, all {1} queries one after another"}


def headline_table(results: Results) -> str:
    """How many times Godwit's median time each peer's median takes: above 1, Godwit is the faster."""
    workloads = _with_a_time(results)
    return _table(results, [*_totals(results, workloads), *([workload] for workload in workloads)])


def summary_table(results: Results) -> str:
    """The headline of the README: what is added up stands for its parts, and of a curve only its two ends are shown."""
    workloads = _with_a_time(results)
    curves = {workload.group: [other for other in workloads if other.group == workload.group] for workload in workloads}
    kept = [
        [workload]
        for workload in workloads
        if workload.group not in _ADDED_UP
        and (workload.axis is None or workload in (curves[workload.group][0], curves[workload.group][-1]))
    ]
    return _table(results, [*kept, *_totals(results, workloads)])


def _with_a_time(results: Results) -> list[Workload]:
    return [workload for workload in results.workloads() if SUBJECT in results.timed(workload.name)]


def _totals(results: Results, workloads: list[Workload]) -> list[list[Workload]]:
    """Per benchmark its workloads, if Godwit has a time in every one."""
    groups = results.groups()
    timed = {group: [workload for workload in workloads if workload.group == group] for group in _ADDED_UP}
    return [parts for group, parts in timed.items() if len(parts) > 1 and len(parts) == len(groups[group])]


def _table(results: Results, rows: list[list[Workload]]) -> str:
    if not rows:
        return "Godwit has no valid time in this folder, so there is nothing to compare the peers with."
    peers = [
        name for name, peer in PEERS.items()
        if name != SUBJECT and not peer.ceiling and any(name in results.timed(part.name) for row in rows for part in row)
    ]  # fmt: skip
    return markdown.table(["workload", "Godwit", *peers, "of loopback Flight"], [_row(results, row, peers) for row in rows])


def _row(results: Results, parts: list[Workload], peers: list[str]) -> list[str]:
    own = _seconds(results, parts, SUBJECT)
    ceiling = _seconds(results, parts, "ceiling-flight")
    ratios = [_ratio(results, parts, peer, own) for peer in peers]
    title = f"{parts[0].title} (`{parts[0].name}`)" if len(parts) == 1 else _ADDED_UP[parts[0].group].format(results.scale, len(parts))
    return [title, markdown.seconds(own), *ratios, markdown.percent(ceiling / own if ceiling else None)]


def _seconds(results: Results, parts: list[Workload], peer: str) -> float | None:
    """The sum of the peer's medians, or None unless it has a valid time in every part."""
    cells = [results.timed(part.name).get(peer) for part in parts]
    return sum(cell.median("seconds") for cell in cells) if all(cells) else None


def _ratio(results: Results, parts: list[Workload], peer: str, own: float) -> str:
    seconds = _seconds(results, parts, peer)
    if seconds is not None:
        return markdown.ratio(seconds / own)
    cells = [results.cells(part.name).get(peer) for part in parts]
    reasons = [cell.no_time for cell in cells if cell is not None and cell.no_time]
    return reasons[0] if reasons else ("–" if any(cells) else "")
