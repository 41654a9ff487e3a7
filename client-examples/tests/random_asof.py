"""Random queries of point-in-time joins, in every place where a table may stand, with DuckDB's text for the same question.

DuckDB is asked for a correlated subquery instead: all feature rows that meet the conditions, in order, of which the first counts.
"""

from __future__ import annotations

import re

from random_sql import TYPES, Column, RandomSql

STEPS = {
    "timestamp": ("INTERVAL '90' MINUTE", "INTERVAL '5' HOUR", "INTERVAL '1' DAY", "INTERVAL '1' MONTH"),
    "date": ("INTERVAL '1' DAY", "INTERVAL '2' DAY", "INTERVAL '1' MONTH"),
    "int": ("1", "4"),
}


class RandomAsof(RandomSql):
    """Puts ASOF joins in place of joins."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._joins: list[tuple[str, str]] = []
        self._depth = 0

    def texts(self) -> tuple[str, str]:
        """The query as Godwit and as DuckDB are asked it; in DuckDB's another number for TIE lets ties end otherwise."""
        text = self._any_query()
        while not self._joins:
            text = self._any_query()
        godwit = self._spelt(text, 0)
        used = sorted({int(number) for number in re.findall(r"\$(\d+)", godwit)})
        self.parameters = [self.parameters[number - 1] for number in used]
        one, other = (
            re.sub(r"\$(\d+)", lambda number: f"${used.index(int(number[1])) + 1}", each) for each in (godwit, self._spelt(text, 1))
        )
        return one, other

    def _spelt(self, text: str, dialect: int) -> str:
        while "«" in text:
            text = re.sub(r"«(\d+)»", lambda number: self._joins[int(number[1])][dialect], text)
        return text

    def _join(self, table: str, columns: list[Column], own: list[Column]) -> str:
        if table.startswith("((") or table.startswith("(") and not table.startswith("(SELECT") or self._random.random() < 0.25:
            return super()._join(table, columns, own)
        alias = own[0].name.split(".")[0]
        if {column.type for column in columns} != set(TYPES):
            return super()._join(table, columns, own)
        if self._depth < 2 and self._random.random() < 0.25:
            self._depth += 1
            source, inner = self._source()
            items = ", ".join(f"{self._value(column.type, inner, 1)} AS {column.name.split('.')[1]}" for column in own)
            table = f"(SELECT {items} FROM {source}{self._where(inner)}) AS {alias}"
            self._depth -= 1
        return self._asof(table, alias, columns, own)

    def _asof(self, table: str, alias: str, columns: list[Column], own: list[Column]) -> str:
        def side(type_: str, of: list[Column]) -> str:
            """An expression that reads at least one column."""
            if self._random.random() < 0.15 and any(column.name in (value := self._value(type_, of, 1)) for column in of):
                return value
            return self._pick(*(column.name for column in of if column.type == type_))

        def pair(type_: str) -> tuple[str, str]:
            return side(type_, own), side(type_, columns)

        direction = self._pick("", "", "", "FORWARD", "NEAREST")
        type_ = self._pick("timestamp", "timestamp", "date", "int")
        # Nearest is a row to the time that is compared without an offset.
        feature, label = (self._column(type_, own), self._column(type_, columns)) if direction == "NEAREST" else pair(type_)
        strict = "" if direction == "NEAREST" or self._random.random() < 0.7 else "="
        ahead = direction == "FORWARD"
        operator = "<=" if direction == "NEAREST" else f"{'>' if ahead else '<'}{strict}"
        bounds = [self._pick(f"{feature} {operator} {label}", f"{label} {operator.replace('<', '~').replace('>', '<').replace('~', '>')} {feature}")]
        filters = [] if direction == "NEAREST" else list(bounds)
        if self._random.random() < 0.4:
            further = f"{feature} {'<=' if ahead else '>='} {label} {'+' if ahead else '-'} {self._pick(*STEPS[type_])}"
            bounds.append(further)
            filters.append(further)
        if self._random.random() < 0.3:
            known = self._pick("timestamp", "date", "int")
            known_feature, known_label = pair(known)
            if known_feature != feature:
                further = f"{known_feature} {self._pick('<=', '<=', '<')} {self._pick(known_label, known_label, self._literal(known))}"
                bounds.append(further)
                filters.append(further)
        keys = [" = ".join(pair(self._pick(*TYPES))[:: self._pick(1, -1)]) for _ in range(self._pick(0, 1, 1, 1, 2))]
        on = " AND ".join(keys) or "TRUE"
        kind = self._pick("", "LEFT ")
        ignored = self._pick(*own).name.split(".")[1] if self._random.random() < 0.15 else ""
        godwit = f" {kind}ASOF JOIN {table} MATCH_CONDITION {' AND '.join(bounds)} {direction}"
        godwit += f"{f' IGNORE NULLS ({ignored})' if ignored else ''} ON {on}"

        distance = f"abs({feature} - {label}), {feature} ASC"
        if type_ == "timestamp":
            distance = f"abs(epoch_us({feature}) - epoch_us({label})), {feature} ASC"
        order = {"": f"{feature} DESC", "FORWARD": f"{feature} ASC", "NEAREST": distance}[direction]
        order += f", md5(TIE || ROW({', '.join(column.name for column in own)})::VARCHAR)"

        def best(more: str, what: str) -> str:
            where = " AND ".join([on, *filters, f"{feature} IS NOT NULL", f"{label} IS NOT NULL"]) + more
            return f"(SELECT {what} FROM {table} WHERE {where} ORDER BY {order} LIMIT 1)"

        # The asterisk would be that of a join within parentheses, too.
        items = ", ".join(column.name for column in own)
        lateral = best("", items)
        if ignored:
            lateral = f"(SELECT b.* REPLACE (i.{ignored} AS {ignored}) FROM {lateral} AS b LEFT JOIN {best(f' AND {alias}.{ignored} IS NOT NULL', f'{alias}.{ignored}')} AS i ON TRUE)"
        self._joins.append((godwit, f" {kind}JOIN LATERAL {lateral} AS {alias} ON TRUE"))
        return f"«{len(self._joins) - 1}»"
