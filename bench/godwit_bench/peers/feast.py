"""Feast's offline server over Arrow Flight, its DuckDB store behind it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.environment import python_for
from godwit_bench.peers.peer import (
    CannotAnswer,
    CannotRun,
    Peer,
    Server,
    Session,
    free_port,
    port_open,
    spawn,
    wait_until,
)
from godwit_bench.questions import Feature, PointInTime, Question

#: Its store joins on an inequality, so time and memory grow with the rows of a key before each label.
_MOST_LABELS = 10_000

_DEFINITIONS = """
import json
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
from feast import Entity, FeatureView, Field, FileSource
from feast.data_format import ParquetFormat
from feast.types import Float64, Int64
from feast.value_type import ValueType

entity = Entity(name="entity", join_keys=["entity"], value_type=ValueType.INT64)
for name, folder in json.loads((Path(__file__).parent / "tables.json").read_text()).items():
    schema = pq.read_schema(next(Path(folder).glob("*.parquet")))
    fields = [Field(name=f.name, dtype=Int64 if str(f.type) == "int64" else Float64) for f in schema if f.name.startswith("v")]
    files = f"{folder}/*.parquet"
    source = FileSource(name=f"{name}_source", path=files, file_format=ParquetFormat(), timestamp_field="event_time")
    globals()[name] = FeatureView(name=name, entities=[entity], ttl=timedelta(0), schema=fields, source=source, online=False)
"""


class Feast(Peer):
    name = "feast"
    about = "Feast 0.67 offline server (Arrow Flight) over its DuckDB store, same Parquet files"
    environment = "feast"
    full_only = True

    def is_asked(self, question: Question) -> bool:
        return isinstance(question, PointInTime)

    def refuses(self, question: Question) -> str | None:
        if not question.labels.uploaded:
            return "takes labels as a frame only"
        size = question.labels.name.removeprefix("labels_")
        if question.labels.name != "group_labels" and not (size.isdigit() and int(size) <= _MOST_LABELS):
            return f"asked for at most {_MOST_LABELS:,} labels: it joins on an inequality"
        return None

    def start(self, lake: Lake, tables: tuple[str, ...], scratch: Path) -> Server:
        feast = str(Path(python_for(self.environment)).with_name("feast"))
        repository, port, log = scratch / "feast-server", free_port(), scratch / f"{self.name}.log"
        _write_store(repository, {"type": "duckdb"})
        (repository / "definitions.py").write_text(_DEFINITIONS)
        folders = {
            table: str(Path(lake.files(table)[0]).parent)
            for table in tables
            if table.startswith(("features", "group", "growth", "versions"))
        }
        (repository / "tables.json").write_text(json.dumps(folders))
        applied = subprocess.run([feast, "apply"], cwd=repository, capture_output=True, text=True)
        if applied.returncode != 0:
            raise CannotRun(f"feast apply failed: {applied.stderr.strip()[-300:]}")
        process = spawn([feast, "serve_offline", "--host", "127.0.0.1", "--port", str(port)], log, cwd=repository)
        wait_until(lambda: port_open(port), process, log)
        client = scratch / "feast-client"
        _write_store(client, {"type": "remote", "host": "127.0.0.1", "port": port}, repository / "registry.db")
        return Server(str(client), process)

    def connect(self, address: str, lake: Lake, tables: tuple[str, ...]) -> Session:
        return _FeastSession(address)


def _write_store(folder: Path, offline_store: dict, registry: Path | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    store = {
        "project": "bench",
        "provider": "local",
        "registry": str(registry or folder / "registry.db"),
        "online_store": {"type": "sqlite", "path": str(folder / "online.db")},
        "offline_store": offline_store,
        "entity_key_serialization_version": 3,
    }
    (folder / "feature_store.yaml").write_text(json.dumps(store))  # JSON is YAML


class _FeastSession(Session):
    def __init__(self, address: str):
        from feast import FeatureStore

        self._store = FeatureStore(repo_path=address)
        self._frames: dict[str, pa.Table] = {}

    def upload(self, name: str, frame: pa.Table) -> None:
        self._frames[name] = frame

    def stream(self, question: Question) -> pa.RecordBatchReader:
        if not isinstance(question, PointInTime):
            raise CannotAnswer("answers point-in-time joins only")
        labels = question.labels
        entities = self._frames[labels.name].select(labels.columns).to_pandas()
        entities = entities.rename(columns={labels.time: "event_timestamp"})
        entities["event_timestamp"] = entities["event_timestamp"].dt.tz_localize("UTC")
        wanted = [f"{feature.table}:{column}" for feature in question.features for column in feature.columns]
        job = self._store.get_historical_features(entity_df=entities, features=wanted, full_feature_names=True)
        answer = job.to_arrow()
        names = [*("event_timestamp" if column == labels.time else column for column in labels.columns)]
        names += [name for feature in question.features for name in _names(feature)]
        outputs = [*labels.columns, *(name for feature in question.features for name in feature.output_names())]
        return answer.select(names).rename_columns(outputs).to_reader()


def _names(feature: Feature) -> list[str]:
    return [f"{feature.table}__{column}" for column in feature.columns]
