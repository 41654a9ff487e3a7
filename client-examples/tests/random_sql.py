"""Random queries whose meaning Godwit and DuckDB agree on: every expression knows its type, and nothing depends on order."""

from __future__ import annotations

import datetime
import decimal
import random
import re
from dataclasses import dataclass
from typing import TypeVar

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


T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    name: str
    type: str


class RandomSql:
    def __init__(self, seed: int, *, with_parameters: bool = True) -> None:
        self._random = random.Random(seed)
        self._with_parameters = with_parameters
        # What $1, $2, … of the query stand for.
        self.parameters: list[object] = []

    def query(self) -> str:
        text = self._any_query()
        # Some were made for parts that no choice fell on.
        used = sorted({int(number) for number in re.findall(r"\$(\d+)", text)})
        self.parameters = [self.parameters[number - 1] for number in used]
        return re.sub(r"\$(\d+)", lambda number: f"${used.index(int(number[1])) + 1}", text)

    def _any_query(self) -> str:
        choice = self._random.random()
        if choice < 0.05:
            return self._set_operations(self._types())
        if choice < 0.12:
            return self._limited()
        if choice < 0.17:
            return self._lateral()
        if choice < 0.22:
            types = self._types()
            columns = [Column(f"x.c{index}", type_) for index, type_ in enumerate(types)]
            items = ", ".join(f"{self._value(self._pick(*TYPES), columns, 2)} AS o{index}" for index in range(2))
            body = f"SELECT {items} FROM x WHERE {self._condition(columns, 2)}"
            if self._random.random() < 0.3:
                body += f" AND {self._pick('', 'NOT ')}EXISTS (SELECT 1 FROM x AS y WHERE y.c0 {self._pick('<', '>', '=')} x.c0)"
            return f"WITH x AS ({self._select(types)}) {body}"
        if choice < 0.36:
            return self._windowed()
        if choice < 0.41:
            return self._with_scalar()
        if choice < 0.45:
            return self._starred()
        if choice < 0.48:
            return self._structures()
        return self._grouped() if choice < 0.7 else self._select(self._types())

    def condition(self) -> tuple[str, str]:
        """A FROM clause with a condition on its rows, to be taken apart into what is true, false and unknown."""
        source, columns = self._source()
        return source, self._condition(columns, 3)

    def _pick(self, *choices: T) -> T:
        return self._random.choice(choices)

    def _types(self) -> list[str]:
        return [self._pick(*TYPES) for _ in range(self._random.randint(1, 3))]

    def _source(self) -> tuple[str, list[Column]]:
        if self._random.random() < 0.08:
            return self._chain()
        text, columns = "", []
        for index in range(self._random.choice((1, 1, 2, 2, 3))):
            table = self._pick(*TABLES)
            alias = f"t{index}"
            own = [
                Column(f"{alias}.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names
            ]
            choice = self._random.random()
            named = f"(SELECT * FROM {table} WHERE {self._condition(self._bare(own), 2)})" if choice < 0.15 else table
            if choice > 0.95:
                keys = [self._pick(*(column for column in self._bare(own) if column.type == type_)) for type_ in COLUMNS]
                kept = [f"{key.name} AS k_{key.type}" for key in keys[:2]]
                kept += [f"{self._pick('min', 'max')}({self._value(key.type, self._bare(own), 1)}) AS k_{key.type}" for key in keys[2:] if key.type != "bool"]
                kept += [f"bool_or({self._value('bool', self._bare(own), 1)}) AS k_bool"]
                named = f"(SELECT {', '.join(kept)} FROM {table} GROUP BY 1, 2{self._pick('', ' HAVING count(*) > 1')})"
                own = [Column(f"{alias}.k_{key.type}", key.type) for key in keys]
            if index == 0:
                text = f"{named} AS {alias}"
            elif self._random.random() < 0.15:
                text += self._semi_join(f"{named} AS {alias}", columns, own)
                continue
            else:
                other = f"{named} AS {alias}"
                if self._random.random() < 0.06:
                    further, others = self._other(f"s{index}")
                    other = f"({other}{self._semi_join(further, own, others)})"
                text += self._join(other, columns, own)
            columns += own
        return text, columns

    def _chain(self) -> tuple[str, list[Column]]:
        """Tables joined by the columns they have in common, which are named without a table."""
        shared = self._pick(("k",), ("k", "l"))
        types = {"k": "int", "l": "text"}
        text, columns = "", [Column(name, types[name]) for name in shared]
        for index in range(self._random.choice((2, 3, 3))):
            table = self._pick(*TABLES)
            prefix, alias = TABLES[table], f"t{index}"
            own = Column(f"o{index}", self._pick(*TYPES))
            keys = ", ".join(f"{prefix}{self._pick(*COLUMNS[types[name]])} AS {name}" for name in shared)
            named = f"(SELECT {keys}, {prefix}{self._pick(*COLUMNS[own.type])} AS {own.name} FROM {table}) AS {alias}"
            if index == 0:
                text = named
            else:
                kind = self._pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
                text += self._pick(f" {kind} {named} USING ({', '.join(shared)})", f" NATURAL {kind} {named}")
            columns += [Column(f"{alias}.k", "int"), self._pick(own, Column(f"{alias}.{own.name}", own.type))]
        return text, columns

    def _semi_join(self, table: str, columns: list[Column], own: list[Column]) -> str:
        """The rows before it that have a match, or have none; no column comes of it."""
        kind = self._pick("SEMI JOIN", "ANTI JOIN", "SEMI JOIN")
        key = self._pick("int", "text", "date", "bool")
        on = f"{self._column(key, columns)} {self._pick('=', '=', '=', '<', 'IS NOT DISTINCT FROM')} {self._column(key, own)}"
        if self._random.random() < 0.4:
            on += f" AND {self._condition(columns + own, 1)}"
        return f" {kind} {table} ON {on}"

    def _lambda(self, type_: str, made: str, columns: list[Column], depth: int) -> str:
        """Of an element of a list, called one, or other where it stands within another lambda."""
        name = "other" if any(column.name == "one" for column in columns) else "one"
        body = self._value(made, [*columns, Column(name, type_), Column(name, type_)], depth)
        return f"lambda {name}: {body}"

    def _join(self, table: str, columns: list[Column], own: list[Column]) -> str:
        kind = self._pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
        key = self._pick("int", "text", "date", "decimal")
        if kind != "FULL JOIN" and self._random.random() < 0.15:
            word = self._pick("<", ">=", "<>", "IS NOT DISTINCT FROM")
            return f" {kind} {table} ON {self._column(key, columns)} {word} {self._column(key, own)}"
        on = f"{self._column(key, columns)} = {self._column(key, own)}"
        if kind != "FULL JOIN" and self._random.random() < 0.3:
            on += f" AND {self._condition(columns + own, 1)}"
        return f" {kind} {table} ON {on}"

    @staticmethod
    def _bare(columns: list[Column]) -> list[Column]:
        return [Column(column.name.split(".")[1], column.type) for column in columns]

    def _where(self, columns: list[Column]) -> str:
        if self._random.random() < 0.25:
            return ""
        condition = self._condition(columns, 3)
        if self._random.random() < 0.2:
            subquery = self._subquery(columns)
            condition += self._pick(f" AND {subquery}", f" AND {subquery}", f" OR {subquery}", f" AND ({subquery}) IS NULL")
        return f" WHERE {condition}"

    def _other(self, alias: str) -> tuple[str, list[Column]]:
        table = self._pick(*TABLES)
        own = [Column(f"{alias}.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names]
        return f"{table} AS {alias}", own

    def _subquery(self, columns: list[Column]) -> str:
        source, own = self._other("q")
        key = self._pick("int", "text", "date")
        inner, outer = self._column(key, own), self._column(key, columns)
        negation = self._pick("", "NOT ")
        where = f"WHERE {self._condition(own, 1)}"
        choice = self._random.random()
        if choice < 0.4:
            return f"{negation}EXISTS (SELECT 1 FROM {source} {where} AND {inner} = {outer})"
        if choice < 0.55:
            return f"{outer} {negation}IN (SELECT {inner} FROM {source} {where})"
        if choice < 0.65:
            further = self._pick("int", "text")
            pair = f"({outer}, {self._column(further, columns)})"
            others = f"{inner}, {self._column(further, own)}"
            return f"{pair} {negation}IN (SELECT {others} FROM {source} {where})"
        if choice < 0.75:
            return f"{outer} {self._pick('= ANY', '> ANY', '<> ALL', '<= ALL')} (SELECT {inner} FROM {source} {where})"
        correlated = self._pick("", f" AND {self._condition(columns + own, 0)}", f" AND {inner} <> {outer}")
        return f"{outer} >= (SELECT {self._pick('max', 'min')}({inner}) FROM {source} {where}{correlated})"

    def _scalar(self, columns: list[Column]) -> str:
        """A subquery in SELECT, of one value for each row around it."""
        source, own = self._other("q")
        key = self._pick("int", "text", "date", "bool")
        number = self._value("int", own, 1)
        value = self._pick("count(*)", f"sum({number})", f"max({self._value('text', own, 1)})", f"count(DISTINCT {self._column('date', own)})", f"coalesce(min({number}), -9)", f"max({number}) - count(*)")
        having = self._pick("", "", "", "", " HAVING count(*) > 1", f" HAVING max({number}) IS NULL")
        compared = self._pick("=", "=", "=", "<", "IS NOT DISTINCT FROM")
        scalar = f"(SELECT {value} FROM {source} WHERE {self._column(key, own)} {compared} {self._column(key, columns)}{having})"
        return self._pick(scalar, scalar, f"coalesce(CAST({scalar} AS VARCHAR), 'none')", f"(SELECT v FROM {scalar} AS z(v))")

    def _set_operations(self, types: list[str]) -> str:
        words = ("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "UNION ALL BY NAME", "UNION BY NAME")
        first = f"({self._select(types)} {self._pick(*words)} {self._select(types)})"
        if self._random.random() < 0.4:
            return f"{first} {self._pick(*words[:4])} {self._select(types)}"
        return first

    def _limited(self) -> str:
        """All columns are keys of the order, so that rows beside a limit are the same ones."""
        types = self._types()
        keys = [f"{index + 1}{self._pick('', ' ASC', ' DESC')}{self._pick('', ' NULLS FIRST', ' NULLS LAST')}" for index in range(len(types))]
        # Without NULLS the two would differ: PostgreSQL's order and DuckDB's are not one.
        keys = [key if "NULLS" in key else f"{key} NULLS LAST" for key in keys]
        offset = f" OFFSET {self._random.randint(0, 4)}" if self._random.random() < 0.4 else ""
        body = self._set_operations(types) if self._random.random() < 0.3 else self._select(types)
        if self._random.random() < 0.3:
            keys = [f"ALL{self._pick('', ' DESC')} NULLS {self._pick('FIRST', 'LAST')}"]
        return f"{body} ORDER BY {', '.join(keys)} LIMIT {self._random.randint(0, 12)}{offset}"

    def _lateral(self) -> str:
        source, columns = self._source()
        choice = self._random.random()
        if choice < 0.15:
            call = self._pick("generate_series(1, {})", "range({})", "range({}, 9, 2)", "generate_series(5, {}, -2)")
            columns = columns + [Column("u.x", "int")]
            series = call.format(f"mod({self._value('int', columns[:-1], 1)}, 7)")
            text = self._pick(f"{source}, {series} AS u(x)", f"{source} LEFT JOIN LATERAL {series} AS u(x) ON TRUE", f"{source}, UNNEST({series}) AS u(x)")
        elif choice < 0.2:
            step = self._pick("1 day", "36 hours", "90 minutes")
            day = self._value("date", columns, 1)
            columns = columns + [Column("u.x", "timestamp")]
            text = f"{source}, generate_series({day}, DATE '2024-03-01', INTERVAL '{step}') AS u(x)"
        elif choice < 0.4:
            type_ = self._pick("int", "text", "decimal", "timestamp")
            elements = ", ".join(self._value(type_, columns, 1) for _ in range(self._random.randint(1, 3)))
            columns = columns + [Column("u.x", type_)]
            text = f"{source}, UNNEST(ARRAY[{elements}]) AS u(x)"
        else:
            other, own = self._other("q")
            key = self._pick("int", "text", "date")
            on = f"{self._column(key, own)} = {self._column(key, columns)} AND {self._condition(own, 1)}"
            type_ = self._pick("int", "decimal", "text")
            value = self._value(type_, own, 1)
            if choice < 0.7:
                number = self._value("int", own, 1)
                made = self._pick("count(*)", f"max({number})", f"coalesce(min({number}), 7)", f"sum({number})")
                having = self._pick("", "", "", f" HAVING max({number}) IS NULL")
                inner, type_ = f"SELECT {made} AS x FROM {other} WHERE {on}{having}", "int"
            elif choice < 0.85:
                inner = f"SELECT {value} AS x FROM {other} WHERE {on}"
            else:
                inner = f"SELECT {value} AS x FROM {other} WHERE {on} ORDER BY 1 NULLS LAST LIMIT 2"
            columns = columns + [Column("u.x", type_)]
            text = f"{source}{self._pick(', LATERAL', ' CROSS JOIN LATERAL')} ({inner}) AS u"
            if self._random.random() < 0.3:
                text = f"{source} LEFT JOIN LATERAL ({inner}) AS u ON TRUE"
        return f"SELECT u.x AS c0, {self._value(self._pick(*TYPES), columns, 1)} AS c1 FROM {text}{self._where(columns)}"

    def _structures(self) -> str:
        source, columns = self._source()
        types = [self._pick("int", "text", "bool") for _ in range(2)]

        def made() -> str:
            return f"{{'p': {self._value(types[0], columns, 1)}, 'q': {self._value(types[1], columns, 1)}}}"

        where = self._where(columns)
        choice = self._random.random()
        if choice < 0.3:
            return f"SELECT s.*, {self._pick('s.p IS NULL', 's.q')} AS o FROM (SELECT {made()} AS s FROM {source}{where}) AS z"
        if choice < 0.6:
            return f"SELECT unnest([{made()}, {made()}]) AS s, {self._value('int', columns, 1)} AS o FROM {source}{where}"
        return f"SELECT u.x.p, u.x.q FROM {source}, UNNEST([{made()}, {made()}]) AS u(x){where}"

    def _starred(self) -> str:
        """Columns chosen among those of a star, some of them computed anew."""
        table = self._pick(*TABLES)
        prefix = TABLES[table]
        columns = [Column(prefix + name, type_) for type_, names in COLUMNS.items() for name in names]
        if self._random.random() < 0.5:
            pattern = self._pick("LIKE '%!_i%' ESCAPE '!'", "NOT LIKE '%d'", "ILIKE '%T'", "LIKE '__d%'", "NOT ILIKE '%S'", "NOT SIMILAR TO '.*(i|j)'", "LIKE '%id' ESCAPE '!'")
            star = self._pick("*", f"* EXCLUDE ({columns[-1].name})", f"{table}.*")
            return f"SELECT {star} {pattern} FROM {table}{self._where(columns)}"
        if self._random.random() < 0.4:
            pattern, call = self._pick(("_[ij]$", "max({})"), ("(s|t)$", "min({})"), ("_[ijd]$", "{} + 1"), ("at|day", "count({})"), ("m", "{}"))
            item = call.format(f"COLUMNS('{pattern}')")
            return f"SELECT {item} FROM {table}{self._where(columns)}"
        self._random.shuffle(columns)
        gone, replaced, renamed = columns[:3]
        star = f"* EXCLUDE ({gone.name})"
        if self._random.random() < 0.6:
            star += f" REPLACE ({self._value(replaced.type, columns, 2)} AS {replaced.name})"
        if self._random.random() < 0.5:
            star += f" RENAME ({renamed.name} AS other)"
        return f"SELECT {star} FROM {table}{self._where(columns)}"

    def _select(self, types: list[str]) -> str:
        source, columns = self._source()
        items = ", ".join(f"{self._value(type_, columns, 2)} AS c{index}" for index, type_ in enumerate(types))
        return f"SELECT {self._pick('', '', '', 'DISTINCT ')}{items} FROM {source}{self._where(columns)}"

    def _with_scalar(self) -> str:
        source, columns = self._source()
        asked = self._scalar(columns) if self._random.random() < 0.8 else self._subquery(columns)
        items = f"{self._value(self._pick(*TYPES), columns, 1)} AS c0, {asked} AS c1"
        return f"SELECT {self._pick('', '', 'DISTINCT ')}{items} FROM {source}{self._where(columns)}"

    def _grouped(self) -> str:
        source, columns = self._source()
        keys = [self._value(self._pick("int", "text", "date", "bool"), columns, 1) for _ in range(self._random.randint(0, 2))]
        items = [f"{key} AS k{index}" for index, key in enumerate(keys)]
        items += [f"{self._aggregate(columns)} AS a{index}" for index in range(self._random.randint(1, 3))]
        text = f"SELECT {', '.join(items)} FROM {source}{self._where(columns)}"
        if keys and self._random.random() < 0.25:
            return self._grouped_in_sets()
        if keys:
            text += f" GROUP BY {', '.join(str(index + 1) for index in range(len(keys)))}"
            if self._random.random() < 0.3:
                text += f" HAVING count(*) > {self._random.randint(0, 3)}"
        return text

    def _grouped_in_sets(self) -> str:
        source, columns = self._source()
        keys = [self._column(self._pick("int", "text", "date", "bool"), columns) for _ in range(2)]
        if keys[0] == keys[1]:
            keys.pop()
        some = ", ".join(keys)
        sets = self._pick(f"ROLLUP ({some})", f"CUBE ({some})", f"GROUPING SETS (({some}), ())", f"GROUPING SETS (({keys[0]}), ({keys[-1]}))")
        items = f"{some}, grouping({keys[0]}) AS g, {self._aggregate(columns)} AS a"
        having = f" HAVING grouping({keys[0]}) = 0 OR count(*) > 3" if self._random.random() < 0.3 else ""
        return f"SELECT {items} FROM {source}{self._where(columns)} GROUP BY {sets}{having}"

    def _aggregate(self, columns: list[Column]) -> str:
        type_ = self._pick(*TYPES)
        value = self._value(type_, columns, 1)
        numeric = type_ in ("int", "double", "decimal")
        name = self._pick("count", "min", "max", *(("sum", "avg") if numeric else ()))
        if type_ == "bool":
            name = self._pick("count", "bool_and", "bool_or")
        distinct = "DISTINCT " if name in ("count", "sum", "avg", "max") and self._random.random() < 0.3 else ""
        choice = self._random.random()
        if choice < 0.15:
            text = "count(*)"
        elif choice < 0.2:
            gathered = self._column("text", columns)
            text = f"string_agg({gathered}, '|' ORDER BY {gathered} {self._pick('ASC', 'DESC')})"
        elif choice < 0.25:
            text = f"{self._pick('median', 'stddev_samp', 'var_pop')}({self._value('int', columns, 1)})"
        elif choice < 0.28:
            text = f"quantile_disc({self._value('int', columns, 1)}, 0.25)"
        elif choice < 0.31:
            text = f"{self._pick('covar_pop', 'covar_samp', 'regr_sxx')}({self._value('int', columns, 1)}, {self._value('int', columns, 1)})"
        else:
            text = f"{name}({distinct}{value})"
        if self._random.random() < 0.2:
            text += f" FILTER (WHERE {self._condition(columns, 1)})"
        return text

    def _windowed(self) -> str:
        if self._random.random() < 0.3:
            # The rows of a join have no key of their own, so that only windows without an order tell no ties apart.
            source, columns = self._source()
            partition = self._value(self._pick("int", "text", "bool"), columns, 1)
            call = f"{self._aggregate(columns)} OVER (PARTITION BY {partition})"
            if any(word in call for word in ("DISTINCT", "ORDER", "median", "quantile")):
                call = f"count(*) OVER (PARTITION BY {partition})"
            return f"SELECT {self._value(self._pick(*TYPES), columns, 1)} AS c, {call} AS w FROM {source}{self._where(columns)}"
        table = self._pick(*TABLES)
        columns = [Column(f"t.{TABLES[table]}{name}", type_) for type_, names in COLUMNS.items() for name in names]
        key = f"t.{TABLES[table]}id"
        partition = self._column(self._pick("int", "text", "bool"), columns)
        value = self._column(self._pick("int", "decimal"), columns)
        some = self._value(self._pick("int", "decimal", "text", "date"), columns, 1)
        by = f"{self._value(self._pick('int', 'text', 'date', 'double'), columns, 1)} {self._pick('ASC', 'DESC')} NULLS {self._pick('FIRST', 'LAST')}"
        order = f"PARTITION BY {partition} ORDER BY {self._pick('', f'{by}, ')}{key}"
        over = f"OVER ({order})"
        filtered = f"FILTER (WHERE {self._condition(columns, 1)})"
        number = self._pick(
            f"row_number() {over}",
            f"sum({value}) {over}",
            f"count({some}) {over}",
            f"ntile({self._random.randint(1, 4)}) {over}",
            f"lag({value}, {self._random.randint(0, 3)}) {over}",
            f"lead({value}, {self._random.randint(1, 2)}, {self._random.randint(-1, 3)}) {over}",
            f"first_value({value}) {over}",
            f"last_value({value}) OVER ({order} ROWS BETWEEN 1 PRECEDING AND {self._random.randint(0, 2)} FOLLOWING)",
            f"nth_value({value}, 2) {over}",
            f"rank() OVER (PARTITION BY {partition} ORDER BY {by})",
            f"dense_rank() OVER (ORDER BY {by})",
            f"sum({value}) OVER (PARTITION BY {partition} ORDER BY {by})",
            f"sum({value}) {filtered} {over}",
            f"count(*) {filtered} OVER (PARTITION BY {partition})",
            f"max({value}) OVER (PARTITION BY {partition})",
            f"sum({value}) OVER ({order} ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
            f"sum({value}) OVER ({order} ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING EXCLUDE {self._pick('CURRENT ROW', 'NO OTHERS', 'GROUP', 'TIES')})",
            f"min({value}) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
            f"sum({value}) OVER (ORDER BY {key} RANGE BETWEEN 3 PRECEDING AND 1 FOLLOWING)",
            f"count(*) OVER (PARTITION BY {partition})",
            f"count(DISTINCT {value}) OVER (PARTITION BY {partition})",
        )
        text = f"SELECT {key} AS id, {number} AS w FROM {table} AS t{self._where(columns)}"
        choice = self._random.random()
        if choice < 0.3:
            return f"SELECT * FROM ({text}) AS v WHERE w >= {self._random.randint(0, 3)}"
        if choice < 0.5:
            return f"{text} QUALIFY {self._pick('w', number)} {self._pick('<=', '>', '=')} {self._random.randint(0, 3)}"
        return text

    def _column(self, type_: str, columns: list[Column]) -> str:
        return self._random.choice([column.name for column in columns if column.type == type_] or [self._literal(type_)])

    def _literal(self, type_: str) -> str:
        if self._with_parameters and self._random.random() < 0.04:
            return self._parameter(type_)
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

    def _parameter(self, type_: str) -> str:
        sql_type, values = {
            "int": ("BIGINT", (-1, 0, 3, 11)),
            "double": ("DOUBLE", (-1.5, 0.25, 1e6)),
            "decimal": ("DECIMAL(9, 2)", (decimal.Decimal("0.25"), decimal.Decimal("-1.10"))),
            "text": ("VARCHAR", ("a", "", "abc", "ä")),
            "date": ("DATE", (datetime.date(2024, 2, 26), datetime.date(2024, 2, 29))),
            "timestamp": ("TIMESTAMP", (datetime.datetime(2024, 2, 28, 12, 30),)),
            "bool": ("BOOLEAN", (True, False)),
        }[type_]
        self.parameters.append(self._random.choice(values))
        return f"CAST(${len(self.parameters)} AS {sql_type})"

    def _value(self, type_: str, columns: list[Column], depth: int) -> str:
        if type_ == "bool":
            return self._condition(columns, depth)
        if depth == 0 or self._random.random() < 0.4:
            return self._literal(type_) if self._random.random() < 0.15 else self._column(type_, columns)

        def value(wanted: str) -> str:
            return self._value(wanted, columns, depth - 1)

        choice = self._random.random()
        if choice < 0.06:
            kind = self._pick("int", "text", "date")
            branches = "".join(f" WHEN {self._literal(kind)} THEN {value(type_)}" for _ in range(self._random.randint(1, 2)))
            return f"CASE {self._value(kind, columns, depth - 1)}{branches}{self._pick('', f' ELSE {value(type_)}')} END"
        if choice < 0.2:
            return f"CASE WHEN {self._condition(columns, depth - 1)} THEN {value(type_)} ELSE {value(type_)} END"
        if choice < 0.35:
            return f"coalesce({value(type_)}, {value(type_)})"
        if choice < 0.42:
            return f"nullif({value(type_)}, {value(type_)})"
        if choice < 0.46 and type_ in ("int", "date", "text"):
            return f"{self._pick('greatest', 'least')}(coalesce({value(type_)}, {self._literal(type_)}), coalesce({value(type_)}, {self._literal(type_)}))"
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
                f"extract({self._pick('day', 'month', 'quarter', 'dow', 'doy', 'week')} FROM {value('date')})",
                f"date_part('{self._pick('minute', 'day', 'dow')}', {value('timestamp')})",
                f"date_diff('{self._pick('day', 'hour', 'month')}', {value('timestamp')}, {value('timestamp')})",
                f"CAST({value('decimal')} AS BIGINT)",
                f"CAST({value('bool')} AS INTEGER)",
                f"ARRAY[{value('int')}, {value('int')}][{self._random.randint(1, 3)}]",
                f"strpos({value('text')}, {self._literal('text')})",
                f"sign({value('int')})",
                f"len([{value('text')}, {value('text')}][{self._random.randint(1, 2)}:])",
                f"list_sum([{value('int')}, {value('int')}])",
                f"list_position([{value('date')}, {value('date')}], {value('date')})",
                f"[{value('int')}, {value('int')}, {value('int')}][{self._random.randint(-2, 2)}:][1]",
                f"list_sort([{value('int')}, coalesce({value('int')}, 3)])[2]",
                f"{{'a': {value('int')}, 'b': {value('text')}}}.a",
                f"MAP {{'k': {value('int')}, 'l': 3}}['{self._pick('k', 'l', 'm')}']",
                f"len(generate_series({self._random.randint(-1, 2)}, {value('int')}))",
                f"extract(day FROM {value('timestamp')} - {value('timestamp')})",
                f"TRY_CAST({value('text')} AS BIGINT)",
                f"list_sum(list_transform([{value('int')}, {value('int')}], {self._lambda('int', 'int', columns, depth - 1)}))",
                f"list_transform([{value('text')}, {value('text')}], {self._lambda('text', 'int', columns, depth - 1)})[{self._random.randint(1, 2)}]",
                f"len(list_filter([{value('int')}, {value('int')}, 3], {self._lambda('int', 'bool', columns, depth - 1)}))",
                f"list_reduce([{value('int')}, {value('int')}], lambda p, w: coalesce(p, 1) - coalesce(w, {value('int')}))",
                f"list_reduce([{value('int')}], lambda p, w, i: coalesce(p, w) + 10 * i, {value('int')})",
                f"list_transform([{value('int')}, 7], lambda v, i: coalesce(v, 5) * i)[{self._random.randint(1, 2)}]",
                f"len(list_concat([], [{value('int')}]))",
                f"({value('int')} + {value('bool')}::INTEGER * 3)",
                f"({value('int')} - {value('decimal')}::BIGINT)",
                f"({value('int')} {self._pick('&', '|')} {value('int')} {self._pick('&', '|', '+')} {self._pick('', '~')}{value('int')})",
                f"(~{value('int')} {self._pick('&', '>>', '-', '*')} {self._random.randint(1, 3)})",
                f"xor({value('int')}, abs({value('int')}) % 9 << {self._random.randint(0, 3)})",
            ),
            "double": lambda: self._pick(
                f"({value('double')} + {value('double')})",
                f"({value('double')} * {value('double')})",
                f"({value('double')} / 4e0)",
                f"floor({value('double')})",
                f"CAST({value('int')} AS DOUBLE)",
                f"CAST({value('decimal')} AS DOUBLE)",
                f"({value('decimal')} / 4.0)",
                f"sqrt(abs({value('int')}))",
                f"(-{value('double')} ** 2 * {self._random.randint(1, 3)})",
                f"round({value('double')}, 1)",
                f"({value('int')} + {value('double')})",
                f"epoch({value('timestamp')} - {value('timestamp')})",
                f"list_avg([{value('int')}, {value('int')}])",
                f"epoch(list_max([{value('timestamp')} - {value('timestamp')}, NULL, INTERVAL '2' HOUR]))",
            ),
            "decimal": lambda: self._pick(
                f"({value('decimal')} + {value('decimal')})", f"({value('decimal')} - {value('decimal')})", f"(- {value('decimal')})",
                f"({value('decimal')} * {value('int')})",
                f"CAST({value('int')} AS DECIMAL(9, 2))",
                f"abs({value('decimal')})",
                f"round({value('decimal')}, 1)",
            ),
            "text": lambda: self._pick(
                f"upper({value('text')})",
                f"lower({value('text')})",
                f"({value('text')} || {value('text')})",
                f"substring({value('text')}, {self._random.randint(1, 2)}, {self._random.randint(1, 3)})",
                f"trim({value('text')})",
                f"replace({value('text')}, 'a', 'xy')",
                f"CAST({value('int')} AS VARCHAR)",
                f"CAST({value(self._pick('date', 'decimal', 'bool', 'timestamp'))} AS VARCHAR)",
                f"left({value('text')}, {self._random.randint(-1, 2)})",
                f"lpad({value('text')}, 4, 'xy')",
                f"concat({value('text')}, {value('text')})",
                f"({value('text')} || {value(self._pick('int', 'date', 'bool'))}::VARCHAR)",
                f"({value('text')} || {value('int')} | 3)",
                f"split_part({value('text')}, 'b', {self._random.randint(1, 2)})",
                f"reverse({value('text')})",
                f"({value('text')})[{self._random.randint(1, 3)}]",
                f"({value('text')})[{self._pick('', '1', '2', '-2')}:{self._pick('', '1', '3', '-1')}]",
                f"('{{\"a\": {{\"b\": ' || CAST({value('int')} AS VARCHAR) || '}}}}' -> 'a' ->> 'b')",
                f"array_to_string([{value('text')}, {value('text')}], '-')",
                f"string_split({value('text')}, 'b')[1]",
                f"list_max([{value('text')}, {value('text')}])",
                f"typeof({self._column(self._pick('int', 'decimal', 'text', 'date', 'double'), columns)})",
                f"array_to_string(list_transform([{value('int')}, {value('int')}], {self._lambda('int', 'text', columns, depth - 1)}), '/')",
                f"list_filter([{value('text')}, {value('text')}], {self._lambda('text', 'bool', columns, depth - 1)})[1]",
            ),
            "date": lambda: self._pick(
                f"({value('date')} + {self._random.randint(0, 3)})",
                f"CAST({value('timestamp')} AS DATE)",
                f"CAST(date_trunc('month', {value('date')}) AS DATE)",
                f"CAST(date_trunc('{self._pick('week', 'quarter', 'year')}', {value('timestamp')}) AS DATE)",
                f"CAST({value('date')} + INTERVAL '{self._random.randint(1, 14)}' MONTH AS DATE)",
                f"last_day({value('date')})",
            ),
            "timestamp": lambda: self._pick(
                f"({value('timestamp')} + INTERVAL '90' MINUTE)",
                f"({value('timestamp')} - INTERVAL '1' DAY)",
                f"({value('timestamp')} + INTERVAL '{self._pick('1 month', '36 hours', '2 weeks', '90 seconds')}')",
                f"({value('timestamp')} + {value('int')} * INTERVAL '1' HOUR)",
                f"date_trunc('{self._pick('minute', 'day', 'week', 'quarter')}', {value('timestamp')})",
                f"date_trunc('hour', {value('timestamp')})",
                f"CAST({value('date')} AS TIMESTAMP)",
                f"({value('timestamp')} + ({value('timestamp')} - {value('timestamp')}))",
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
            pattern = self._pick("'a%'", "'%b%'", "'_'", "'%\\%' ESCAPE '\\'", "'Ab_'", "''", self._column("text", columns))
            return f"({value} {self._pick('', 'NOT ')}{self._pick('LIKE', 'ILIKE')} {pattern})"
        if choice < 0.82 and type_ == "text":
            return self._pick(f"({value} ~ '^a')", f"({value} SIMILAR TO '(a|b)*z?')", f"starts_with({value}, 'a')", f"contains({value}, 'b')", f"({value} {self._pick('', 'NOT ')}GLOB '{self._pick('a*', '?b*', '[a-z]*')}')")
        if choice < 0.8:
            other = self._pick("int", "text", "date")
            # DuckDB compares rows as structures, in which null is a value; the standard compares them field by field.
            pair = f"(coalesce({value}, {self._literal(type_)}), coalesce({self._value(other, columns, below)}, {self._literal(other)}))"
            if self._random.random() < 0.5:
                return f"({pair} {self._pick('=', '<>')} (coalesce({self._value(type_, columns, below)}, {self._literal(type_)}), {self._literal(other)}))"
            return f"({pair} {self._pick('', 'NOT ')}IN (({self._literal(type_)}, {self._literal(other)}), ({self._literal(type_)}, {self._literal(other)})))"
        if choice < 0.82:
            other = self._pick(*(type_ for type_ in ("int", "double", "decimal")))
            numbers = self._value(self._pick("int", "double", "decimal"), columns, below)
            return f"({numbers} {self._pick('=', '<', '>=')} {self._value(other, columns, below)})"
        if choice < 0.83:
            step = self._pick("1 day", "90 minutes", "-2 hours")
            times = f"({self._value('timestamp', columns, below)} - {self._value('timestamp', columns, below)})"
            return self._pick(
                f"({times} {self._pick('<', '>=', '=')} INTERVAL '{step}')",
                f"list_contains([{value}, {self._value(type_, columns, below)}], {self._literal(type_)})",
            )
        if choice < 0.84:
            return f"({self._condition(columns, below)} IS {self._pick('', 'NOT ')}{self._pick('TRUE', 'FALSE', 'NULL')})"
        operator = self._pick("=", "<>", "<", "<=", ">", ">=")
        other = self._literal(type_) if self._random.random() < 0.5 else self._value(type_, columns, below)
        return f"({value} {operator} {other})"
