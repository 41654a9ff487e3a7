import os
from types import SimpleNamespace

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow as pa
import pytest

from godwit_bench import training
from godwit_bench.data.lake import Lake
from godwit_bench.scale import SCALES

OPTIONS = SimpleNamespace(warm_up=1, runs=2)
SERVER = SimpleNamespace(address="grpc://nowhere", process=SimpleNamespace(pid=os.getpid()))
NO_FRAMES = SimpleNamespace(
    frames=(), name="pit", title="a join", question=training._chosen(["pit-1-table"], SCALES["quick"])[0].question
)


class FakeServer:
    """Answers every statement with one row, and remembers what it was asked."""

    def __init__(self, verdict):
        self.verdict = verdict
        self.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def cursor(self):
        return self

    def execute(self, sql):
        self.asked.append(sql)

    def fetch_record_batch(self):
        return pa.table({"verdict": [self.verdict]}).to_reader()

    def fetchall(self):
        pass


@pytest.fixture
def serve(monkeypatch):
    def serve(verdict):
        server = FakeServer(verdict)
        monkeypatch.setattr(flightsql, "connect", lambda *_, **__: server)
        return server

    return serve


def test_workloads_are_chosen_by_name_or_beginning_and_have_labels():
    scale = SCALES["quick"]
    names = [workload.name for workload in training._chosen(["pit-"], scale)]
    assert names and all(name.startswith("pit-") for name in names)
    assert [workload.name for workload in training._chosen([names[0]], scale)][0] == names[0]
    assert training._chosen(["scan"], scale) == []


def test_query_and_datasets_take_turns_and_the_first_runs_do_not_count(serve):
    server = serve("EXACT")
    costs = training._measure(NO_FRAMES, None, SERVER, OPTIONS)
    assert {kind: len(measured) for kind, measured in costs.items()} == dict.fromkeys(
        ("query", "create", "reproduce", "create materialized"), OPTIONS.runs
    )
    beginnings = [sql.split(" ", 1)[0] for sql in server.asked]
    assert beginnings == ["SELECT", "CREATE", "REPRODUCE", "CREATE", "PURGE"] * 3
    assert [sql for sql in server.asked if sql.startswith("REPRODUCE")][-1].endswith("VERSION 3")


def test_a_reproduction_that_comes_out_different_is_no_measurement(serve):
    serve("DIFFERENT")
    with pytest.raises(AssertionError):
        training._measure(NO_FRAMES, None, SERVER, OPTIONS)


def test_ratios_are_of_medians_to_the_query(capsys):
    cost = training.Cost
    training._print(
        NO_FRAMES,
        {
            "query": [cost(1.0, 2.0), cost(9.0, 9.0), cost(2.0, 4.0)],
            "create": [cost(3.0, 5.0)],
        },
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "pit: a join"
    assert lines[1].split() == "query 2.000 s wall 1.00x 4.00 s CPU 1.00x of 3".split()
    assert lines[2].split() == "create 3.000 s wall 1.50x 5.00 s CPU 1.25x of 1".split()


def test_datasets_are_made_in_a_copy_of_the_catalog(tmp_path):
    lake, scratch = Lake(tmp_path / "lake"), tmp_path / "scratch"
    lake.catalog_database.parent.mkdir(parents=True, exist_ok=True)
    lake.catalog_database.write_bytes(b"tables")
    scratch.mkdir()
    copy = training._CatalogOfItsOwn(lake, scratch)
    copy.catalog_database.write_bytes(b"tables and datasets")
    assert lake.catalog_database.read_bytes() == b"tables"
