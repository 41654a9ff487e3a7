"""Godwit itself, started as a user starts it and asked through the stock ADBC driver."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pyarrow as pa

from godwit_bench.data.lake import CATALOG, NAMESPACE, Lake
from godwit_bench.peers.adbc import AdbcSession
from godwit_bench.peers.peer import CannotAnswer, CannotRun, Peer, Server, Session, spawn, wait_until
from godwit_bench.questions import PointInTime, Query, Question, Scan
from godwit_bench.sql import godwit_asof_sql, query_sql, scan_sql

_LAUNCHER = Path(__file__).resolve().parents[3] / "deploy" / "godwit"
_READY = re.compile(r"godwit ready (grpc://\S+)")


def godwit_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question, _qualified)
        case PointInTime():
            return godwit_asof_sql(question, _qualified)
        case Query():
            return query_sql(question, _qualified)
    raise CannotAnswer("is not a query")


def _qualified(table: str) -> str:
    return f"{NAMESPACE}.{table}"


class Godwit(Peer):
    name = "godwit"
    about = "Godwit, results not kept (decoded columns and timelines are), through the Iceberg catalog, stock ADBC client"
    applies_deletes = True
    caches = "page cache, footers, plans, decoded columns and timelines of features; no results"
    #: Every run asks the same question, and an answer that is only handed out again shows nothing of the engine.
    settings: tuple[str, ...] = ("cache.results-bytes=0",)

    def reason_not_to_run(self) -> str | None:
        return None if _LAUNCHER.exists() else "deploy/godwit is not there"

    def prepare(self) -> None:
        build = subprocess.run([_LAUNCHER, "build"], capture_output=True, text=True)
        if build.returncode != 0:
            raise CannotRun(f"deploy/godwit build failed: {(build.stdout + build.stderr).strip()[-300:]}")

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        config, log = scratch / f"{self.name}.yaml", scratch / f"{self.name}.log"
        config.parent.mkdir(parents=True, exist_ok=True)
        catalog = {
            "type": "jdbc",
            "uri": f"jdbc:sqlite:{lake.catalog_database}",
            "warehouse": f"file://{lake.warehouse}",
        }
        server = {"host": "127.0.0.1", "port": 0}
        config.write_text(
            json.dumps({"server": server, "default-catalog": CATALOG, "catalogs": {CATALOG: catalog}}, indent=2)
        )  # JSON is YAML
        settings = [word for setting in self.settings for word in ("--set", setting)]
        process = spawn([str(_LAUNCHER), "serve", "--config", str(config), *settings], log, cwd=scratch)
        wait_until(lambda: _READY.search(log.read_text(errors="replace")) is not None, process, log, seconds=120)
        address = _READY.search(log.read_text(errors="replace")).group(1)
        return Server(address, process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _GodwitSession(address, godwit_sql)


class GodwitAgain(Godwit):
    name = "godwit-again"
    about = "Godwit as configured by default: a question asked again is answered from its cache of results"
    caches = "everything, results too"
    full_only = True
    settings = ()


class GodwitUncached(Godwit):
    name = "godwit-uncached"
    about = "Godwit with its own caches of data and results switched off"
    caches = "the operating system's page cache only"
    settings = ("cache.columns-bytes=0", "cache.results-bytes=0")


class _GodwitSession(AdbcSession):
    def upload(self, name: str, frame: pa.Table) -> None:
        self._cursor.adbc_ingest(name, frame, mode="create", temporary=True)

    def ingest(self, name: str, frame: pa.Table) -> None:
        self._cursor.adbc_ingest(name, frame, mode="create", db_schema_name=NAMESPACE)
