"""Engines that run inside the client: no wire, no server, one user."""

from __future__ import annotations

import pyarrow as pa

from godwit_bench.data.lake import NAMESPACE, Lake
from godwit_bench.peers.duckdb_flight import duckdb_sql
from godwit_bench.peers.peer import CannotAnswer, Peer, Session
from godwit_bench.questions import Ingest, PointInTime, Question, Scan


class DuckDb(Peer):
    name = "duckdb"
    about = "DuckDB 2.0 in process, same Parquet files"

    def refuses(self, question: Question) -> str | None:
        return "does not write Iceberg tables" if isinstance(question, Ingest) else None

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _DuckDbSession(lake, tables)


class _DuckDbSession(Session):
    def __init__(self, lake: Lake, tables: tuple[str, ...]):
        import duckdb

        self._connection = duckdb.connect()
        for table in tables:
            self._connection.read_parquet(lake.files(table)).create_view(table)

    def upload(self, name: str, frame: pa.Table) -> None:
        self._connection.register(name, frame)

    def stream(self, question: Question) -> pa.RecordBatchReader:
        return self._connection.sql(duckdb_sql(question)).to_arrow_reader(65_536)

    def close(self) -> None:
        self._connection.close()


class Polars(Peer):
    name = "polars"
    about = "Polars 2.1 in process, same Parquet files"

    def refuses(self, question: Question) -> str | None:
        return None if isinstance(question, (Scan, PointInTime)) else "asked for scans and point-in-time joins only"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _PolarsSession(lake)


class _PolarsSession(Session):
    def __init__(self, lake: Lake):
        self._lake = lake
        self._frames: dict[str, pa.Table] = {}

    def upload(self, name: str, frame: pa.Table) -> None:
        self._frames[name] = frame

    def stream(self, question: Question) -> pa.RecordBatchReader:
        plan = self._scan(question) if isinstance(question, Scan) else self._join(question)
        return plan.collect().to_arrow().to_reader()

    def _scan(self, scan: Scan):
        import polars as pl

        plan = pl.scan_parquet(self._lake.files(scan.table))
        if scan.where is not None:
            plan = plan.filter(pl.col(scan.where.column) < scan.where.limit)
        return plan.select(scan.columns) if scan.columns else plan

    def _join(self, join: PointInTime):
        import polars as pl

        labels = join.labels
        if labels.uploaded:
            plan = pl.from_arrow(self._frames[labels.name]).lazy()
        else:
            plan = pl.scan_parquet(self._lake.files(labels.name))
        plan = plan.select(labels.columns).sort(labels.time)
        for feature in join.features:
            key, time = f"{feature.prefix}right_key", f"{feature.prefix}right_time"
            right = pl.scan_parquet(self._lake.files(feature.table)).select(
                pl.col(feature.key).alias(key),
                pl.col(feature.time).alias(time),
                *(pl.col(column).alias(output) for column, output in zip(feature.columns, feature.output_names())),
            )
            plan = plan.join_asof(
                right.sort(time), left_on=labels.time, right_on=time,
                by_left=feature.label_key, by_right=key, strategy="backward", check_sortedness=False,
            )  # fmt: skip
        outputs = [output for feature in join.features for output in feature.output_names()]
        return plan.select(*labels.columns, *outputs)


class PyIceberg(Peer):
    name = "pyiceberg"
    about = "PyIceberg 0.12 in process, through the same Iceberg catalog"
    applies_deletes = True

    def refuses(self, question: Question) -> str | None:
        return None if isinstance(question, (Scan, Ingest)) else "has no SQL and no joins"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _PyIcebergSession(lake)


class _PyIcebergSession(Session):
    def __init__(self, lake: Lake):
        self._catalog = lake.catalog()

    def stream(self, question: Question) -> pa.RecordBatchReader:
        if not isinstance(question, Scan):
            raise CannotAnswer("has no SQL and no joins")
        from pyiceberg.expressions import AlwaysTrue, LessThan

        where = LessThan(question.where.column, question.where.limit) if question.where else AlwaysTrue()
        table = self._catalog.load_table(f"{NAMESPACE}.{question.table}")
        scan = table.scan(row_filter=where, selected_fields=question.columns or ("*",))
        # to_arrow reads files side by side; the batch reader takes them one after another.
        return scan.to_arrow().to_reader()

    def ingest(self, name: str, frame: pa.Table) -> None:
        table = self._catalog.create_table(f"{NAMESPACE}.{name}", frame.schema, properties={"format-version": "2"})
        table.append(frame)
