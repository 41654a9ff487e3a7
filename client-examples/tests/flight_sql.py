"""Flight SQL commands written by hand, for pyarrow, which knows Flight alone."""


def statement(sql: str) -> bytes:
    return message("CommandStatementQuery", sql)


def message(name: str, text: str) -> bytes:
    """A message of Flight SQL whose first field is `text`, as a protobuf Any."""
    return _field(1, f"type.googleapis.com/arrow.flight.protocol.sql.{name}".encode()) + _field(2, _field(1, text.encode()))


def _field(number: int, content: bytes) -> bytes:
    length, size = b"", len(content)
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content
