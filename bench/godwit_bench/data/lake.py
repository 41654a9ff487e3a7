"""The lakehouse of one mode: an Iceberg catalog in SQLite, the tables' Parquet files, and frames that clients upload."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from godwit_bench.data.tables import TableSpec

NAMESPACE = "bench"
CATALOG = "lake"


class Lake:
    """Tables are made when first asked for and kept. One that an interrupted run left half written, or that another
    generator made, is made again, and then no answer worked out before is trusted."""

    def __init__(self, root: Path):
        self.root = root.resolve()
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "frames").mkdir(exist_ok=True)
        self._listing = self.root / "tables.json"

    @property
    def catalog_database(self) -> Path:
        return self.root / "catalog.db"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    def catalog(self):
        from pyiceberg.catalog.sql import SqlCatalog

        return SqlCatalog(CATALOG, uri=f"sqlite:///{self.catalog_database}", warehouse=f"file://{self.warehouse}")

    def files(self, table: str) -> list[str]:
        """The Parquet files of the table's current snapshot, in scan order."""
        return [str(self.root / path) for path in self._tables()[table]["files"]]

    def has_table(self, table: str, fingerprint: str) -> bool:
        return self._tables().get(table, {}).get("fingerprint") == fingerprint

    def parquet_bytes(self, table: str) -> int:
        return sum(os.path.getsize(path) for path in self.files(table))

    def has_deletes(self, table: str) -> bool:
        return (self.root / f"{table}.deletes").exists()

    def frame_path(self, name: str) -> Path:
        return self.root / "frames" / f"{name}.parquet"

    def frame(self, name: str) -> pa.Table:
        return pq.read_table(self.frame_path(name))

    def ensure_frame(self, spec: TableSpec) -> None:
        path, mark = self.frame_path(spec.name), self.frame_path(spec.name).with_suffix(".fingerprint")
        if path.exists() and mark.exists() and mark.read_text() == spec.fingerprint():
            return
        self._forget_answers()
        mark.unlink(missing_ok=True)
        pq.write_table(spec.all_rows(), path, compression="zstd")
        mark.write_text(spec.fingerprint())

    def ensure_table(self, spec: TableSpec) -> None:
        if self.has_table(spec.name, spec.fingerprint()):
            return
        table = self._write(self._prepared(spec.name), spec)
        (self.root / f"{spec.name}.deletes").unlink(missing_ok=True)
        if spec.deleted is not None:
            from godwit_bench.data.deletes import delete_positions

            delete_positions(table, spec.deleted)
            (self.root / f"{spec.name}.deletes").touch()
        self._record(spec.name, table, spec.fingerprint())

    def ensure_parquet_table(self, name: str, source: Path, fingerprint: str) -> None:
        """Makes a table of a Parquet file that another program generated."""
        rows = pq.read_table(source)
        catalog = self._prepared(name)
        table = catalog.create_table(f"{NAMESPACE}.{name}", rows.schema, properties={"format-version": "2"})
        table.append(rows)
        self._record(name, table, fingerprint)

    def read_iceberg(self, name: str) -> pa.Table:
        return self.catalog().load_table(f"{NAMESPACE}.{name}").scan().to_arrow()

    def drop_table(self, name: str) -> None:
        identifier = f"{NAMESPACE}.{name}"
        catalog = self.catalog()
        if catalog.namespace_exists(NAMESPACE) and catalog.table_exists(identifier):
            catalog.drop_table(identifier)
        shutil.rmtree(self.warehouse / NAMESPACE / name, ignore_errors=True)

    def forget_cached_files(self, tables: tuple[str, ...]) -> None:
        """Asks the kernel to drop the tables' files from its page cache."""
        for path in (path for table in tables for path in self.files(table)):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)

    def _prepared(self, name: str):
        """The catalog, without a table of that name and without answers about an earlier one."""
        catalog = self.catalog()
        catalog.create_namespace_if_not_exists(NAMESPACE)
        self.drop_table(name)
        self._forget_answers()
        return catalog

    def _forget_answers(self) -> None:
        shutil.rmtree(self.root / "answers", ignore_errors=True)

    def _write(self, catalog, spec: TableSpec):
        table = None
        appended = 0
        while appended < spec.files:
            # Many small files are cut from a few large appends: a commit for each would take longer than all the rest.
            batch = [
                spec.file_rows(file) for file in range(appended, min(appended + self._per_commit(spec), spec.files))
            ]
            if table is None:
                table = catalog.create_table(
                    f"{NAMESPACE}.{spec.name}", batch[0].schema, properties={"format-version": "2"}
                )
            self._append(table, batch)
            appended += len(batch)
        return table

    @staticmethod
    def _per_commit(spec: TableSpec) -> int:
        return 1 if spec.files <= 16 else 500

    @staticmethod
    def _append(table, parts: list[pa.Table]) -> None:
        if len(parts) == 1:
            table.append(parts[0])
            return
        from pyiceberg.io.pyarrow import _dataframe_to_data_files

        with table.transaction() as transaction:
            with transaction.update_snapshot().fast_append() as snapshot:
                for part in parts:
                    for file in _dataframe_to_data_files(transaction.table_metadata, part, table.io):
                        snapshot.append_data_file(file)

    def _record(self, name: str, table, fingerprint: str) -> None:
        paths = [task.file.file_path.removeprefix("file://") for task in table.scan().plan_files()]
        files = sorted(os.path.relpath(path, self.root) for path in paths)
        listing = self._tables() | {name: {"fingerprint": fingerprint, "files": files}}
        partial = self._listing.with_suffix(".partial")
        partial.write_text(json.dumps(listing, indent=1))
        partial.rename(self._listing)

    def _tables(self) -> dict[str, dict]:
        return json.loads(self._listing.read_text()) if self._listing.exists() else {}
