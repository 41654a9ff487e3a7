"""Answers that come row by row through Python's database interface."""

from __future__ import annotations

from typing import Callable

import pyarrow as pa

from godwit_bench.peers.peer import Session
from godwit_bench.questions import Question


class RowSession(Session):
    """A DB-API connection: every row a tuple, and a frame made of them at the end, as `pandas.read_sql` does."""

    def __init__(self, connection, to_sql: Callable[[Question], str], to_arrow: Callable[[str], pa.DataType | None]):
        self._connection, self._to_sql, self._to_arrow = connection, to_sql, to_arrow

    def stream(self, question: Question) -> pa.RecordBatchReader:
        rows, description = self._fetch(question)
        columns = zip(*rows) if rows else [()] * len(description)
        arrays = [pa.array(column, self._to_arrow(field[1])) for column, field in zip(columns, description)]
        return pa.table(arrays, names=[field[0] for field in description]).to_reader()

    def to_pandas(self, question: Question):
        import pandas

        rows, description = self._fetch(question)
        return pandas.DataFrame(rows, columns=[field[0] for field in description])

    def _fetch(self, question: Question):
        cursor = self._connection.cursor()
        cursor.execute(self._to_sql(question))
        return cursor.fetchall(), cursor.description

    def close(self) -> None:
        self._connection.close()
