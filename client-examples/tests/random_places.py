"""Random queries of point-in-time joins of tables as they were, of views, frames and whatever else may stand for a table.

Every table lives through deletes, a widened and a renamed column, one that came late, and other partitions.
"""

from __future__ import annotations

import random
import re

import duckdb
import pyarrow as pa
from adbc_driver_flightsql import dbapi as flightsql
from pyiceberg.catalog import Catalog
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import BooleanType, LongType
from random_asof import RandomAsof
from random_sql import TABLES, Column

INSTANTS = ("2024-02-27 18:00:00", "2024-02-28 12:00:00", "2024-03-02 00:00:00")
PARTS = ("i", "s", "day", "b")


class TableWithHistory:
    """A table of the lake in three states, each of which is a table of DuckDB: `red_0`, `red_1` and, as it is now, `red`."""

    def __init__(self, name: str, rows: pa.Table, catalog: Catalog, oracle: duckdb.DuckDBPyConnection) -> None:
        self._name, self._oracle = name, oracle
        prefix = TABLES[name]
        self._i, self._j, self._b = (f"{prefix}{column}" for column in "ijb")
        first, second, third = (rows.slice(start, rows.num_rows // 3 + 1) for start in range(0, rows.num_rows, rows.num_rows // 3 + 1))
        first = first.set_column(first.column_names.index(self._b), self._b, pa.nulls(first.num_rows, pa.bool_()))
        old = self._old(first)
        table = catalog.create_table(("random", name), schema=old.schema)
        table.append(old)
        self._keep(table, 0, first)
        with table.update_schema() as change:
            change.rename_column(f"{self._j}j", self._j)
            change.update_column(self._i, LongType())
            change.add_column(self._b, BooleanType())
        with table.update_spec() as change:
            change.add_field(f"{prefix}t", IdentityTransform(), "part")
        table.append(second)
        self._keep(table, 1, pa.concat_tables([first, second]))
        with table.update_spec() as change:
            change.remove_field("part")
            change.add_field(f"{prefix}day", IdentityTransform(), "other")
        table.append(third)
        table.delete(f"{self._j} = 3")
        oracle.register("rows", rows := pa.concat_tables([first, second, third]))
        self.rows = oracle.sql(f"FROM rows WHERE {self._j} IS DISTINCT FROM 3").to_arrow_table().cast(rows.schema)
        oracle.register("rows", self.rows)
        oracle.execute(f"CREATE TABLE {name} AS FROM rows")
        self._snapshots = [table.snapshot_by_name(f"state {number}").snapshot_id for number in range(2)]

    def _old(self, rows: pa.Table) -> pa.Table:
        """As the rows were written before the schema changed."""
        rows = rows.rename_columns({self._j: f"{self._j}j"}).drop_columns([self._b])
        return rows.set_column(1, self._i, rows[self._i].cast(pa.int32()))

    def _keep(self, table: Table, number: int, rows: pa.Table) -> None:
        snapshot = table.refresh().current_snapshot().snapshot_id
        table.manage_snapshots().create_tag(snapshot, f"state {number}").create_branch(snapshot, f"Branch {number}").commit()
        self._oracle.register("rows", rows)
        self._oracle.execute(f"CREATE TABLE {self._name}_{number} AS FROM rows")

    def open(self, cursor: flightsql.Cursor) -> None:
        """Uploads it, and makes views."""
        cursor.adbc_ingest(f"{self._name}_frame", self.rows, mode="create", temporary=True)
        for view, (sql, _) in self._views().items():
            cursor.execute(f"CREATE VIEW {self._name}_{view} AS {sql}")
            cursor.fetchall()

    def _views(self) -> dict[str, tuple[str, str]]:
        """By name, what Godwit and DuckDB are told that they are."""
        name, prefix = self._name, TABLES[self._name]
        mixed = f"SELECT l.* REPLACE (coalesce(w.{prefix}s, l.{prefix}t) AS {prefix}s, w.{prefix}d AS {prefix}d) FROM {name} AS l"
        best = f"SELECT * FROM {name}_1 AS w WHERE w.{prefix}at < l.{prefix}at ORDER BY w.{prefix}at DESC LIMIT 1"
        joined = f"{mixed} LEFT ASOF JOIN {name} FOR VERSION AS OF 'Branch 1' AS w MATCH_CONDITION w.{prefix}at < l.{prefix}at ON TRUE"
        lateral = f"{mixed} LEFT JOIN LATERAL ({best}) AS w ON TRUE"
        return {
            "view": (f"SELECT * FROM {name}", f"SELECT * FROM {name}"),
            "asof": (joined, lateral),
            "asof_of_asof": (
                f"SELECT a.* REPLACE (w.{prefix}m AS {prefix}m) FROM {name}_asof AS a ASOF JOIN {name}_view AS w MATCH_CONDITION w.{prefix}at <= a.{prefix}at AND w.{prefix}j <= a.{prefix}j ON TRUE",
                f"SELECT a.* REPLACE (w.{prefix}m AS {prefix}m) FROM ({lateral}) AS a JOIN LATERAL (SELECT * FROM {name} AS w WHERE w.{prefix}at <= a.{prefix}at AND w.{prefix}j <= a.{prefix}j ORDER BY w.{prefix}at DESC LIMIT 1) AS w ON TRUE",
            ),
        }

    def place(self, chance: random.Random) -> tuple[str, str]:
        """A source with the table's columns, for Godwit and for DuckDB."""
        name, prefix = self._name, TABLES[self._name]
        number = chance.randint(0, 1)
        old = self._snapshots[number] if chance.random() < 0.5 else f"'state {number}'"
        then = f"{name} FOR VERSION AS OF {old}"
        if number == 0:
            then = f"(SELECT * REPLACE (CAST({self._i} AS BIGINT) AS {self._i}) RENAME ({self._j}j AS {self._j}), CAST(NULL AS BOOLEAN) AS {self._b} FROM {then})"
        view = chance.choice(list(self._views().items()))
        instant, key = chance.choice(INSTANTS), prefix + chance.choice(PARTS)
        latest = f"(SELECT * FROM {name} WHERE {prefix}at <= TIMESTAMP '{instant}' AND {key} IS NOT NULL QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {prefix}at DESC) = 1)"
        of = chance.choice([(name, name), (f"{name}_frame", name), (f"{name} FOR VERSION AS OF 'Branch {number}'", f"{name}_{number}"), (f"{name}_view", name)])
        numbered = f"(SELECT * FROM {name} QUALIFY row_number() OVER (PARTITION BY {prefix}s ORDER BY {prefix}id) <= 2)"
        return chance.choice(
            [
                (name, name),
                (then, f"{name}_{number}"),
                (f"{name} FOR VERSION AS OF 'Branch {number}'", f"{name}_{number}"),
                (f"{name}_frame", name),
                (f"{name}_{view[0]}", f"({view[1][1]})"),
                (f"{of[0]} FOR LATEST {prefix}at AS OF TIMESTAMP '{instant}' BY ({key})", latest.replace(f"FROM {name} ", f"FROM {of[1]} ")),
                (numbered, numbered),
                (f"(SELECT * FROM {then} AS z UNION ALL SELECT * FROM {name})", f"(FROM {name}_{number} UNION ALL FROM {name})"),
                (f"(SELECT DISTINCT * FROM {name}_frame)", f"(SELECT DISTINCT * FROM {name})"),
                (f"(SELECT * FROM {name}_frame ORDER BY {prefix}id LIMIT 20)", f"(SELECT * FROM {name} ORDER BY {prefix}id LIMIT 20)"),
                (f"{name}_named", f"{name}_named"),
                (f"{name}_stepped", f"{name}_stepped"),
            ]
        )

    def named(self) -> list[str]:
        """What WITH may name; the words are the same to both."""
        name, prefix = self._name, TABLES[self._name]
        return [
            f"{name}_named AS (SELECT * FROM {name} WHERE {prefix}i IS NOT NULL OR {prefix}b)",
            f"{name}_stepped AS (SELECT * FROM {name} WHERE {prefix}id < 2 UNION ALL SELECT n.* FROM {name}_stepped AS s JOIN {name} AS n ON n.{prefix}id = s.{prefix}id + 2)",
        ]


class RandomPlaces(RandomAsof):
    """Puts something else in place of each table."""

    def __init__(self, seed: int, tables: dict[str, TableWithHistory]) -> None:
        super().__init__(seed)
        self._tables = tables

    def texts(self) -> tuple[str, str]:
        godwit, oracle = (self._with_named(text) for text in super().texts())
        return godwit, oracle

    def _any_query(self) -> str:
        return self._placed(super()._any_query())

    def _asof(self, table: str, alias: str, columns: list[Column], own: list[Column]) -> str:
        return super()._asof(self._placed(table), alias, columns, own)

    def _placed(self, text: str) -> str:
        return re.sub(rf"\b({'|'.join(TABLES)})\b(?!\.)( AS \w+)?", self._place, text)

    def _place(self, named: re.Match) -> str:
        self._joins.append(self._tables[named[1]].place(self._random))
        return f"«{len(self._joins) - 1}»{named[2] or f' AS {named[1]}'}"

    def _with_named(self, text: str) -> str:
        named = [query for table in self._tables.values() for query in table.named() if re.search(rf"\b{query.split()[0]}\b", text)]
        if not named:
            return text
        return f"WITH RECURSIVE {', '.join(named)}{', ' + text.removeprefix('WITH ') if text.startswith('WITH ') else ' ' + text}"
