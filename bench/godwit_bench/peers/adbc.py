"""Sessions through the stock ADBC Flight SQL driver, as any user would open them."""

from __future__ import annotations

from typing import Callable

import pyarrow as pa

from godwit_bench.peers.peer import Session
from godwit_bench.questions import Question


class AdbcSession(Session):
    def __init__(self, address: str, to_sql: Callable[[Question], str]):
        import adbc_driver_flightsql.dbapi as flightsql

        self._connection = flightsql.connect(address, autocommit=True)
        self._cursor = self._connection.cursor()
        self._to_sql = to_sql

    def execute(self, statement: str) -> None:
        self._cursor.execute(statement)
        self._cursor.fetch_arrow_table()

    def stream(self, question: Question) -> pa.RecordBatchReader:
        self._cursor.execute(self._to_sql(question))
        return self._cursor.fetch_record_batch()

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()
