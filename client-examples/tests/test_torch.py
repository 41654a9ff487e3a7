"""PyTorch's DataLoader. Opt-in: its wheel for Linux brings gigabytes of GPU libraries, so CI does not install it.

    deploy/godwit python -m pip install -r client-examples/requirements-torch.txt
"""

from __future__ import annotations

import pytest
from conftest import Server

torch = pytest.importorskip("torch", reason="client-examples/requirements-torch.txt is not installed")

from godwit.torch import NEXT_ROW, PART, GodwitDataset  # noqa: E402

SQL = "SELECT flight_id, distance, dep_delay, carrier FROM nyc.flights"
ROWS = 336_776


def read(dataset: GodwitDataset, workers: int) -> list[int]:
    loader = torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=workers)
    return [row for item in loader for row in item["flight_id"].tolist()]


def test_workers_read_every_row_once(server: Server) -> None:
    dataset = GodwitDataset(server.uri, SQL, seed=42)
    first = read(dataset, workers=3)
    assert sorted(first) == sorted(set(first)) and len(first) == ROWS
    dataset.set_epoch(1)
    second = read(dataset, workers=3)
    assert second != first and sorted(second) == sorted(first)
    dataset.set_epoch(0)
    assert sorted(read(dataset, workers=0)) == sorted(first)


def test_workers_that_stay_are_told_of_the_next_epoch(server: Server) -> None:
    dataset = GodwitDataset(server.uri, SQL, seed=42)
    loader = torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=2, persistent_workers=True)
    epochs = []
    for epoch in (0, 1, 0):
        dataset.set_epoch(epoch)
        epochs.append([row for item in loader for row in item["flight_id"].tolist()])
    assert len(epochs[0]) == ROWS == len(set(epochs[0]))
    assert epochs[0] != epochs[1] and epochs[0] == epochs[2] and sorted(epochs[0]) == sorted(epochs[1])


def test_tickets_are_renewed_with_each_epoch(server: Server) -> None:
    dataset = GodwitDataset(server.uri, SQL, seed=42)
    tickets = [dataset._endpoints]
    for epoch in (1, 2):
        dataset.set_epoch(epoch)
        tickets.append(dataset._endpoints)
        assert len(read(dataset, workers=2)) == ROWS
    assert len(set(tickets)) == 3


def test_ranks_read_disjoint_parts(server: Server) -> None:
    parts = [read(GodwitDataset(server.uri, SQL, rank=rank, world_size=2, seed=1), workers=2) for rank in range(2)]
    assert len(parts[0]) + len(parts[1]) == ROWS == len(set(parts[0] + parts[1]))


def test_an_epoch_goes_on_in_the_middle(server: Server) -> None:
    dataset = GodwitDataset(server.uri, SQL, seed=7)
    whole = list(torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=2))
    half = whole[: len(whole) // 2]
    seen = {item[PART]: item[NEXT_ROW] for item in half}
    rest = GodwitDataset(server.uri, SQL, seed=7, resume_at=seen)
    loader = torch.utils.data.DataLoader(rest, batch_size=None, num_workers=2)
    rows = [row for item in [*half, *loader] for row in item["flight_id"].tolist()]
    assert len(rows) == ROWS == len(set(rows))


def test_numbers_become_tensors(server: Server) -> None:
    item = next(iter(GodwitDataset(server.uri, SQL)))
    assert set(item) == {"flight_id", "distance", "dep_delay", PART, NEXT_ROW}
    assert item["distance"].dtype.is_floating_point or item["distance"].dtype == torch.int32
