"""An estimate, not a measurement: many replicas read a lake on S3, simulated request by request from measured rates.

Each replica fetches byte ranges over a fixed number of connections, decodes each range on one of its cores when it has
arrived, and sends what comes out through its network card in turn. Everything random is drawn from a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heapreplace
from pathlib import Path

import numpy as np

from godwit_bench.report import markdown
from godwit_bench.report.readme import replace_section
from godwit_bench.report.results import Results

_BEGIN, _END = "<!-- estimate:begin (made by bench/run scale) -->", "<!-- estimate:end -->"
_SEED = 20261122
_READ = "read-hot"
_READERS = ("godwit-uncached", "godwit")


class NothingMeasured(Exception):
    """The results folder lacks what the estimate starts from."""


@dataclass(frozen=True)
class Measured:
    """Taken from a results folder."""

    cpu_seconds_per_parquet_gb: float
    arrow_bytes_per_parquet_byte: float
    source: str


@dataclass(frozen=True)
class Assumptions:
    """Stated, not measured."""

    replicas: int = 64
    cores: int = 16
    lake_bytes: float = 10e12
    file_bytes: float = 512e6
    range_bytes: float = 16e6
    connections: int = 64
    first_byte_median_seconds: float = 0.03
    first_byte_sigma: float = 0.8
    slow_request_share: float = 0.001
    slow_request_seconds: float = 2.0
    connection_bytes_per_second: float = 80e6
    network_bytes_per_second: float = 25e9 / 8 * 0.9
    requests_per_second_limit: float = 5_500 * 16
    share_sent: float = 1.0
    slowest_replica_speed: float = 1.0
    get_dollars: float = 0.0004 / 1_000
    replica_dollars_per_hour: float = 0.80


@dataclass(frozen=True)
class Estimate:
    seconds: float
    median_replica_seconds: float
    requests: int
    bottleneck: str
    dollars: float


def measured_rates(results: Results) -> Measured:
    timed = results.timed(_READ)
    reader = next((name for name in _READERS if name in timed), None)
    parquet_bytes = results.about.get("parquet_bytes", {}).get("flat")
    if reader is None or not parquet_bytes:
        raise NothingMeasured(f"{results.folder} holds no valid run of {' or '.join(_READERS)} on {_READ}")
    cell = timed[reader]
    return Measured(
        cell.median("server_cpu_seconds") / (parquet_bytes / 1e9),
        cell.median("bytes") / parquet_bytes,
        f"{reader} on {_READ}, {results.folder.resolve().name}",
    )


def simulate(measured: Measured, assumed: Assumptions) -> Estimate:
    random = np.random.default_rng(_SEED)
    files = np.bincount(
        random.integers(0, assumed.replicas, round(assumed.lake_bytes / assumed.file_bytes)), minlength=assumed.replicas
    )
    per_file = max(1, round(assumed.file_bytes / assumed.range_bytes))
    ends, busy = [], np.zeros(3)
    for replica, count in enumerate(files * per_file):
        speed = assumed.slowest_replica_speed if replica == 0 else 1.0
        end, shares = _replica(random, int(count), speed, measured, assumed)
        ends.append(end)
        busy += shares
    requests = int(files.sum() * per_file)
    # No replica is faster than its share of the requests that S3 answers per second.
    seconds = max(max(ends), requests / assumed.requests_per_second_limit)
    dollars = requests * assumed.get_dollars + assumed.replicas * assumed.replica_dollars_per_hour * seconds / 3_600
    bottleneck = ("S3 and the network in", "decoding", "the network out")[int(busy.argmax())]
    return Estimate(seconds, float(np.median(ends)), requests, bottleneck, dollars)


def _replica(random, requests: int, speed: float, measured: Measured, assumed: Assumptions) -> tuple[float, np.ndarray]:
    """When a replica has sent its last byte, and how long each stage alone would have taken."""
    waits = random.lognormal(np.log(assumed.first_byte_median_seconds), assumed.first_byte_sigma, requests)
    waits[random.random(requests) < assumed.slow_request_share] += assumed.slow_request_seconds
    rate = min(assumed.connection_bytes_per_second, assumed.network_bytes_per_second / assumed.connections) * speed
    fetches = waits + assumed.range_bytes / rate
    decode = assumed.range_bytes / 1e9 * measured.cpu_seconds_per_parquet_gb / speed
    sent_bytes = assumed.range_bytes * measured.arrow_bytes_per_parquet_byte * assumed.share_sent
    send = sent_bytes / (assumed.network_bytes_per_second * speed)
    arrivals = np.sort(_finish_times(fetches, np.zeros(requests), assumed.connections))
    decoded = np.sort(_finish_times(np.full(requests, decode), arrivals, assumed.cores))
    sent = _finish_times(np.full(requests, send), decoded, 1)
    alone = np.array([fetches.sum() / assumed.connections, requests * decode / assumed.cores, requests * send])
    return float(sent.max(initial=0.0)), alone


def _finish_times(durations: np.ndarray, ready: np.ndarray, servers: int) -> np.ndarray:
    """First come, first served, by `servers` that are all alike."""
    free = [0.0] * servers
    heapify(free)
    finished = np.empty(len(durations))
    for position, (duration, start) in enumerate(zip(durations.tolist(), ready.tolist())):
        end = max(free[0], start) + duration
        heapreplace(free, end)
        finished[position] = end
    return finished


def scenarios() -> dict[str, Assumptions]:
    base = Assumptions()
    return {
        "everything is sent to clients": base,
        "1 % of the rows is sent (a filter, a join with few labels)": replace(base, share_sent=0.01),
        "the same, S3 answers three times as slowly": replace(base, share_sent=0.01, first_byte_median_seconds=0.09),
        "the same, one replica at half speed": replace(base, share_sent=0.01, slowest_replica_speed=0.5),
        "the same, 16 replicas": replace(base, share_sent=0.01, replicas=16),
        "the same, 4 cores a replica": replace(base, share_sent=0.01, cores=4),
    }


def update_estimate(page: Path, folder: Path) -> None:
    measured = measured_rates(Results(folder))
    page.write_text(replace_section(page.read_text(), _BEGIN, _END, estimate_section(measured)))


def estimate_section(measured: Measured) -> str:
    rows = []
    for name, assumed in scenarios().items():
        estimate = simulate(measured, assumed)
        rows.append([
            name,
            f"{estimate.seconds:.0f} s",
            f"{estimate.median_replica_seconds:.0f} s",
            f"{assumed.lake_bytes / estimate.seconds / 1e9:.0f} GB/s",
            estimate.bottleneck,
            markdown.count(estimate.requests),
            f"${estimate.dollars:.2f}",
        ])  # fmt: skip
    head = [
        "10 TB of Parquet",
        "until the last replica ends",
        "median replica",
        "lake read at",
        "held back by",
        "GETs",
        "cost",
    ]
    return (
        f"Measured ({measured.source}): {measured.cpu_seconds_per_parquet_gb:.2f} CPU-s of the server per GB of Parquet,"
        f" {measured.arrow_bytes_per_parquet_byte:.2f} bytes of Arrow per byte of Parquet.\n\n{markdown.table(head, rows)}"
    )
