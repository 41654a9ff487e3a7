"""The runner, with peers made for the test: who is timed, in which order, and who is not."""

from dataclasses import replace

import pyarrow as pa
import pytest

from godwit_bench import runner as runner_module
from godwit_bench.client_process import ClientFailed
from godwit_bench.data.lake import Lake
from godwit_bench.journal import Journal
from godwit_bench.peers.peer import CannotRun, Peer, Server
from godwit_bench.questions import Query
from godwit_bench.runner import Runner
from godwit_bench.scale import SMOKE
from godwit_bench.workloads.workload import Workload

WORKLOAD = Workload("one", "latency", "select one", Query("SELECT 1 AS one"))
SCALE = replace(SMOKE, repeats=3)


class FakePeer(Peer):
    def __init__(self, name, value=1, fails=False):
        self.name, self.value, self.fails = name, value, fails


class FakeClient:
    pid = 1

    def __init__(self, peer, asked):
        self._peer, self._asked = peer, asked

    def ask(self, request, limit_seconds):
        if self._peer.fails:
            raise ClientFailed("broken")
        if isinstance(request, runner_module.Check):
            return pa.table({"one": [self._peer.value]})
        self._asked.append(self._peer.name)
        return {"seconds": 0.001, "client_cpu_seconds": 0.0, "rows": 1}


@pytest.fixture
def run(tmp_path, monkeypatch):
    asked = []

    def of(self, peer, tables):
        if peer.name == "absent":
            raise CannotRun("is not installed")
        return Server(), FakeClient(peer, asked)

    monkeypatch.setattr(runner_module.Processes, "of", of)
    monkeypatch.setattr(runner_module.Processes, "prepare", lambda self, peer: None)
    journal = Journal(tmp_path / "results")
    journal.open_for({"mode": "smoke", "machine": "m", "commit": "c"})

    def run_with(*peers):
        asked.clear()
        Runner(SCALE, Lake(tmp_path / "lake"), journal, list(peers), [WORKLOAD], tmp_path).run()
        return list(asked), list(journal.entries())

    return run_with


def test_peers_take_turns_forth_and_back(run):
    asked, _ = run(FakePeer("a"), FakePeer("b"))
    assert asked == ["a", "b", "b", "a", "a", "b"]


@pytest.mark.parametrize(
    "peer, kind, reason",
    [
        (FakePeer("wrong", value=2), "wrong answer", "row 0 is (2,) instead of (1,)"),
        (FakePeer("failing", fails=True), "error", "broken"),
        (FakePeer("absent"), "cannot", "is not installed"),
    ],
)
def test_who_has_no_right_answer_is_not_timed(run, peer, kind, reason):
    asked, entries = run(peer, FakePeer("right"))
    assert set(asked) == {"right"}
    assert {"workload": "one", "peer": peer.name, "no_time": kind, "reason": reason} in entries


def test_a_finished_run_measures_nothing_again(run):
    run(FakePeer("a"))
    asked, _ = run(FakePeer("a"), FakePeer("new"))
    assert asked == ["new"] * 3
