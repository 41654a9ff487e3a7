"""Uploads of frames as tables (Flight SQL's CommandStatementIngest)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc

from godwit import decode, protobuf, wire

_COMMAND = 2
# TableDefinitionOptions: (if it does not exist, if it exists); create = 1, fail = 2 / fail = 1, append = 2, replace = 3.
_MODES = {"create": (1, 1), "append": (2, 2), "replace": (1, 3), "create_append": (1, 2)}
# Well below what servers accept in one message.
_MESSAGE_BYTES = 8 << 20


@dataclass(frozen=True)
class Stored:
    """What an upload wrote: how many rows, and for a table of the lake the snapshot that holds them."""

    rows: int
    snapshot_id: int | None


class Upload:
    """One table to store."""

    def __init__(self, name: str, mode: str, schema: str | None) -> None:
        if mode not in _MODES:
            raise ValueError(f"mode {mode!r}: the modes are {', '.join(_MODES)}")
        if_absent, if_exists = _MODES[mode]
        fields = [(1, protobuf.message((1, if_absent), (2, if_exists))), (2, name)]
        fields += [(3, schema)] if schema is not None else [(5, 1)]
        command = protobuf.any_of("CommandStatementIngest", protobuf.message(*fields))
        self._descriptor = protobuf.message((1, _COMMAND), (2, command))

    def send(self, data: Any, put: grpc.StreamStreamMultiCallable, metadata: list[tuple[str, str]]) -> Stored:
        unreadable: list[Exception] = []
        call = put(self._messages(data, unreadable), metadata=metadata)
        try:
            rows = sum(next(protobuf.fields(protobuf.first(answer, 1)), (1, 0))[1] for answer in call)
        except grpc.RpcError:
            if unreadable:
                raise unreadable[0] from None
            raise
        snapshot = dict(call.initial_metadata()).get("godwit-snapshot-id")
        return Stored(rows, int(snapshot) if snapshot else None)

    def _messages(self, data: Any, unreadable: list[Exception]) -> Iterator[bytes]:
        """What is sent. gRPC cancels the call when this fails, and keeps the reason to itself: it is put in `unreadable`."""
        first = ((1, self._descriptor),)
        try:
            for header, body in _ipc_messages(data):
                yield protobuf.message(*first, (2, header), (1000, body))
                first = ()
        except Exception as failure:
            unreadable.append(failure)
            raise


def _ipc_messages(data: Any) -> Iterator[tuple[bytes, bytes]]:
    """The messages of `data` in Arrow's stream format: its schema, dictionaries and batches."""
    sink = io.BytesIO()
    for _ in _written(data, sink):
        yield from _split(sink.getvalue())
        sink.seek(0)
        sink.truncate()


def _written(data: Any, sink: io.BytesIO) -> Iterator[None]:
    """Writes a little of `data` at a time."""
    if decode.pyarrow is None:
        import nanoarrow
        from nanoarrow.ipc import StreamWriter

        # It cannot write string views, in which Polars keeps its text: that takes pyarrow.
        stream = nanoarrow.c_array_stream(data)
        with StreamWriter.from_writable(sink) as writer:
            writer.write_stream(stream)
            yield
        return
    pyarrow = decode.pyarrow
    reader = pyarrow.RecordBatchReader.from_stream(data)
    writer = pyarrow.ipc.new_stream(sink, reader.schema)
    for batch in reader:
        rows = max(1, batch.num_rows * _MESSAGE_BYTES // max(batch.nbytes, 1))
        for start in range(0, batch.num_rows, rows):
            writer.write_batch(batch.slice(start, rows))
            yield
    yield


def _split(stream: bytes) -> Iterator[tuple[bytes, bytes]]:
    view, at = memoryview(stream), 0
    while at + 8 <= len(view):
        length = struct.unpack_from("<i", view, at + 4)[0]
        if length == 0:
            return
        header = view[at + 8 : at + 8 + length]
        end = at + 8 + length + wire.body_length(header)
        yield bytes(header), bytes(view[at + 8 + length : end])
        at = end
