"""The command line; `bench/run` starts it inside the benchmark's own environment."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

_BENCH = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in _COMMANDS:
        return _COMMANDS[arguments[0]](arguments[1:])
    if "--compare" in arguments:
        return _compare([argument for argument in arguments if argument != "--compare"])
    return _measure(arguments)


def _measure(arguments: list[str]) -> int:
    options = _measure_options().parse_args(arguments)
    from godwit_bench.data.lake import Lake
    from godwit_bench.journal import Journal, JournalOfAnotherRun
    from godwit_bench.machine import describe_machine, machine_slug
    from godwit_bench.report.report import write_report
    from godwit_bench.runner import Runner
    from godwit_bench.scale import SCALES

    scale = SCALES[options.mode]
    machine = describe_machine()
    today = datetime.now(timezone.utc).date().isoformat()
    suffix = "" if scale.name == "full" else f"-{scale.name}"
    folder = options.results or _BENCH / "results" / f"{today}-{machine_slug()}{suffix}"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    journal = Journal(folder)
    try:
        journal.open_for(
            {
                "mode": scale.name,
                "machine": machine_slug(),
                "commit": machine["commit"],
                "date": today,
                "details": machine,
            }
        )
    except JournalOfAnotherRun as reason:
        print(reason, file=sys.stderr)
        return 2
    peers, workloads = _chosen_peers(options, scale.name), _chosen_workloads(options, scale)
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as scratch:
        lake = Lake(options.data or _BENCH / ".data" / scale.name)
        Runner(scale, lake, journal, peers, workloads, Path(scratch)).run()
    print(write_report(folder))
    return 0


def _measure_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench/run",
        description="Measures Godwit and its peers. Other forms: bench/run kernels DIR, report DIR, readme DIR, scale DIR, bounded, datasets, decode, list, --compare A B.",
    )
    modes = parser.add_mutually_exclusive_group()
    for mode, words in (
        ("quick", "small data, at most five minutes (the default)"),
        ("full", "everything, several hours"),
        ("smoke", "tiny data: whether the harness works, no figures"),
    ):
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, default="quick", help=words)
    parser.add_argument("--peers", help="comma-separated names or prefixes (default: all that the mode runs)")
    parser.add_argument("--workloads", help="comma-separated names or prefixes (default: all)")
    parser.add_argument("--results", type=Path, help="results folder; an unfinished one is resumed")
    parser.add_argument("--data", type=Path, help="where generated data is kept (default: bench/.data/MODE)")
    parser.add_argument("--fresh", action="store_true", help="forget what the results folder holds")
    return parser


def _chosen_peers(options, mode: str):
    from godwit_bench.peers import PEERS

    if options.peers:
        return [PEERS[name] for name in _matching(options.peers, list(PEERS))]
    return [peer for peer in PEERS.values() if mode == "full" or not peer.full_only]


def _chosen_workloads(options, scale):
    from godwit_bench.workloads import all_workloads

    workloads = {workload.name: workload for workload in all_workloads(scale)}
    return (
        [workloads[name] for name in _matching(options.workloads, list(workloads))]
        if options.workloads
        else [workload for name, workload in workloads.items() if not name.startswith(scale.left_out)]
    )


def _matching(words: str, names: list[str]) -> list[str]:
    """Exact names first; a word that is no name stands for all names it begins."""
    chosen = []
    for word in words.split(","):
        found = [word] if word in names else [name for name in names if name.startswith(word)]
        if not found:
            raise SystemExit(f"nothing is called {word}; there are: {', '.join(names)}")
        chosen.extend(name for name in found if name not in chosen)
    return chosen


def _compare(arguments: list[str]) -> int:
    from godwit_bench.report.compare import compare

    if len(arguments) != 2:
        print("usage: bench/run --compare BEFORE AFTER", file=sys.stderr)
        return 2
    print(compare(Path(arguments[0]), Path(arguments[1])))
    return 0


def _report(arguments: list[str]) -> int:
    from godwit_bench.report.report import write_report

    print(write_report(Path(arguments[0])))
    return 0


def _readme(arguments: list[str]) -> int:
    from godwit_bench.report.readme import update_readme

    update_readme(_BENCH.parent / "README.md", Path(arguments[0]))
    return 0


def _scale(arguments: list[str]) -> int:
    from godwit_bench.replicas import update_estimate

    update_estimate(_BENCH / "SCALE.md", Path(arguments[0]))
    return 0


def _kernels(arguments: list[str]) -> int:
    from godwit_bench.kernels import run_kernels

    run_kernels(Path(arguments[0]), arguments[1:])
    return 0


def _bounded(arguments: list[str]) -> int:
    from godwit_bench.bounded import main as bounded

    return bounded(arguments)


def _decode(arguments: list[str]) -> int:
    from godwit_bench.decode import main as decode

    return decode(arguments)


def _datasets(arguments: list[str]) -> int:
    from godwit_bench.training import main as datasets

    return datasets(arguments)


def _list(arguments: list[str]) -> int:
    from godwit_bench.peers import PEERS
    from godwit_bench.scale import SCALES
    from godwit_bench.workloads import all_workloads

    for peer in PEERS.values():
        print(f"{peer.name:22} {peer.about}{' [full mode]' if peer.full_only else ''}")
    print()
    scale = SCALES[arguments[0] if arguments else "quick"]
    for workload in all_workloads(scale):
        print(f"{workload.name:24} {workload.title}{' [when named]' if workload.name.startswith(scale.left_out) else ''}")
    return 0


_COMMANDS = {"report": _report, "readme": _readme, "scale": _scale, "kernels": _kernels, "list": _list, "bounded": _bounded, "datasets": _datasets, "decode": _decode}

if __name__ == "__main__":
    # Ended from outside, the harness still stops the servers it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
