"""A result as a PyTorch dataset: every rank and worker reads its own part, in an order that seed and epoch decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy
import pyarrow
import torch
from torch.utils.data import IterableDataset, get_worker_info

from godwit import apart
from godwit.client import Client, connect
from godwit.stream import Endpoint

PART = "godwit_part"
NEXT_ROW = "godwit_next_row"


def tensors(batch: pyarrow.RecordBatch) -> dict[str, torch.Tensor]:
    """The numeric columns of a batch; a null is NaN, as in NumPy. Text and times are left out."""
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns):
        values = column.to_numpy(zero_copy_only=False)
        if values.dtype.kind in "biuf":
            columns[name] = torch.from_numpy(numpy.array(values))
    return columns


class GodwitDataset(IterableDataset):
    """The rows of a query, for `DataLoader(dataset, batch_size=None, num_workers=n)`.

    The query is planned once, here; all workers read the same snapshot, each a part that no other reads. `set_epoch` changes
    the order. Each item is `transform` of an Arrow batch (by default the dictionary of its numeric columns as tensors) with
    two entries more, `godwit_part` and `godwit_next_row`: give the last seen of each part as `resume_at`, with the same
    epoch, ranks and workers, and the epoch goes on there. Tickets are renewed with every epoch, so that only an epoch must be
    shorter than the server's `ticket.lifetime`, not the training. A process that used gRPC itself, as with a `client` of its
    own, must not fork: give DataLoader `multiprocessing_context="forkserver"` then.
    """

    def __init__(
        self,
        uri: str,
        sql: str,
        *,
        rank: int = 0,
        world_size: int = 1,
        seed: int | None = None,
        epoch: int = 0,
        resume_at: Mapping[int, int] | None = None,
        transform: Callable[[pyarrow.RecordBatch], dict[str, Any]] = tensors,
        client: Client | None = None,
        **connection: Any,
    ) -> None:
        self._uri = uri
        self._rank = rank
        self._world_size = world_size
        self._seed = seed
        # The epoch, and whether it goes on at resume_at: in memory that workers which outlive an epoch share.
        self._turn = torch.tensor([epoch, 1]).share_memory_()
        self._resume_at = dict(resume_at or {})
        self._transform = transform
        self._connection = connection
        # This process uses no gRPC, so that DataLoader may fork it.
        self._endpoints: tuple[Endpoint, ...] = (
            apart.planned(uri, connection, sql) if client is None else client.query(sql).endpoints
        )

    def set_epoch(self, epoch: int) -> None:
        """The next iteration is of `epoch`, from its beginning."""
        self._turn.copy_(torch.tensor([epoch, 0]))
        # Here for workers that are begun anew for each epoch, below for those that stay.
        self._endpoints = apart.renewed(self._uri, self._connection, self._endpoints)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = get_worker_info()
        workers, number = (worker.num_workers, worker.id) if worker else (1, 0)
        part, parts = self._rank * workers + number, self._world_size * workers
        epoch, resumes = self._turn.tolist()
        row = self._resume_at.get(part, 0) if resumes else 0
        shuffle = (self._seed, epoch) if self._seed is not None else None
        with connect(self._uri, **self._connection) as client:
            self._endpoints = tuple(map(client.renew, self._endpoints))
            result = client.fetch(self._endpoints, shard=(part, parts), shuffle=shuffle, first_row=row)
            for batch in result.batches():
                row += batch.num_rows
                yield {**self._transform(batch), PART: part, NEXT_ROW: row}
