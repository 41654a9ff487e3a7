"""Flight SQL commands written by hand, for pyarrow, which knows Flight alone."""


def statement(sql: str) -> bytes:
    return message("CommandStatementQuery", sql)


def message(name: str, text: str) -> bytes:
    """A message of Flight SQL whose first field is `text`, as a protobuf Any."""
    return field(1, f"type.googleapis.com/arrow.flight.protocol.sql.{name}".encode()) + field(2, field(1, text.encode()))


def field(key: int, content: bytes) -> bytes:
    """A field of text, bytes or a message."""
    return _varint(key << 3 | 2) + _varint(len(content)) + content


def number(key: int, value: int) -> bytes:
    return _varint(key << 3) + _varint(value)


def _varint(value: int) -> bytes:
    low = b""
    while value > 127:
        low, value = low + bytes([value & 127 | 128]), value >> 7
    return low + bytes([value])
