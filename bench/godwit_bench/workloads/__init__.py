"""All workloads, in the order in which they are run and shown."""

from __future__ import annotations

from godwit_bench.data.tables import TableSpec
from godwit_bench.scale import Scale
from godwit_bench.workloads import hopsworks, point_in_time, reads, row_path, service, tpch
from godwit_bench.workloads.workload import Workload


def all_workloads(scale: Scale) -> list[Workload]:
    return [
        workload
        for module in (point_in_time, reads, hopsworks, tpch, service, row_path)
        for workload in module.workloads(scale)
    ]


def table_specs(scale: Scale) -> dict[str, TableSpec]:
    return {spec.name: spec for module in (point_in_time, reads, hopsworks, row_path) for spec in module.specs(scale)}


def frame_specs(scale: Scale) -> dict[str, TableSpec]:
    return {spec.name: spec for module in (point_in_time, service) for spec in module.frames(scale)}
