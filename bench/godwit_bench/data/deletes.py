"""Merge-on-read deletes. PyIceberg reads position deletes but cannot write them, so the commit is made here."""

from __future__ import annotations

from pathlib import Path
from typing import Callable
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat, ManifestContent, ManifestWriterV2
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Operation
from pyiceberg.table.update.snapshot import _FastAppendFiles
from pyiceberg.typedef import Record

# The field ids that the Iceberg specification reserves for position delete files.
_SCHEMA = pa.schema(
    [
        pa.field("file_path", pa.string(), nullable=False, metadata={"PARQUET:field_id": "2147483546"}),
        pa.field("pos", pa.int64(), nullable=False, metadata={"PARQUET:field_id": "2147483545"}),
    ]
)


class _DeleteManifestWriter(ManifestWriterV2):
    def content(self) -> ManifestContent:
        return ManifestContent.DELETES

    @property
    def _meta(self) -> dict[str, str]:
        return {**super()._meta, "content": "deletes"}


class _AppendDeleteFiles(_FastAppendFiles):
    def new_manifest_writer(self, spec):
        return _DeleteManifestWriter(
            spec, self.schema(), self.new_manifest_output(), self._snapshot_id, self._compression
        )


def delete_positions(table: Table, deleted: Callable[[np.ndarray], np.ndarray]) -> None:
    """Deletes the rows whose `row_id` the predicate names, one delete file per data file."""
    files = [_write_deletes(table, task.file.file_path, deleted) for task in table.scan().plan_files()]
    with table.transaction() as transaction:
        with _AppendDeleteFiles(operation=Operation.OVERWRITE, transaction=transaction, io=table.io) as snapshot:
            for file in files:
                snapshot.append_data_file(file)


def _write_deletes(table: Table, data_path: str, deleted: Callable[[np.ndarray], np.ndarray]) -> DataFile:
    row_ids = pq.read_table(data_path.removeprefix("file://"), columns=["row_id"])["row_id"].to_numpy()
    positions = np.flatnonzero(deleted(row_ids))
    rows = pa.table([pa.array([data_path] * len(positions)), pa.array(positions)], schema=_SCHEMA)
    path = f"{table.location()}/data/deletes-{uuid4()}.parquet"
    local = Path(path.removeprefix("file://"))
    pq.write_table(rows, local, compression="zstd")
    return DataFile.from_args(
        content=DataFileContent.POSITION_DELETES,
        file_path=path,
        file_format=FileFormat.PARQUET,
        partition=Record(),
        record_count=len(positions),
        file_size_in_bytes=local.stat().st_size,
        column_sizes={},
        value_counts={},
        null_value_counts={},
        nan_value_counts={},
        lower_bounds={2147483546: data_path.encode()},
        upper_bounds={2147483546: data_path.encode()},
        key_metadata=None,
        split_offsets=None,
        equality_ids=None,
        sort_order_id=None,
        spec_id=table.spec().spec_id,
    )
