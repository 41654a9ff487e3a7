"""Messages as an Arrow C stream: decoded by pyarrow where it is installed, else by nanoarrow."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from godwit.wire import Message

try:
    import pyarrow
except ImportError:
    pyarrow = None

_CONTINUATION = b"\xff\xff\xff\xff"


def arrow_stream(messages: Iterator[Message]) -> Any:
    """An object with `__arrow_c_stream__` that reads `messages` as it is read."""
    reader = IpcReader(messages)
    if pyarrow is not None:
        return pyarrow.ipc.open_stream(pyarrow.PythonFile(reader, mode="r"))
    from nanoarrow.ipc import InputStream

    return InputStream.from_readable(reader)


class IpcReader(io.RawIOBase):
    """A file in Arrow's stream format, put together from messages as they arrive."""

    def __init__(self, messages: Iterator[Message]) -> None:
        self._pieces = _pieces(messages)
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        """Fills `target`; less only at the end."""
        view = memoryview(target).cast("B")
        filled = 0
        while filled < len(view):
            if not self._piece:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._piece = piece
                continue
            part = self._piece[: len(view) - filled]
            view[filled : filled + len(part)] = part
            self._piece = self._piece[len(part) :]
            filled += len(part)
        return filled

    def read_buffer(self, size: int) -> Any:
        """For pyarrow, which asks for a whole body at a time and takes it as it is."""
        if not self._piece:
            self._piece = next(self._pieces, memoryview(b""))
        if len(self._piece) == size:
            whole, self._piece = self._piece, memoryview(b"")
            return pyarrow.py_buffer(whole)
        buffer = pyarrow.allocate_buffer(size)
        filled = self.readinto(buffer)
        return buffer if filled == size else buffer.slice(0, filled)

    def close(self) -> None:
        self._pieces.close()
        super().close()


def _pieces(messages: Iterator[Message]) -> Iterator[memoryview]:
    for message in messages:
        # The format wants header and prefix to be a multiple of eight bytes.
        padding = -len(message.header) % 8
        yield memoryview(_CONTINUATION + struct.pack("<i", len(message.header) + padding))
        yield message.header
        yield memoryview(bytes(padding))
        yield memoryview(message.body)
