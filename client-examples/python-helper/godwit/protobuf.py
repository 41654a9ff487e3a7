"""As much of the protobuf wire format as Flight's messages need, in place of generated classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

Value = Union[int, memoryview]

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
FIXED_WIDTH = {FIXED64: 8, FIXED32: 4}


def message(*fields: tuple[int, bytes | str | int]) -> bytes:
    """A message of `(number, value)` fields; numbers become varints, text UTF-8."""
    parts = []
    for number, value in fields:
        if isinstance(value, int):
            parts += [varint(number << 3 | VARINT), varint(value)]
        else:
            payload = value.encode() if isinstance(value, str) else value
            parts += [varint(number << 3 | BYTES), varint(len(payload)), payload]
    return b"".join(parts)


def fields(encoded: bytes | memoryview) -> Iterator[tuple[int, Value]]:
    """The fields of a message, nothing copied."""
    view = memoryview(encoded)
    position = 0
    while position < len(view):
        tag, position = read_varint(view, position)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            value, position = read_varint(view, position)
            yield number, value
            continue
        if kind == BYTES:
            length, position = read_varint(view, position)
        else:
            length = FIXED_WIDTH[kind]
        yield number, view[position : position + length]
        position += length


def first(encoded: bytes | memoryview, number: int) -> memoryview:
    """The first field `number`; empty when there is none."""
    for found, value in fields(encoded):
        if found == number and isinstance(value, memoryview):
            return value
    return memoryview(b"")


def any_of(type_name: str, payload: bytes) -> bytes:
    """A google.protobuf.Any that holds a message of Flight SQL."""
    return message((1, f"type.googleapis.com/arrow.flight.protocol.sql.{type_name}"), (2, payload))


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
