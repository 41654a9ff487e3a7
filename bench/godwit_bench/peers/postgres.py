"""PostgreSQL, the row-wise path: the same table in a database, fetched by three drivers."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from godwit_bench.data.lake import Lake
from godwit_bench.peers.maven import artifact
from godwit_bench.peers.peer import CannotRun, Peer, Server, Session, free_port, spawn, wait_until
from godwit_bench.questions import Question, Scan
from godwit_bench.sql import scan_sql

_TABLES = ("row_path", "row_path_small")
_JDBC_DRIVER = "org.postgresql:postgresql:42.7.7"


@dataclass
class _PostgresServer(Server):
    folder: Path = Path()

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Peer):
    caches = "PostgreSQL's shared buffers and the page cache"
    full_only = True

    def reason_not_to_run(self) -> str | None:
        return (
            None
            if _program("initdb") and _program("postgres")
            else "no PostgreSQL server is installed (Debian: postgresql)"
        )

    def is_asked(self, question: Question) -> bool:
        return isinstance(question, Scan) and question.table in _TABLES

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        folder, port, log = Path(tempfile.mkdtemp(prefix="godwit-bench-pg-")), free_port(), scratch / f"{self.name}.log"
        account = _unprivileged_account()
        if account:
            shutil.chown(folder, account)
        initialised = subprocess.run(
            [_program("initdb"), "-D", folder / "data", "-U", "bench", "-A", "trust", "--no-sync"],
            capture_output=True, text=True, user=account, cwd=folder,
        )  # fmt: skip
        if initialised.returncode != 0:
            raise CannotRun(f"initdb failed: {initialised.stderr.strip()[-300:]}")
        command = [
            _program("postgres"), "-D", str(folder / "data"), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=2GB",
        ]  # fmt: skip
        process = spawn(command, log, user=account, cwd=folder)
        server = _PostgresServer(f"postgresql://bench@127.0.0.1:{port}/postgres", process, folder)
        wait_until(lambda: "ready to accept connections" in log.read_text(), process, log)
        for table in set(tables) & set(_TABLES):
            self._load(server.address, lake, table)
        return server

    @staticmethod
    def _load(address: str, lake: Lake, table: str) -> None:
        import adbc_driver_postgresql.dbapi as postgresql

        with postgresql.connect(address) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest(table, pq.read_table(lake.files(table)), mode="create")
            connection.commit()
        with postgresql.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {table}")


class PostgresAdbc(Postgres):
    name = "postgres-adbc"
    about = "PostgreSQL through ADBC (binary COPY, Arrow in the client)"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _AdbcSession(address)


class _AdbcSession(Session):
    def __init__(self, address: str):
        import adbc_driver_postgresql.dbapi as postgresql

        self._connection = postgresql.connect(address)
        self._cursor = self._connection.cursor()

    def stream(self, question: Question) -> pa.RecordBatchReader:
        self._cursor.execute(scan_sql(question))
        return self._cursor.fetch_record_batch()

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()


class PostgresConnectorX(Postgres):
    name = "postgres-connectorx"
    about = "PostgreSQL through ConnectorX"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _ConnectorXSession(address)


class _ConnectorXSession(Session):
    def __init__(self, address: str):
        self._address = address

    def to_pandas(self, question: Question):
        import connectorx

        return connectorx.read_sql(self._address, scan_sql(question))

    def stream(self, question: Question) -> pa.RecordBatchReader:
        return pa.Table.from_pandas(self.to_pandas(question), preserve_index=False).to_reader()


class PostgresReadSql(Postgres):
    name = "postgres-read-sql"
    about = "PostgreSQL through pandas.read_sql (SQLAlchemy, psycopg2)"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _ReadSqlSession(address)


class _ReadSqlSession(Session):
    def __init__(self, address: str):
        import sqlalchemy

        self._engine = sqlalchemy.create_engine(address.replace("postgresql://", "postgresql+psycopg2://"))

    def to_pandas(self, question: Question):
        import pandas

        return pandas.read_sql(scan_sql(question), self._engine)

    def stream(self, question: Question) -> pa.RecordBatchReader:
        return pa.Table.from_pandas(self.to_pandas(question), preserve_index=False).to_reader()

    def close(self) -> None:
        self._engine.dispose()


class PostgresJdbc(Postgres):
    name = "postgres-jdbc"
    about = "PostgreSQL through its JDBC driver, JayDeBeApi (fractions of seconds read right) and JPype"

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _JdbcSession(address)


def _to_datetime(rows, column: int) -> str | None:
    """As in JayDeBeApi 1.2.3, which drops the zeros a fraction begins with, so that 0.08 s would arrive as 0.8 s."""
    value = rows.getTimestamp(column)
    if not value:
        return None
    return f"{str(value.toString())[:19]}.{value.getNanos() // 1_000:06d}"


class _JdbcSession(Session):
    def __init__(self, address: str):
        import jaydebeapi

        user, _, place = address.removeprefix("postgresql://").partition("@")
        self._connection = jaydebeapi.connect(
            "org.postgresql.Driver", f"jdbc:postgresql://{place}", {"user": user}, str(artifact(_JDBC_DRIVER))
        )
        for kind, converter in self._connection._converters.items():
            if converter is jaydebeapi._to_datetime:
                self._connection._converters[kind] = _to_datetime

    def to_pandas(self, question: Question):
        import pandas

        with self._connection.cursor() as cursor:
            cursor.execute(scan_sql(question))
            return pandas.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])

    def stream(self, question: Question) -> pa.RecordBatchReader:
        frame = self.to_pandas(question)
        frame["event_time"] = frame["event_time"].astype("datetime64[us]")  # it comes as text
        return pa.Table.from_pandas(frame, preserve_index=False).to_reader()

    def close(self) -> None:
        self._connection.close()


def _program(name: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(debian[-1]) if debian else None)


def _unprivileged_account() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in accounts)
