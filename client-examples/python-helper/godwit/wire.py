"""What comes over the wire for a DoGet: messages of Arrow's IPC format, each with its metadata."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from godwit import protobuf

# Numbers of Flight's `FlightData`.
_HEADER, _APP_METADATA, _BODY = 2, 3, 1000
# Kinds of message in Arrow's `Message.fbs`.
_SCHEMA, _RECORD_BATCH = 1, 3


@dataclass(frozen=True)
class Closing:
    """What the last batch of a stream says of it."""

    query_id: str
    first_row: int
    rows: int
    bytes: int
    crc32c: int


@dataclass(frozen=True)
class Message:
    """One message of a stream. The body is bytes of its own, and so aligned as Arrow wants it."""

    header: memoryview
    app_metadata: memoryview
    body: bytes

    @staticmethod
    def of(flight_data: bytes) -> Message:
        parts = {_HEADER: memoryview(b""), _APP_METADATA: memoryview(b""), _BODY: memoryview(b"")}
        for number, value in protobuf.fields(flight_data):
            if number in parts and isinstance(value, memoryview):
                parts[number] = value
        return Message(parts[_HEADER], parts[_APP_METADATA], bytes(parts[_BODY]))

    def is_schema(self) -> bool:
        return self._kind() == _SCHEMA

    def is_record_batch(self) -> bool:
        return self._kind() == _RECORD_BATCH

    def row_count(self) -> int:
        """The rows of a record batch: the first field of its table."""
        batch = _indirect(self.header, _field(self.header, _root(self.header), 2))
        at = _field(self.header, batch, 0)
        return struct.unpack_from("<q", self.header, at)[0] if at else 0

    def closing(self) -> Closing | None:
        """What the message says of its stream, when it is the last."""
        if not self.app_metadata:
            return None
        said = json.loads(bytes(self.app_metadata))
        if said.get("godwit") != "end":
            return None
        return Closing(said["query"], said["first_row"], said["rows"], said["bytes"], int(said["crc32c"], 16))

    def _kind(self) -> int:
        if not self.header:
            return 0
        at = _field(self.header, _root(self.header), 1)
        return self.header[at] if at else 0


def body_length(header: memoryview) -> int:
    """The bytes of the body that follows a message's header."""
    at = _field(header, _root(header), 3)
    return struct.unpack_from("<q", header, at)[0] if at else 0


# As much of flatbuffers as the fields above need.


def _root(buffer: memoryview) -> int:
    return _indirect(buffer, 0)


def _indirect(buffer: memoryview, at: int) -> int:
    return at + struct.unpack_from("<I", buffer, at)[0]


def _field(buffer: memoryview, table: int, index: int) -> int:
    """Where field `index` of `table` is; 0 when it has its default."""
    vtable = table - struct.unpack_from("<i", buffer, table)[0]
    if struct.unpack_from("<H", buffer, vtable)[0] <= 4 + 2 * index:
        return 0
    offset = struct.unpack_from("<H", buffer, vtable + 4 + 2 * index)[0]
    return table + offset if offset else 0
