"""Random feature tables that declare what their columns mean, and what a nested loop over their rows finds.

Every rule of the specification that decides which row is taken is written out here once more, in the plainest way.
"""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
from pyiceberg.catalog import Catalog

START = datetime.datetime(2024, 3, 1)
MINUTES = 2_000
KEYS = ("a", "b", "ä", "", None)
_TTLS = (None, None, "90 minutes", "PT5H", "1 day")


def minute(number: int) -> datetime.datetime:
    return START + datetime.timedelta(minutes=number)


@dataclass
class FeatureTable:
    """Written in several appends: `rows` know in which of them they came."""

    name: str
    rows: list[dict]
    keys: list[str]
    has_ingestion: bool
    ttl: datetime.timedelta | None
    snapshots: list[int] = field(default_factory=list)

    @staticmethod
    def create(name: str, catalog: Catalog, chance: random.Random) -> FeatureTable:
        ttl = chance.choice(_TTLS)
        table = FeatureTable(
            name,
            [],
            chance.choice((["k"], ["n"], ["k", "n"], ["n", "k"])),
            chance.random() < 0.6,
            {None: None, "90 minutes": datetime.timedelta(minutes=90), "PT5H": datetime.timedelta(hours=5), "1 day": datetime.timedelta(days=1)}[ttl],
        )
        properties = {"godwit.entity-key": ",".join(table.keys), "godwit.event-time": "event"}
        properties |= {"godwit.ingestion-time": "known"} if table.has_ingestion else {}
        properties |= {"godwit.ttl": ttl} if ttl else {}
        stored = catalog.create_table(("random", name), schema=_SCHEMA, properties=properties)
        for append in range(chance.randint(1, 4)):
            rows = [_row(len(table.rows) + index, append, chance) for index in range(chance.choice((0, 30, 120)))]
            table.rows += rows
            stored.append(pa.Table.from_pylist([{name: row[name] for name in _SCHEMA.names} for row in rows], _SCHEMA))
            table.snapshots.append(stored.current_snapshot().snapshot_id)
        return table

    def as_of(self, append: int) -> list[dict]:
        return [row for row in self.rows if row["append"] <= append]


_SCHEMA = pa.schema(
    [
        ("v", pa.int64()),
        ("k", pa.string()),
        ("n", pa.int64()),
        ("event", pa.timestamp("us")),
        ("known", pa.timestamp("us")),
        ("until", pa.timestamp("us")),
        ("x", pa.float64()),
    ]
)


def _row(number: int, append: int, chance: random.Random) -> dict:
    """Few times, so that many tie."""
    event = chance.choice((None, *range(0, MINUTES, chance.choice((1, 97, 400)))))
    known = None if event is None or chance.random() < 0.1 else event + chance.choice((0, 0, 30, 400))
    return {
        "v": number,
        "k": chance.choice(KEYS),
        "n": chance.choice((None, 0, 1, 2, 2**40)),
        "event": None if event is None else minute(event),
        "known": None if known is None else minute(known),
        "until": None if event is None or chance.random() < 0.3 else minute(event + chance.choice((0, 100, 900))),
        "x": chance.choice((None, chance.random())),
        "append": append,
    }


@dataclass
class Match:
    """Which rows a label may take and which it takes; `other` is what it would take were nothing known late."""

    age: datetime.timedelta
    row: dict | None
    is_ambiguous: bool
    is_removed: bool
    is_not_yet_known: bool


@dataclass
class Search:
    """A match condition between a label's time and a feature's."""

    keys: list[tuple[str, str]]
    tolerance: datetime.timedelta | None = None
    is_strict: bool = False
    knows: bool = False
    has_ingestion: bool = False
    in_range: bool = False
    direction: str = ""

    def match(self, label: dict, rows: Iterable[dict]) -> Match:
        ts = label["ts"]
        same = [row for row in rows if ts is not None and row["event"] is not None and self._same_key(label, row)]
        near = [row for row in same if self._is_near(ts, row)]
        open_ = [row for row in near if not self.knows or row["known"] is not None and row["known"] <= ts]
        best, would_be = self._best(ts, open_), self._best(ts, near)
        rank = self._rank(ts, best)[:2] if best else None
        return Match(
            abs(ts - best["event"]) if best else datetime.timedelta(),
            best,
            best is not None and sum(self._rank(ts, row)[:2] == rank for row in open_) > 1,
            would_be is not best,
            best is not None and self.has_ingestion and not self.knows and best["known"] is not None and best["known"] > ts,
        )

    def _same_key(self, label: dict, row: dict) -> bool:
        return all(label[one] is not None and label[one] == row[other] for one, other in self.keys)

    def _is_near(self, ts: datetime.datetime, row: dict) -> bool:
        if self.in_range and row["until"] is not None and not ts < row["until"]:
            return False
        if self.direction == "NEAREST":
            return self.tolerance is None or abs(ts - row["event"]) <= self.tolerance
        age = ts - row["event"] if self.direction == "" else row["event"] - ts
        least = datetime.timedelta(microseconds=1 if self.is_strict else 0)
        return age >= least and (self.tolerance is None or age <= self.tolerance)

    def _best(self, ts: datetime.datetime, rows: list[dict]) -> dict | None:
        return max(rows, key=lambda row: self._rank(ts, row), default=None)

    def _rank(self, ts: datetime.datetime, row: dict) -> tuple:
        """Event time, ingestion time if declared, commit, value: the greatest wins. Of equal distances the past does."""
        event = {
            "": (row["event"],),
            "FORWARD": (-(row["event"] - START),),
            "NEAREST": (-abs(row["event"] - ts), -(row["event"] - START)),
        }[self.direction]
        known = row["known"] or datetime.datetime.min if self.has_ingestion else None
        return event, (known is not None, known or 0), row["append"], row["v"]


def quantile(ages: list[datetime.timedelta], fraction: float) -> float:
    """The age that `fraction` of all do not pass, in seconds."""
    return sorted(ages)[max(0, math.ceil(fraction * len(ages)) - 1)].total_seconds() if ages else 0.0


class Question:
    """One random join of labels with feature tables, and what it must give."""

    def __init__(self, seed: int, tables: list[FeatureTable]) -> None:
        chance = self._chance = random.Random(seed)
        self._tables = tables
        self._instant = minute(chance.randint(-50, MINUTES + 600)) if chance.random() < 0.3 else None
        self.labels = [self._label(number) for number in range(chance.choice((0, 1, 40, 200)))]
        self._rows = [dict(label) for label in self.labels]
        self._text = "FROM random.labels AS l"
        self._items = ["l.id"]
        self.reports: list[dict] = []
        level = [self._search("l") for _ in range(chance.choice((1, 1, 2, 3)))]
        for together in [[search] for search in level] if self._instant else [level]:
            self._join_level(together)
        if chance.random() < 0.3 and self._instant is None:
            self._join_level([self._search("f0")])

    def sql(self) -> str:
        return f"SELECT {', '.join(f'{item} AS c{index}' for index, item in enumerate(self._items))} {self._text}"

    def rows(self) -> list[tuple]:
        return [tuple(row[item] for item in self._items) for row in self._rows]

    def _label(self, number: int) -> dict:
        chance = self._chance
        ts = self._instant or chance.choice((None, *(minute(chance.randint(-50, MINUTES + 600)) for _ in range(9))))
        return {"l.id": number, "id": number, "k": chance.choice(KEYS + ("none",)), "n": chance.choice((None, 0, 1, 2, 3)), "ts": ts}

    def _search(self, of: str) -> tuple[str, str, FeatureTable, list[dict], bool, Search]:
        """A join with a table, in the short form or the long one."""
        chance = self._chance
        table = chance.choice(self._tables)
        alias = f"f{len(self._items) - 1}"
        append = chance.randrange(len(table.snapshots))
        is_old = chance.random() < 0.3
        source = f"random.{table.name} FOR VERSION AS OF {table.snapshots[append]}" if is_old else f"random.{table.name}"
        rows = table.as_of(append) if is_old else table.rows
        self._items.append(f"{alias}.v")
        keeps = chance.random() < 0.7
        start = f"{'LEFT ' if keeps else ''}ASOF JOIN {source} AS {alias} MATCH_CONDITION"
        time = f"TIMESTAMP '{self._instant}'" if self._instant else "l.ts" if of == "l" else f"{of}.event"
        if of == "l" and chance.random() < 0.4:
            search = Search([(key, key) for key in table.keys], table.ttl, knows=table.has_ingestion, has_ingestion=table.has_ingestion)
            on = "" if not self._instant else " ON " + " AND ".join(f"{alias}.{key} = l.{key}" for key in table.keys)
            return alias, f"{start} {alias} AS OF {time}{on}", table, rows, keeps, search
        keys = chance.choice((["k"], ["n"], ["k", "n"]))
        direction = chance.choice(("", "", "", "FORWARD", "NEAREST"))
        search = Search([(key, key) for key in keys], chance.choice((None, datetime.timedelta(hours=3))), direction=direction, has_ingestion=table.has_ingestion)
        search.is_strict = direction != "NEAREST" and chance.random() < 0.3
        search.knows = chance.random() < 0.4
        search.in_range = direction == "" and chance.random() < 0.2
        on = " AND ".join(f"{alias}.{key} = {of}.{key}" for key in keys)
        return alias, f"{start} {self._bounds(search, alias, time)} {direction} ON {on}", table, rows, keeps, search

    def _bounds(self, search: Search, alias: str, time: str) -> str:
        ahead = search.direction == "FORWARD"
        bounds = [f"{alias}.event {'>' if ahead else '<'}{'' if search.is_strict else '='} {time}"]
        if search.tolerance is not None:
            far = "INTERVAL '3' HOUR"
            bounds += [f"{alias}.event <= {time} + {far}"] if search.direction else []
            bounds += [f"{alias}.event >= {time} - {far}"] if not ahead else []
        if search.knows:
            bounds.append(f"{alias}.known <= {time}")
        if search.in_range:
            bounds.append(f"({alias}.until IS NULL OR {time} < {alias}.until)")
        return " AND ".join(bounds)

    def _join_level(self, searches: list) -> None:
        """Joins that share a pass over the labels."""
        labels = self._rows
        kept = []
        found = [[] for _ in searches]
        for label in labels:
            row, is_kept = dict(label), True
            for of, (alias, _, _, rows, keeps, search) in zip(found, searches):
                match = search.match(self._seen_by(label, alias), rows)
                of.append(match)
                is_kept &= keeps or match.row is not None
                row[f"{alias}.v"] = match.row and match.row["v"]
                row[alias] = match.row
            if is_kept:
                kept.append(row)
        self._rows = kept
        for of, (_, text, _, _, _, search) in zip(found, searches):
            self._text += f"\n {text}"
            self.reports.append(_report(of, len(labels), len(kept), search.knows))

    def _seen_by(self, label: dict, alias: str) -> dict:
        """A label as a table of the second level sees it: the row of the first that was taken."""
        if "f0" not in label or self._instant:
            return label
        row = label["f0"] or {"event": None, "k": None, "n": None}
        return {"ts": row["event"], "k": row["k"], "n": row["n"]}


def _report(matches: list[Match], labels_in: int, rows_out: int, knows: bool) -> dict:
    taken = [match for match in matches if match.row is not None]
    ages = [match.age for match in taken]
    return {
        "labels_in": labels_in,
        "rows_out": rows_out,
        "matched": len(taken),
        "match_rate": len(taken) / labels_in if labels_in else 1.0,
        "staleness": {name: quantile(ages, fraction) for name, fraction in (("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1))},
        "ambiguous_matches": sum(match.is_ambiguous for match in taken),
        "removed_by_known_at": sum(match.is_removed for match in matches) if knows else 0,
        "not_yet_known": sum(match.is_not_yet_known for match in taken),
    }


class Latest:
    """One random question for the latest rows of all entities, and their values."""

    def __init__(self, seed: int, tables: list[FeatureTable]) -> None:
        chance = random.Random(seed)
        table = chance.choice(tables)
        instant = minute(chance.randint(-50, MINUTES + 600))
        append = chance.randrange(len(table.snapshots))
        is_old = chance.random() < 0.3
        source = f"random.{table.name} FOR VERSION AS OF {table.snapshots[append]}" if is_old else f"random.{table.name}"
        rows = table.as_of(append) if is_old else table.rows
        start = ""
        is_declared = chance.random() < 0.5
        if not is_declared and chance.random() < 0.4:
            condition, keeps = chance.choice(_CONDITIONS)
            start = f"WITH u AS (SELECT {chance.choice(('*', 'v, event, n, known AS known, k, x', '*, n + 1 AS more'))} FROM {source} AS z WHERE {condition})\n"
            source, rows = "u", [row for row in rows if keeps(row)]
        keys = table.keys if is_declared else chance.choice((["k"], ["n"], ["n", "k"]))
        search = Search([(key, key) for key in keys], table.ttl if is_declared else None, knows=is_declared and table.has_ingestion, has_ingestion=table.has_ingestion)
        by = "" if is_declared and chance.random() < 0.5 else f" BY ({', '.join(keys)})"
        condition, keeps = chance.choice((("", lambda row: True), *_CONDITIONS))
        where = f" WHERE {condition}" if condition else ""
        time = f"'{instant}'" if is_declared and chance.random() < 0.3 else f"TIMESTAMP '{instant}'"
        self.sql = f"{start}SELECT v FROM {source} FOR LATEST {'' if is_declared else 'event '}AS OF {time}{by}{where}"
        labels = [dict(zip(keys, key)) | {"ts": instant} for key in {tuple(row[key] for key in keys) for row in rows}]
        taken = [match.row for label in labels if (match := search.match(label, rows)).row is not None]
        self.values = sorted(row["v"] for row in taken if keeps(row))


_CONDITIONS = (
    ("k IN ('a', 'ä')", lambda row: row["k"] in ("a", "ä")),
    ("n = 1", lambda row: row["n"] == 1),
    ("x > 0.5", lambda row: row["x"] is not None and row["x"] > 0.5),
    ("x > 0.5 OR n IS NULL", lambda row: row["x"] is not None and row["x"] > 0.5 or row["n"] is None),
    ("v % 3 <> 1", lambda row: row["v"] % 3 != 1),
    ("until >= event", lambda row: row["until"] is not None),
)
