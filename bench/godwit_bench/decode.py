"""How fast one file becomes Arrow in the memory of one process, beside others that do the same: no server, no wire, no query.

Each peer is a process of its own with one thread or two; they take turns. Godwit reads with all safety checks of a scan on."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from godwit_bench import java_module
from godwit_bench.data.mixed import ensure_file

_BENCH = Path(__file__).resolve().parents[1]
FILES = ("pyarrow-zstd", "pyarrow-snappy", "spark-zstd", "spark-snappy")
PEERS = ("godwit", "pyarrow", "duckdb", "polars")
#: How many times as fast as the peer Godwit has to be on one thread.
BARS = {
    "pyarrow-zstd": {"pyarrow": 1.5, "duckdb": 2.0, "polars": 1.0},
    "pyarrow-snappy": {"pyarrow": 1.25, "duckdb": 2.0, "polars": 1.0},
    "spark-zstd": {"pyarrow": 1.5, "duckdb": 2.0, "polars": 1.0},
    "spark-snappy": {"pyarrow": 1.25, "duckdb": 2.0, "polars": 1.0},
}
SECOND_THREAD_BAR = 1.7


@dataclass(frozen=True)
class Round:
    rows: int
    wall: float
    cpu: float


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench/run decode", description=__doc__)
    parser.add_argument("files", nargs="*", default=list(FILES), help=f"of {', '.join(FILES)} (default: all)")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--turns", type=int, default=2, help="processes of each peer, taking turns")
    parser.add_argument("--rounds", type=int, default=3, help="measured rounds of each process, after one that is not")
    parser.add_argument("--data", type=Path, default=_BENCH / ".data" / "decode")
    parser.add_argument("--only-prepare", action="store_true", help="makes the files and builds, and measures nothing")
    options = parser.parse_args(arguments)
    paths = {name: ensure_file(options.data, *name.split("-"), options.rows) for name in options.files}
    java_module.build()
    for name, path in ({} if options.only_prepare else paths).items():
        threads = [int(count) for count in options.threads.split(",")]
        measured = measure(path, options.peers.split(","), threads, options.turns, options.rounds)
        print(report(name, measured), flush=True)
    return 0


def measure(path: Path, peers, threads, turns: int, rounds: int) -> dict[tuple[str, int], list[Round]]:
    measured: dict[tuple[str, int], list[Round]] = {}
    for _ in range(turns):
        for count in threads:
            for peer in peers:
                measured.setdefault((peer, count), []).extend(run(peer, path, count, rounds))
    rows = {round.rows for taken in measured.values() for round in taken}
    if len(rows) != 1:
        raise ValueError(f"not all decoded as many rows: {sorted(rows)}")
    return measured


def run(peer: str, path: Path, threads: int, rounds: int) -> list[Round]:
    """The rounds of one new process, the first left out."""
    environment = os.environ | {
        "PYTHONPATH": str(_BENCH),
        "POLARS_MAX_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
    }
    # Java is warm later than native code is.
    unmeasured = 4 if peer == "godwit" else 1
    command = _godwit() if peer == "godwit" else [sys.executable, "-m", "godwit_bench.decode", peer]
    said = subprocess.run(
        [*command, str(path), str(threads), str(rounds + unmeasured)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return parse(said)[unmeasured:]


def _godwit() -> list[str]:
    options = ("-Xmx512m", "-XX:+UseParallelGC", "--add-opens=java.base/java.nio=ALL-UNNAMED")
    return java_module.command("io.godwit.bench.DecodeFile", *options)


def parse(said: str) -> list[Round]:
    lines = re.findall(r"rows=(\d+) .*?wall=([\d.]+) cpu=([\d.]+)", said)
    return [Round(int(rows), float(wall), float(cpu)) for rows, wall, cpu in lines]


def report(name: str, measured: dict[tuple[str, int], list[Round]]) -> str:
    """Medians, with the least and the most; ratios are of medians on as many threads."""
    walls = {key: median(round.wall for round in rounds) for key, rounds in measured.items()}
    lines = [f"{name}:"]
    for (peer, threads), rounds in sorted(measured.items(), key=lambda entry: (entry[0][1], PEERS.index(entry[0][0]))):
        least, most = min(round.wall for round in rounds), max(round.wall for round in rounds)
        cpu = median(round.cpu for round in rounds)
        line = f"  {peer:8} {threads} thread{'s' if threads > 1 else ' '} {walls[peer, threads]:6.3f} s ({least:.3f}-{most:.3f}), {cpu:6.3f} CPU-s"
        if peer != "godwit" and ("godwit", threads) in walls:
            own = median(round.cpu for round in measured["godwit", threads])
            bar = BARS[name][peer] if threads == 1 else None
            line += f"; Godwit is {verdict(walls[peer, threads] / walls['godwit', threads], bar)}, by CPU {cpu / own:.2f}"
        elif (peer, 1) in walls and threads == 2:
            bar = SECOND_THREAD_BAR if peer == "godwit" else None
            line += f"; two threads are {verdict(walls[peer, 1] / walls[peer, 2], bar)}"
        lines.append(line)
    return "\n".join(lines)


def verdict(ratio: float, bar: float | None) -> str:
    if bar is None:
        return f"{ratio:.2f} times as fast"
    return f"{ratio:.2f} times as fast ({'reaches' if ratio >= bar else 'MISSES'} {bar:g})"


def _decode_with(peer: str, path: str, threads: int):
    """A function that decodes the whole file to Arrow memory and tells its rows."""
    if peer == "pyarrow":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        return lambda: pq.ParquetFile(path).read(use_threads=threads > 1).num_rows
    if peer == "duckdb":
        import duckdb

        connection = duckdb.connect(config={"threads": threads})
        return lambda: sum(batch.num_rows for batch in connection.sql(f"FROM '{path}'").to_arrow_reader(65_536))
    import polars

    return lambda: polars.read_parquet(path).height


def _peer(peer: str, path: str, threads: str, rounds: str) -> None:
    decode = _decode_with(peer, path, int(threads))
    for _ in range(int(rounds)):
        wall, cpu = time.perf_counter(), time.process_time()
        rows = decode()
        print(f"rows={rows} wall={time.perf_counter() - wall:.3f} cpu={time.process_time() - cpu:.3f}", flush=True)


if __name__ == "__main__":
    _peer(*sys.argv[1:])
