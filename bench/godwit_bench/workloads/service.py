"""What a service is asked beside large reads: tiny statements, many clients, writes."""

from __future__ import annotations

from typing import Iterator

from godwit_bench.data import tables
from godwit_bench.data.tables import TableSpec
from godwit_bench.questions import Below, Ingest, Query, Scan
from godwit_bench.scale import Scale
from godwit_bench.workloads.workload import Workload

_REQUESTS_PER_CLIENT = 4


def frames(scale: Scale) -> Iterator[TableSpec]:
    yield tables.flat("ingest", scale.ingest_rows, 1)


def workloads(scale: Scale) -> Iterator[Workload]:
    yield Workload(
        "select-1",
        "latency",
        f"{scale.pings} times `select 1`, one after another",
        Query("SELECT 1 AS one"),
        requests=scale.pings,
    )
    some = Scan("flat", ("row_id", "entity", "v0", "v1"), Below("row_id", scale.flat_rows // 10))
    for clients in scale.clients:
        yield Workload(
            f"clients-{clients}", "clients", f"{clients} clients, each {_REQUESTS_PER_CLIENT} reads of a tenth of the table",
            some, clients=clients, requests=_REQUESTS_PER_CLIENT, axis=("clients", clients),
        )  # fmt: skip
    yield Workload("ingest", "ingest", f"{scale.ingest_rows:,} rows x 12 columns become a new table", Ingest("ingest"))
