"""Fetches that end whole or fail: checked against their closing batch, and gone on with where they broke."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import google_crc32c
import grpc

from godwit import errors
from godwit.errors import ShortResult
from godwit.wire import Closing, Message

Metadata = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Endpoint:
    """A part of a result, with the ticket that fetches it: bytes that may be sent to another process or machine."""

    ticket: bytes


@dataclass(frozen=True)
class RetryPolicy:
    """How often a fetch is tried again without having got on in between, and how long to wait before."""

    attempts: int = 6
    first_wait_seconds: float = 0.1
    longest_wait_seconds: float = 5.0
    sleep: Callable[[float], None] = time.sleep

    def wait(self, failures: int) -> None:
        self.sleep(min(self.longest_wait_seconds, self.first_wait_seconds * 2 ** (failures - 1)))


@dataclass
class Fetch:
    """One endpoint's messages: its schema once, then its batches, each row once, whatever breaks in between.

    `do_get` opens a stream of a ticket with the given headers. `next_row` is the row to ask for next, from the start of the
    result: keep it, and a later `Fetch` of the same ticket goes on there, in another process too.
    """

    do_get: Callable[[bytes, Metadata], grpc.Call]
    endpoint: Endpoint
    next_row: int = 0
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    resumed: int = 0
    closing: Closing | None = None

    def messages(self) -> Iterator[Message]:
        schema: bytes | None = None
        failures, row_of_failure = 0, -1
        while self.closing is None:
            try:
                for message in self._stream():
                    if not message.is_schema():
                        yield message
                    elif schema is None:
                        schema = bytes(message.header)
                        yield message
                    elif schema != bytes(message.header):
                        raise ShortResult("The result came back with another schema when its fetch was resumed")
            except grpc.RpcError as failure:
                failures = failures + 1 if self.next_row == row_of_failure else 1
                row_of_failure = self.next_row
                if not errors.is_retryable(failure) or failures >= self.retry.attempts:
                    raise errors.of(failure) from None
                self.resumed += 1
                self.retry.wait(failures)

    def _stream(self) -> Iterator[Message]:
        """One stream from `next_row` to its closing batch."""
        first_row = self.next_row
        headers = [("godwit-row-offset", str(first_row))] if first_row else []
        call = self.do_get(self.endpoint.ticket, headers)
        read_bytes = checksum = 0
        try:
            for flight_data in call:
                message = Message.of(flight_data)
                closing = message.closing()
                if closing is not None:
                    _check(closing, first_row, self.next_row, read_bytes, checksum)
                    self.closing = closing
                    continue
                if message.is_record_batch():
                    read_bytes += len(message.body)
                    checksum = google_crc32c.extend(checksum, message.body)
                    self.next_row += message.row_count()
                yield message
        finally:
            call.cancel()
        if self.closing is None:
            raise ShortResult(f"The stream ended after row {self.next_row:,} without its closing batch")


def _check(closing: Closing, first_row: int, next_row: int, read_bytes: int, checksum: int) -> None:
    expected = (closing.first_row, closing.rows, closing.bytes, closing.crc32c)
    found = (first_row, next_row - first_row, read_bytes, checksum)
    if expected != found:
        names = ("first row", "rows", "bytes", "crc32c")
        raise ShortResult(
            "The stream differs from what its closing batch says: "
            + "; ".join(
                f"{name} {got} instead of {said}" for name, got, said in zip(names, found, expected) if got != said
            ),
            closing.query_id,
        )
