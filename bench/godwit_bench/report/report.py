"""report.md and its plots, made from nothing but the results folder."""

from __future__ import annotations

from pathlib import Path

from godwit_bench.kernels import kernel_rows
from godwit_bench.peers import PEERS
from godwit_bench.report import markdown, svg
from godwit_bench.report.headline import headline_table
from godwit_bench.report.results import Cell, Results
from godwit_bench.workloads.workload import Workload

_NOISY_CORES = 0.2
_GROUP_TITLES = {
    "pit": "Point-in-time joins, by uploaded labels",
    "pit-3-tables": "Point-in-time joins with three large tables",
    "pit-growth-unsorted": "Point-in-time joins, by feature rows, unsorted",
    "pit-growth-sorted": "Point-in-time joins, by feature rows, sorted by time",
    "pit-versions": "Point-in-time joins, by feature rows per key",
    "pit-width": "Point-in-time joins, by number of feature tables",
    "read": "Reading a table whole",
    "first-batch": "Time to the first batch",
    "select-scattered": "Selectivity, matching rows scattered",
    "select-clustered": "Selectivity, matching rows clustered",
    "width": "Width, at the same number of values",
    "strings": "Long strings",
    "small-files": "Small files",
    "deletes": "Merge-on-read deletes",
    "hopsworks-a": "Hopsworks A: read to pandas",
    "hopsworks-b": "Hopsworks B: read to Parquet",
    "hopsworks-c": "Hopsworks C: point-in-time join to pandas",
    "hopsworks-d": "Hopsworks D: point-in-time join to Parquet",
    "latency": "Latency of the smallest statement",
    "clients": "Several clients at once",
    "ingest": "Ingest",
    "tpch": "TPC-H",
    "rows": "The row-wise path",
}


def write_report(folder: Path) -> Path:
    results = Results(folder)
    sections = [_opening(results), "## Ratios\n\n" + _ratios_words() + "\n\n" + headline_table(results)]
    sections += [_group(results, group, workloads) for group, workloads in results.groups().items()]
    sections += [_kernels(folder), _without_time(results), _peers(results)]
    report = folder / "report.md"
    report.write_text("\n\n".join(filter(None, sections)) + "\n")
    return report


def _opening(results: Results) -> str:
    about, machine = results.about, results.about["details"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    complete = (
        ""
        if about.get("complete")
        else "\n\n**The run was not finished**; what is here was measured before it stopped."
    )
    return (
        f"# Benchmark of {about['date']}, {about['mode']} mode\n\n"
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']}, {machine['java']};"
        f" commit {about['commit']}; {packages}.\n\n"
        f"Each figure is from {results.scale.repeats} runs, all peers in turn, forth and back, after their answers were compared with"
        f" the oracle's and after at least {results.scale.warmup_runs} warm-up run(s) and {results.scale.warmup_seconds:g} s of them. How it is done, and what the columns mean: `bench/README.md`."
        f"{complete}"
    )


def _ratios_words() -> str:
    return (
        "Median time of the peer divided by Godwit's: above 1, Godwit is faster."
        " The last column is the share of the speed at which a table lying ready in memory passes through loopback Flight."
    )


def _group(results: Results, group: str, workloads: list[Workload]) -> str:
    parts = [f"## {_GROUP_TITLES.get(group, group)}"]
    if len(workloads) > 1 and all(workload.axis for workload in workloads):
        parts += _curve(results, group, workloads)
    for workload in workloads:
        parts.append(f"### {workload.name}: {workload.title}")
        if results.timed(workload.name):
            if len(workloads) == 1 or workload.axis is None:
                parts.append(_bars(results, workload))
            parts.append(_load_table(results, workload) if workload.is_load else _table(results, workload))
        else:
            parts.append("Nobody has a valid time here.")
    return "\n\n".join(parts)


def _curve(results: Results, group: str, workloads: list[Workload]) -> list[str]:
    series: dict[str, list] = {}
    for workload in workloads:
        for peer, cell in results.timed(workload.name).items():
            series.setdefault(peer, []).append((workload.axis[1], cell.spread("seconds")))
    series = {peer: sorted(points, key=lambda point: point[0]) for peer, points in series.items()}
    if not series:
        return []
    plot = svg.curves(_GROUP_TITLES.get(group, group), workloads[0].axis[0], "seconds", _in_order(series))
    return [_save(results.folder, group, plot)]


def _bars(results: Results, workload: Workload) -> str:
    timed = _in_order(results.timed(workload.name))
    ceilings = [svg.Ceiling(peer, cell.median("seconds")) for peer, cell in timed.items() if PEERS[peer].ceiling]
    rows = [(peer, cell.spread("seconds")) for peer, cell in timed.items() if not PEERS[peer].ceiling]
    return _save(results.folder, workload.name, svg.bars(workload.title, "seconds", rows, ceilings)) if rows else ""


def _save(folder: Path, name: str, plot: str) -> str:
    (folder / f"{name}.svg").write_text(plot)
    return f"![{name}]({name}.svg)"


def _in_order(by_peer: dict) -> dict:
    return {peer: by_peer[peer] for peer in PEERS if peer in by_peer}


def _table(results: Results, workload: Workload) -> str:
    head = [
        "peer", "median", "min", "max", "IQR", "first batch", "rows/s", "MB/s", "CPU server", "CPU client",
        "peak MB server", "peak MB client", "of decode", "of loopback", "others' cores", "cached",
    ]  # fmt: skip
    timed = results.timed(workload.name)
    ceilings = [timed.get(name) for name in ("ceiling-decode", "ceiling-flight")]
    return markdown.table(head, [_table_row(peer, cell, ceilings, workload) for peer, cell in _in_order(timed).items()])


def _table_row(peer: str, cell: Cell, ceilings: list[Cell | None], workload: Workload) -> list[str]:
    time = cell.spread("seconds")
    rows, size = cell.median("rows"), cell.median("bytes")
    has_server = bool(cell.median("server_peak_megabytes"))
    return [
        peer,
        *(markdown.seconds(value) for value in (time.median, time.min, time.max, time.iqr)),
        markdown.seconds(cell.median("first_batch_seconds")),
        markdown.count(rows / time.median),
        markdown.number(size / time.median / 1e6, 0) if size else "–",
        markdown.number(cell.median("server_cpu_seconds")) if has_server else "–",
        markdown.number(cell.median("client_cpu_seconds")),
        markdown.number(cell.median("server_peak_megabytes"), 0) if has_server else "–",
        markdown.number(cell.median("client_peak_megabytes"), 0),
        *(markdown.percent(ceiling.median("seconds") / time.median if ceiling else None) for ceiling in ceilings),
        _others(cell),
        _cached(peer, workload),
    ]


def _load_table(results: Results, workload: Workload) -> str:
    head = [
        "peer", "median", "min", "max", "IQR", "queries/s", "p50", "p99", "slowest / fastest client", "MB/s",
        "CPU server", "CPU client", "peak MB server", "peak MB client", "others' cores", "cached",
    ]  # fmt: skip
    rows = []
    for peer, cell in _in_order(results.timed(workload.name)).items():
        time, size = cell.spread("seconds"), cell.median("bytes")
        rows.append([
            peer,
            *(markdown.seconds(value) for value in (time.median, time.min, time.max, time.iqr)),
            markdown.number(cell.median("queries_per_second"), 1),
            markdown.seconds(cell.median("p50_seconds")),
            markdown.seconds(cell.median("p99_seconds")),
            markdown.number(cell.median("slowest_over_fastest_client")),
            markdown.number(size / time.median / 1e6, 0) if size else "–",
            markdown.number(cell.median("server_cpu_seconds")),
            markdown.number(cell.median("client_cpu_seconds")),
            markdown.number(cell.median("server_peak_megabytes"), 0),
            markdown.number(cell.median("client_peak_megabytes"), 0),
            _others(cell),
            _cached(peer, workload),
        ])  # fmt: skip
    return markdown.table(head, rows)


def _others(cell: Cell) -> str:
    cores = cell.median("others_cores") or 0.0
    return f"**{cores:.2f}**" if cores > _NOISY_CORES else f"{cores:.2f}"


def _cached(peer: str, workload: Workload) -> str:
    return (
        PEERS[peer].caches.replace("page cache", "page cache (dropped)") if workload.files_cold else PEERS[peer].caches
    )


def _kernels(folder: Path) -> str:
    rows = kernel_rows(folder)
    if not rows:
        return ""
    words = "JMH, average time; the range is that of its iterations (`bench/run kernels`)."
    return f"## Kernels\n\n{words}\n\n" + markdown.table(
        ["benchmark", "parameters", "score", "min", "max", "unit"], rows
    )


def _without_time(results: Results) -> str:
    places: dict[tuple[str, str, str], list[str]] = {}
    for workload in results.workloads():
        for peer, cell in results.cells(workload.name).items():
            if cell.no_time is not None:
                places.setdefault((peer, cell.no_time, cell.reason.replace("|", "\\|")), []).append(
                    f"`{workload.name}`"
                )
    rows = [[*what, ", ".join(names)] for what, names in places.items()]
    words = "A wrong answer, an error or a run beyond the limit has no time; who cannot answer a question says why."
    return f"## Without a time\n\n{words}\n\n" + markdown.table(["peer", "what", "why", "workloads"], rows, words=True)


def _peers(results: Results) -> str:
    seen = {peer for workload in results.workloads() for peer in results.cells(workload.name)}
    rows = [[name, peer.about, peer.caches] for name, peer in PEERS.items() if name in seen]
    return "## Peers\n\n" + markdown.table(["peer", "what it is", "what it keeps between runs"], rows, words=True)
