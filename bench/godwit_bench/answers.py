"""Right answers, worked out once per question and kept beside the data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from godwit_bench.data.lake import Lake
from godwit_bench.data.tables import TableSpec
from godwit_bench.digest import Digest, digest_table
from godwit_bench.questions import Question


def answer_path(lake: Lake, question: Question) -> Path:
    return lake.root / "answers" / f"{hashlib.sha256(repr(question).encode()).hexdigest()[:24]}.arrow"


def ensure_answer(lake: Lake, question: Question, specs: dict[str, TableSpec]) -> Path:
    path = answer_path(lake, question)
    if not path.exists():
        from godwit_bench.oracle import answer

        path.parent.mkdir(exist_ok=True)
        table = answer(question, lake, specs)
        _digest_path(path).write_text(json.dumps(asdict(digest_table(table))))
        partial = path.with_suffix(".partial")
        with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=65_536)
        partial.rename(path)
    return path


def read_answer(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def read_digest(path: Path) -> Digest:
    stored = json.loads(_digest_path(path).read_text())
    return Digest(stored["rows"], tuple(stored["columns"]), stored["value"])


def _digest_path(path: Path) -> Path:
    return path.with_suffix(".digest.json")
