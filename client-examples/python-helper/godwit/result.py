"""A result that has not been read yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from godwit import decode
from godwit.errors import GodwitError
from godwit.stream import Endpoint, Fetch
from godwit.wire import Message

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow


class Result:
    """The rows of a query, to be read as a whole or batch by batch, and again: the same rows in the same order each time.

    It is a stream of the PyCapsule interface: `polars.DataFrame(result)`, `duckdb.sql("FROM result")` and
    `pyarrow.table(result)` take it. Those turn a failure into an error of their own; `to_pandas`, `to_polars`, `to_arrow`
    and `to_duckdb` raise `GodwitError` as it came.
    """

    def __init__(self, fetch: Callable[[Endpoint], Fetch], endpoints: Sequence[Endpoint]) -> None:
        self._fetch = fetch
        self._failure: GodwitError | None = None
        self.endpoints = tuple(endpoints)
        self.fetches: list[Fetch] = []

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._open().__arrow_c_stream__(requested_schema)

    def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """A pandas frame; `options` are those of `pyarrow.Table.to_pandas`."""
        return self.to_arrow().to_pandas(**options)

    def to_polars(self) -> polars.DataFrame:
        import polars

        with self._as_it_came():
            return polars.DataFrame(self)

    def to_arrow(self) -> pyarrow.Table:
        import pyarrow

        with self._as_it_came():
            return pyarrow.table(self)

    def to_duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """A relation of DuckDB that holds the rows."""
        import duckdb

        with self._as_it_came():
            return (connection or duckdb).from_arrow(self.to_arrow())

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        with self._as_it_came():
            yield from pyarrow.RecordBatchReader.from_stream(self)

    @property
    def row_count(self) -> int:
        """The rows read by the last reading."""
        return sum(fetch.next_row for fetch in self.fetches)

    def _open(self) -> Any:
        self.fetches = [self._fetch(endpoint) for endpoint in self.endpoints]
        return decode.arrow_stream(self._messages(self.fetches))

    def _messages(self, fetches: Sequence[Fetch]) -> Iterator[Message]:
        """All endpoints' messages as one stream, so with one schema."""
        schema: bytes | None = None
        try:
            for fetch in fetches:
                for message in fetch.messages():
                    if message.is_schema() and schema is not None:
                        continue
                    if message.is_schema():
                        schema = bytes(message.header)
                    yield message
        except GodwitError as failure:
            self._failure = failure
            raise

    @contextlib.contextmanager
    def _as_it_came(self) -> Iterator[None]:
        self._failure = None
        try:
            yield
        except Exception:
            if self._failure is not None:
                raise self._failure from None
            raise
