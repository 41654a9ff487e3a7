"""What is asked, said once and apart from any engine; `sql.py` and each peer put it into their own words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Below:
    """Rows whose column is less than the limit."""

    column: str
    limit: int


@dataclass(frozen=True)
class Scan:
    """Columns (all, when empty) of a table's rows."""

    table: str
    columns: tuple[str, ...] = ()
    where: Below | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table,)


@dataclass(frozen=True)
class Feature:
    """A feature table of a point-in-time join: its latest row at or before the label's time, per key."""

    table: str
    key: str
    time: str
    columns: tuple[str, ...]
    label_key: str
    prefix: str

    def output_names(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}{column}" for column in self.columns)


@dataclass(frozen=True)
class Labels:
    """The left side: a table of the lake, or a frame the client uploads first (inside the timed region)."""

    name: str
    columns: tuple[str, ...]
    time: str
    identity: str
    uploaded: bool


@dataclass(frozen=True)
class PointInTime:
    labels: Labels
    features: tuple[Feature, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        left = () if self.labels.uploaded else (self.labels.name,)
        return left + tuple(feature.table for feature in self.features)


@dataclass(frozen=True)
class Query:
    """SQL that every dialect reads alike; `{table}` stands for a table's name. Results are small and compared value by value."""

    text: str
    tables: tuple[str, ...] = ()
    ordered: bool = field(default=False)


@dataclass(frozen=True)
class Ingest:
    """A frame becomes a new table of the lake."""

    frame: str
    tables: tuple[str, ...] = ()


Question = Scan | PointInTime | Query | Ingest
