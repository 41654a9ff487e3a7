"""Trino: a distributed SQL engine, here one node that is coordinator and worker, asked over its JSON protocol."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa

from godwit_bench.data.lake import NAMESPACE, Lake
from godwit_bench.peers.maven import artifact, unpacked
from godwit_bench.peers.peer import CannotAnswer, CannotRun, Peer, Server, Session, free_port, spawn, wait_until
from godwit_bench.peers.rows import RowSession
from godwit_bench.questions import Query, Question, Scan
from godwit_bench.sql import query_sql, scan_sql

_SERVER = "io.trino:trino-server:476:tar.gz"
_SQLITE = "org.xerial:sqlite-jdbc:3.54.1.0"
_NEEDED_JAVA = 24
_JVM_FLAGS = (
    "-XX:InitialRAMPercentage=50", "-XX:MaxRAMPercentage=50", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=32M",
    "-XX:ReservedCodeCacheSize=512M", "-Djdk.attach.allowAttachSelf=true", "-Dfile.encoding=UTF-8",
    "--add-modules=jdk.incubator.vector",
)  # fmt: skip


class Trino(Peer):
    name = "trino"
    about = "Trino 476, one node, Iceberg connector on the same catalog, its Python client (JSON over HTTP)"
    applies_deletes = True
    full_only = True

    def reason_not_to_run(self) -> str | None:
        return None if _java() else f"no JDK {_NEEDED_JAVA} or newer is installed"

    def prepare(self) -> None:
        _with_sqlite(unpacked(_SERVER))

    def refuses(self, question: Question) -> str | None:
        return None if isinstance(question, (Scan, Query)) else "takes no uploaded frame and has no ASOF JOIN"

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        java = _java()
        if java is None:
            raise CannotRun(f"no JDK {_NEEDED_JAVA} or newer is installed")
        home, folder, port, log = unpacked(_SERVER), scratch / self.name, free_port(), scratch / f"{self.name}.log"
        _configure(folder, lake, port)
        command = [
            java, *_JVM_FLAGS, f"-Dnode.data-dir={folder}", f"-Dnode.config={folder}/config.properties",
            f"-Dconfig={folder}/config.properties", f"-Dcatalog.config-dir={folder}/catalog",
            f"-Dplugin.dir={home}/plugin", f"-Dlog.levels-file={folder}/log.properties",
            "-Dnode.environment=bench", "-Dnode.id=bench", "-cp", f"{home}/lib/*", "io.trino.server.TrinoServer",
        ]  # fmt: skip
        process = spawn(command, log, cwd=home)
        wait_until(lambda: _answers(port, tables[0]), process, log, seconds=180)
        return Server(f"http://127.0.0.1:{port}", process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        import trino

        place = urlsplit(address)
        connection = trino.dbapi.connect(
            host=place.hostname, port=place.port, user="bench", catalog="lake", schema=NAMESPACE
        )
        return RowSession(connection, _trino_sql, _arrow_type)


def _trino_sql(question: Question) -> str:
    match question:
        case Scan():
            return scan_sql(question)
        case Query():
            return query_sql(question)
    raise CannotAnswer("takes no uploaded frame and has no ASOF JOIN")


def _arrow_type(name: str) -> pa.DataType | None:
    """None leaves it to Arrow, which finds a type for what the client made of the value."""
    word = name.split("(")[0]
    if word == "decimal":
        return pa.decimal128(*map(int, re.findall(r"\d+", name)))
    return {
        "bigint": pa.int64(), "integer": pa.int32(), "double": pa.float64(), "real": pa.float32(),
        "varchar": pa.string(), "boolean": pa.bool_(), "date": pa.date32(),
        "timestamp": pa.timestamp("us", "UTC" if name.endswith("with time zone") else None),
    }.get(word)  # fmt: skip


def _configure(folder: Path, lake: Lake, port: int) -> None:
    (folder / "catalog").mkdir(parents=True, exist_ok=True)
    (folder / "log.properties").write_text("io.trino=WARN\nio.airlift=WARN\n")
    _write_properties(folder / "config.properties", {
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "http-server.http.port": port,
        "discovery.uri": f"http://127.0.0.1:{port}",
        "node.internal-address": "127.0.0.1",
    })  # fmt: skip
    _write_properties(folder / "catalog" / "lake.properties", {
        "connector.name": "iceberg",
        "iceberg.catalog.type": "jdbc",
        "iceberg.jdbc-catalog.catalog-name": "lake",
        "iceberg.jdbc-catalog.driver-class": "org.sqlite.JDBC",
        "iceberg.jdbc-catalog.connection-url": f"jdbc:sqlite:{lake.catalog_database}",
        "iceberg.jdbc-catalog.default-warehouse-dir": f"file://{lake.warehouse}",
        "fs.hadoop.enabled": "true",
    })  # fmt: skip


def _write_properties(path: Path, properties: dict[str, object]) -> None:
    path.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))


def _with_sqlite(home: Path) -> None:
    """Trino does not bring the driver of the catalog's database."""
    driver = artifact(_SQLITE)
    place = home / "plugin" / "iceberg" / driver.name
    if not place.exists():
        place.hardlink_to(driver)


def _answers(port: int, table: str) -> bool:
    """Whether a query finds a worker that knows the catalog, which takes a while longer than the port."""
    import trino

    try:
        with trino.dbapi.connect(host="127.0.0.1", port=port, user="bench", max_attempts=1) as connection:
            cursor = connection.cursor()
            cursor.execute(f"SELECT 1 FROM lake.{NAMESPACE}.{table} LIMIT 1")
            return len(cursor.fetchall()) == 1
    except (OSError, trino.exceptions.Error, trino.exceptions.HttpError):
        return False


def _java() -> str | None:
    """The newest JDK: the one JAVA_HOME names, or one where Linux distributions put them."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += [path.parents[1] for path in Path("/usr/lib/jvm").glob("*/bin/java")]
    versions = {str(home / "bin" / "java"): _java_version(home) for home in homes}
    newest = max(versions, key=versions.__getitem__, default=None)
    return newest if newest and versions[newest] >= _NEEDED_JAVA else None


def _java_version(home: Path) -> int:
    ended = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True)
    found = re.search(r'version "(\d+)', ended.stderr)
    return int(found.group(1)) if found else 0
