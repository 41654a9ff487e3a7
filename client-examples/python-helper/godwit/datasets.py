"""Training datasets: created once, read as often as one likes, deleted, brought back, and proved to be the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from godwit.errors import GodwitError
from godwit.result import Result

if TYPE_CHECKING:
    from godwit.client import Client


@dataclass(frozen=True)
class Receipt:
    """What the server says of a version it has created."""

    dataset: TrainingDataset
    row_count: int
    digest: str
    manifest: dict[str, Any]
    columns: dict[str, Any]


@dataclass(frozen=True)
class Reproduction:
    """Whether a version could be made again: `verdict` is "EXACT", "DIFFERENT" or "IMPOSSIBLE"."""

    verdict: str
    expected_rows: int | None
    found_rows: int | None
    missing_rows: int | None
    unexpected_rows: int | None
    different_columns: list[str]
    reasons: str
    columns: dict[str, Any]

    @property
    def is_exact(self) -> bool:
        return self.verdict == "EXACT"


class TrainingDataset:
    """One version of a training dataset; the latest where `version` is None."""

    def __init__(self, client: Client, name: str, version: int | None = None) -> None:
        self._client = client
        self.name = name
        self.version = version

    def __repr__(self) -> str:
        return f"<TrainingDataset {self.name} version {self.version or 'latest'}>"

    def read(self, columns: list[str] | None = None) -> Result:
        """The rows, of every column or of `columns`."""
        selected = ", ".join(quoted(column) for column in columns) if columns else "*"
        version = f" FOR VERSION AS OF {self.version}" if self.version is not None else ""
        return self._client.query(f"SELECT {selected} FROM training_datasets.{quoted(self.name)}{version}")

    def describe(self) -> dict[str, Any]:
        """The manifest: query, pinned snapshots, digests, and what became of the version."""
        version = f" VERSION {self.version}" if self.version is not None else ""
        rows = self._client.execute(f"DESCRIBE TRAINING DATASET {quoted(self.name)}{version}")
        return {row["field"]: _value(row["value"]) for row in rows}

    def drop_data(self) -> None:
        """Drops the rows; what proves them stays, and `reproduce` brings them back."""
        self._client.execute(f"DROP TRAINING DATASET {self._exactly()} DATA")

    def reproduce(self) -> Reproduction:
        """Makes the rows again and compares; after an EXACT verdict `read` works again."""
        row = self._client.execute(f"REPRODUCE TRAINING DATASET {self._exactly()}")[0]
        differing = row["different_columns"] or ""
        return Reproduction(
            row["verdict"],
            row["expected_rows"],
            row["found_rows"],
            row["missing_rows"],
            row["unexpected_rows"],
            [column for column in differing.split(", ") if column],
            row["reasons"],
            row,
        )

    def unpin(self) -> None:
        """Lets expiry erase the snapshots that this version held."""
        self._client.execute(f"UNPIN TRAINING DATASET {self._exactly()}")

    def _exactly(self) -> str:
        if self.version is None:
            raise GodwitError("INVALID_ARGUMENT", f"Say which version: client.dataset({self.name!r}, version=1)")
        return f"{quoted(self.name)} VERSION {self.version}"


def create(client: Client, name: str, sql: str, options: Mapping[str, object]) -> Receipt:
    settings = ", ".join(f"{key} = {literal(value)}" for key, value in options.items() if value is not None)
    with_options = f" WITH ({settings})" if settings else ""
    row = client.execute(f"CREATE TRAINING DATASET {quoted(name)}{with_options} AS {sql.rstrip().rstrip(';')}")[0]
    dataset = TrainingDataset(client, row["dataset"], row["version"])
    return Receipt(dataset, row["row_count"], row["digest"], json.loads(row["manifest"]), row)


def _value(text: str) -> Any:
    """Fields with a structure are JSON."""
    return json.loads(text) if text[:1] in ("{", "[") else text


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + str(value).replace("'", "''") + "'"
