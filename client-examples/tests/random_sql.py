"""Random queries whose meaning Godwit and DuckDB agree on: every expression knows its type, and nothing depends on order."""

from __future__ import annotations

import random
from dataclasses import dataclass

# The columns of every table, by type; their names differ from table to table by a prefix.
COLUMNS = {
    "int": ("i", "j"),
    "double": ("d",),
    "decimal": ("m",),
    "text": ("s", "t"),
    "date": ("day",),
    "timestamp": ("at",),
    "bool": ("b",),
}
TABLES = {"red": "r_", "green": "g_", "blue": "b_"}
TYPES = tuple(COLUMNS)


@dataclass(frozen=True)
class Column:
    name: str
    type: str


class RandomSql:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def query(self) -> str:
        choice = self._random.random()
        if choice < 0.12:
            types = self._types()
            word = self._pick("UNION", "UNION ALL", "INTERSECT", "EXCEPT")
            return f"{self._select(types)} {word} {self._select(types)}"
        if choice < 0.22:
            types = self._types()
            columns = [Column(f"x.c{index}", type_) for index, type_ in enumerate(types)]
            items = ", ".join(f"{self._value(self._pick(*TYPES), columns, 2)} AS o{index}" for index in range(2))
            body = f"SELECT {items} FROM x WHERE {self._condition(columns, 2)}"
            return f"WITH x AS ({self._select(types)}) {body}"
        if choice < 0.32:
            return self._windowed()
        return self._grouped() if choice < 0.6 else self._select(self._types())

    def condition(self) -> tuple[str, str]:
        """A FROM clause with a condition on its rows, to be taken apart into what is true, false and unknown."""
        source, columns = self._source()
        return source, self._condition(columns, 3)

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _types(self) -> list[str]:
        return [self._pick(*TYPES) for _ in range(self._random.randint(1, 3))]

    def _source(self) -> tuple[str, list[Column]]:
        text, columns = "", []
        for index in range(self._random.choice((1, 1, 2, 2, 3))):
            table = self._pick(*TABLES)
            alias = f"t{index}"
            own = [
                Column(f"{alias}.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names
            ]
            derived = self._random.random() < 0.15
            named = f"(SELECT * FROM {table} WHERE {self._condition(self._bare(own), 2)})" if derived else table
            if index == 0:
                text = f"{named} AS {alias}"
            else:
                kind = self._pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
                key = self._pick("int", "text", "date")
                on = f"{self._column(key, columns)} = {self._column(key, own)}"
                if kind != "FULL JOIN" and self._random.random() < 0.3:
                    on += f" AND {self._condition(columns + own, 1)}"
                text += f" {kind} {named} AS {alias} ON {on}"
            columns += own
        return text, columns

    @staticmethod
    def _bare(columns: list[Column]) -> list[Column]:
        return [Column(column.name.split(".")[1], column.type) for column in columns]

    def _where(self, columns: list[Column]) -> str:
        if self._random.random() < 0.25:
            return ""
        condition = self._condition(columns, 3)
        if self._random.random() < 0.2:
            condition += f" AND {self._subquery(columns)}"
        return f" WHERE {condition}"

    def _subquery(self, columns: list[Column]) -> str:
        table = self._pick(*TABLES)
        own = [Column(f"q.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names]
        key = self._pick("int", "text", "date")
        inner, outer = self._column(key, own), self._column(key, columns)
        negation = self._pick("", "NOT ")
        if self._random.random() < 0.5:
            return f"{negation}EXISTS (SELECT 1 FROM {table} AS q WHERE {inner} = {outer} AND {self._condition(own, 1)})"
        if self._random.random() < 0.5:
            return f"{outer} {negation}IN (SELECT {inner} FROM {table} AS q WHERE {self._condition(own, 1)})"
        return f"{outer} >= (SELECT max({inner}) FROM {table} AS q WHERE {self._condition(own, 1)})"

    def _select(self, types: list[str]) -> str:
        source, columns = self._source()
        items = ", ".join(f"{self._value(type_, columns, 2)} AS c{index}" for index, type_ in enumerate(types))
        return f"SELECT {self._pick('', '', '', 'DISTINCT ')}{items} FROM {source}{self._where(columns)}"

    def _grouped(self) -> str:
        source, columns = self._source()
        keys = [self._value(self._pick("int", "text", "date", "bool"), columns, 1) for _ in range(self._random.randint(0, 2))]
        items = [f"{key} AS k{index}" for index, key in enumerate(keys)]
        items += [f"{self._aggregate(columns)} AS a{index}" for index in range(self._random.randint(1, 3))]
        text = f"SELECT {', '.join(items)} FROM {source}{self._where(columns)}"
        if keys:
            text += f" GROUP BY {', '.join(str(index + 1) for index in range(len(keys)))}"
            if self._random.random() < 0.3:
                text += f" HAVING count(*) > {self._random.randint(0, 3)}"
        return text

    def _aggregate(self, columns: list[Column]) -> str:
        type_ = self._pick(*TYPES)
        value = self._value(type_, columns, 1)
        numeric = type_ in ("int", "double", "decimal")
        name = self._pick("count", "min", "max", *(("sum", "avg") if numeric else ()))
        if type_ == "bool" and name != "count":
            name = "count"
        distinct = "DISTINCT " if name == "count" and self._random.random() < 0.3 else ""
        text = "count(*)" if self._random.random() < 0.15 else f"{name}({distinct}{value})"
        if self._random.random() < 0.2:
            text += f" FILTER (WHERE {self._condition(columns, 1)})"
        return text

    def _windowed(self) -> str:
        table = self._pick(*TABLES)
        columns = [Column(f"t.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names]
        key = f"t.{TABLES[table]}id"
        partition = self._column(self._pick("int", "text", "bool"), columns)
        value = self._column(self._pick("int", "decimal"), columns)
        over = f"OVER (PARTITION BY {partition} ORDER BY {key})"
        function = self._pick(
            f"row_number() {over}",
            f"sum({value}) {over}",
            f"lag({value}) {over}",
            f"first_value({value}) {over}",
            f"max({value}) OVER (PARTITION BY {partition})",
            f"sum({value}) OVER (PARTITION BY {partition} ORDER BY {key} ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
            f"count(*) OVER (PARTITION BY {partition})",
        )
        text = f"SELECT {key} AS id, {function} AS w FROM {table} AS t{self._where(columns)}"
        return f"SELECT * FROM ({text}) AS v WHERE w >= {self._random.randint(0, 3)}" if self._random.random() < 0.4 else text

    def _column(self, type_: str, columns: list[Column]) -> str:
        return self._random.choice([column.name for column in columns if column.type == type_] or [self._literal(type_)])

    def _literal(self, type_: str) -> str:
        number = self._random.randint(-3, 12)
        return {
            "int": str(number),
            "double": f"{number / 4}e0",
            "decimal": f"CAST({number}.25 AS DECIMAL(9, 2))" if number >= 0 else "CAST(-0.75 AS DECIMAL(9, 2))",
            "text": self._pick("''", "'a'", "'Ab'", "'b%'", "'zebra'", "'ä'"),
            "date": f"DATE '2024-02-{self._random.randint(25, 29)}'",
            "timestamp": f"TIMESTAMP '2024-02-28 {self._random.randint(0, 23):02d}:30:00'",
            "bool": self._pick("TRUE", "FALSE"),
        }[type_]

    def _value(self, type_: str, columns: list[Column], depth: int) -> str:
        if type_ == "bool":
            return self._condition(columns, depth)
        if depth == 0 or self._random.random() < 0.4:
            return self._literal(type_) if self._random.random() < 0.15 else self._column(type_, columns)

        def value(wanted: str) -> str:
            return self._value(wanted, columns, depth - 1)

        choice = self._random.random()
        if choice < 0.2:
            return f"CASE WHEN {self._condition(columns, depth - 1)} THEN {value(type_)} ELSE {value(type_)} END"
        if choice < 0.35:
            return f"coalesce({value(type_)}, {value(type_)})"
        if choice < 0.42:
            return f"nullif({value(type_)}, {value(type_)})"
        return {
            "int": lambda: self._pick(
                f"({value('int')} + {value('int')})",
                f"({value('int')} - {value('int')})",
                f"({value('int')} * {self._random.randint(-2, 3)})",
                f"abs({value('int')})",
                f"mod({value('int')}, {self._random.randint(2, 5)})",
                f"char_length({value('text')})",
                f"extract(year FROM {value('date')})",
                f"extract(hour FROM {value('timestamp')})",
            ),
            "double": lambda: self._pick(
                f"({value('double')} + {value('double')})",
                f"({value('double')} * {value('double')})",
                f"({value('double')} / 4e0)",
                f"floor({value('double')})",
                f"CAST({value('int')} AS DOUBLE)",
            ),
            "decimal": lambda: self._pick(
                f"({value('decimal')} + {value('decimal')})", f"({value('decimal')} - {value('decimal')})", f"(- {value('decimal')})"
            ),
            "text": lambda: self._pick(
                f"upper({value('text')})",
                f"lower({value('text')})",
                f"({value('text')} || {value('text')})",
                f"substring({value('text')}, {self._random.randint(1, 2)}, {self._random.randint(1, 3)})",
                f"trim({value('text')})",
                f"replace({value('text')}, 'a', 'xy')",
                f"CAST({value('int')} AS VARCHAR)",
            ),
            "date": lambda: self._pick(
                f"({value('date')} + {self._random.randint(0, 3)})",
                f"CAST({value('timestamp')} AS DATE)",
                f"CAST(date_trunc('month', {value('date')}) AS DATE)",
            ),
            "timestamp": lambda: self._pick(
                f"({value('timestamp')} + INTERVAL '90' MINUTE)",
                f"({value('timestamp')} - INTERVAL '1' DAY)",
                f"date_trunc('hour', {value('timestamp')})",
                f"CAST({value('date')} AS TIMESTAMP)",
            ),
        }[type_]()

    def _condition(self, columns: list[Column], depth: int) -> str:
        choice = self._random.random()
        if depth > 0 and choice < 0.35:
            word = self._pick("AND", "OR", "OR")
            return f"({self._condition(columns, depth - 1)} {word} {self._condition(columns, depth - 1)})"
        if depth > 0 and choice < 0.42:
            return f"(NOT {self._condition(columns, depth - 1)})"
        if choice < 0.47:
            return self._column("bool", columns)
        type_ = self._pick(*(type_ for type_ in TYPES if type_ != "bool"))
        below = max(depth - 1, 0)
        value = self._value(type_, columns, below)
        if choice < 0.55:
            return f"({value} IS {self._pick('', 'NOT ')}NULL)"
        if choice < 0.62:
            literals = ", ".join(self._literal(type_) for _ in range(self._random.randint(1, 4)))
            return f"({value} {self._pick('', 'NOT ')}IN ({literals}))"
        if choice < 0.68:
            return f"({value} BETWEEN {self._literal(type_)} AND {self._value(type_, columns, below)})"
        if choice < 0.73:
            return f"({value} IS {self._pick('', 'NOT ')}DISTINCT FROM {self._value(type_, columns, below)})"
        if choice < 0.78 and type_ == "text":
            return f"({value} {self._pick('', 'NOT ')}LIKE {self._pick(chr(39) + 'a%' + chr(39), chr(39) + '%b%' + chr(39), chr(39) + '_' + chr(39))})"
        operator = self._pick("=", "<>", "<", "<=", ">", ">=")
        other = self._literal(type_) if self._random.random() < 0.5 else self._value(type_, columns, below)
        return f"({value} {operator} {other})"
