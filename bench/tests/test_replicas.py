from dataclasses import replace

import numpy as np
import pytest

from godwit_bench.replicas import Assumptions, Measured, _finish_times, simulate

MEASURED = Measured(cpu_seconds_per_parquet_gb=2.0, arrow_bytes_per_parquet_byte=1.6, source="by hand")
SMALL = replace(Assumptions(), lake_bytes=200e9, replicas=4)


def test_two_servers_take_work_first_come_first_served():
    assert _finish_times(np.array([3.0, 1.0, 1.0]), np.zeros(3), 2).tolist() == [3.0, 1.0, 2.0]
    assert _finish_times(np.array([1.0, 1.0]), np.array([0.0, 5.0]), 1).tolist() == [1.0, 6.0]


def test_an_estimate_is_the_same_each_time():
    assert simulate(MEASURED, SMALL) == simulate(MEASURED, SMALL)


def test_more_replicas_take_less_time_and_a_slow_one_more():
    base = simulate(MEASURED, SMALL).seconds
    assert simulate(MEASURED, replace(SMALL, replicas=16)).seconds < base / 2
    assert simulate(MEASURED, replace(SMALL, slowest_replica_speed=0.5)).seconds > base * 1.4


@pytest.mark.parametrize(
    "changed, bottleneck",
    [
        ({}, "the network out"),
        ({"share_sent": 0.01}, "S3 and the network in"),
        ({"share_sent": 0.01, "cores": 1}, "decoding"),
    ],
)
def test_what_holds_back_is_named(changed, bottleneck):
    assert simulate(MEASURED, replace(SMALL, **changed)).bottleneck == bottleneck


def test_no_lake_is_read_faster_than_its_network():
    estimate = simulate(MEASURED, SMALL)
    sent = SMALL.lake_bytes * MEASURED.arrow_bytes_per_parquet_byte
    assert sent / estimate.seconds <= SMALL.replicas * SMALL.network_bytes_per_second
