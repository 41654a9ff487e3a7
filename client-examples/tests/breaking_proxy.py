"""A TCP proxy that breaks connections, for tests of what clients and servers do then."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit


class BreakingProxy:
    """Forwards to `uri`; each connection is reset after as many bytes of answers as `break_after` says next, None: never."""

    def __init__(self, uri: str, break_after: Iterator[int | None]) -> None:
        target = urlsplit(uri)
        self._target = (target.hostname, target.port)
        self._break_after = break_after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.uri = f"grpc://127.0.0.1:{self._listening.getsockname()[1]}"
        self.broken = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> BreakingProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._target)
                limit = next(self._break_after, None)
                threading.Thread(target=self._forward, args=(client, server, None), daemon=True).start()
                threading.Thread(target=self._forward, args=(server, client, limit), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        forwarded = 0
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                forwarded += len(data)
                if limit is not None and forwarded >= limit:
                    self.broken += 1
                    break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                # A reset, not an orderly end: what a cut cable or a killed process looks like.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            end.close()
