"""Ratios to Godwit, per workload: what the report opens with and the README shows."""

from __future__ import annotations

from godwit_bench.peers import PEERS
from godwit_bench.report import markdown
from godwit_bench.report.results import SUBJECT, Cell, Results
from godwit_bench.workloads.workload import Workload


def headline_table(results: Results) -> str:
    """How many times Godwit's median time each peer's median takes: above 1, Godwit is the faster."""
    workloads = [workload for workload in results.workloads() if SUBJECT in results.timed(workload.name)]
    if not workloads:
        return "Godwit has no valid time in this folder, so there is nothing to compare the peers with."
    peers = [
        name for name, peer in PEERS.items()
        if name != SUBJECT and not peer.ceiling and any(name in results.timed(workload.name) for workload in workloads)
    ]  # fmt: skip
    rows = [_row(results, workload, peers) for workload in workloads]
    return markdown.table(["workload", "Godwit", *peers, "of loopback Flight"], rows)


def _row(results: Results, workload: Workload, peers: list[str]) -> list[str]:
    timed = results.timed(workload.name)
    own = timed[SUBJECT].median("seconds")
    cells = results.cells(workload.name)
    ratios = [_ratio(cells.get(peer), peer in timed, own) for peer in peers]
    ceiling = timed.get("ceiling-flight")
    fraction = markdown.percent(ceiling.median("seconds") / own if ceiling else None)
    return [f"{workload.title} (`{workload.name}`)", markdown.seconds(own), *ratios, fraction]


def _ratio(cell: Cell | None, timed: bool, own: float) -> str:
    if cell is None:
        return ""
    if not timed:
        return "cannot" if cell.no_time == "cannot" else cell.no_time or "–"
    return markdown.ratio(cell.median("seconds") / own)
