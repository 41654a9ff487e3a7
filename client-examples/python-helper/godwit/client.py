"""The connection to a server."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import grpc

from godwit import errors, protobuf, upload
from godwit.datasets import Receipt, TrainingDataset, create
from godwit.result import Result
from godwit.stream import Endpoint, Fetch, Metadata, RetryPolicy

_SERVICE = "/arrow.flight.protocol.FlightService/"
_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A channel of its own: gRPC would let two clients of one process share a connection.
    ("grpc.use_local_subchannel_pool", 1),
)
_COMMAND = 2  # FlightDescriptor.type: the descriptor is a command


def connect(
    uri: str,
    *,
    token: str | None = None,
    root_certificates: bytes | None = None,
    private_key: bytes | None = None,
    certificate_chain: bytes | None = None,
    retry: RetryPolicy | None = None,
) -> Client:
    """Connects to `grpc://host:port`, `grpc+tls://host:port` or `grpc+unix:///path`.

    `token` is a bearer token; without one the server is asked for one, so that the session with its uploaded tables outlives
    a broken connection. Certificates are PEM; `private_key` and `certificate_chain` are the client's own, for mutual TLS.
    """
    channel = _channel(uri, root_certificates, private_key, certificate_chain)
    try:
        return Client(channel, token, retry or RetryPolicy())
    except BaseException:
        channel.close()
        raise


class Client:
    """One session with a server. Use it in a `with` statement. May be used by several threads, not across a fork."""

    def __init__(self, channel: grpc.Channel, token: str | None, retry: RetryPolicy) -> None:
        self._channel = channel
        self._retry = retry
        self._owns_session = token is None
        self.token = token if token is not None else self._retried(self._handshake)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection, and ends the session unless it came from outside with its token."""
        if self._owns_session:
            with contextlib.suppress(errors.GodwitError):
                self.action("CloseSession", b"")
        self._channel.close()

    def query(
        self,
        sql: str,
        *,
        shards: int | None = None,
        shard: tuple[int, int] | None = None,
        shuffle: tuple[int, int] | None = None,
    ) -> Result:
        """Plans `sql`; its rows are read from the result. A statement with effects has run when this returns.

        `shards=n` gives the result n endpoints, one for each part; `shard=(rank, world_size)` gives the one part of a rank;
        `shuffle=(seed, epoch)` an order of rows that these two decide.
        """
        command = protobuf.any_of("CommandStatementQuery", protobuf.message((1, sql)))
        descriptor = protobuf.message((1, _COMMAND), (2, command))
        headers = [("godwit-shards", str(shards))] if shards is not None else []
        info = self._unary("GetFlightInfo", descriptor, headers + _part_headers(shard, shuffle))
        return self.result(info)

    def result(self, flight_info: bytes) -> Result:
        """The result of a serialized FlightInfo, such as a partition of ADBC's `adbc_execute_partitions`."""
        endpoints = [
            _endpoint(value)
            for number, value in protobuf.fields(flight_info)
            if number == 3 and isinstance(value, memoryview)
        ]
        return self.fetch(endpoints)

    def fetch(
        self,
        endpoints: Sequence[Endpoint],
        *,
        shard: tuple[int, int] | None = None,
        shuffle: tuple[int, int] | None = None,
        first_row: int = 0,
    ) -> Result:
        """The rows behind `endpoints`, which may come from another process, or from another server with the same key.

        A single endpoint of a whole result can be cut into shards and shuffled here, and may begin at its row `first_row`.
        """
        if first_row and len(endpoints) != 1:
            raise ValueError("first_row goes with a single endpoint")
        do_get = functools.partial(self._do_get, _part_headers(shard, shuffle))
        return Result(lambda endpoint: Fetch(do_get, endpoint, first_row, self._retry), endpoints)

    def renew(self, endpoint: Endpoint) -> Endpoint:
        """The same part, with a ticket that from now on lives as long as the server's `ticket.lifetime`. Ask before it expires."""
        request = protobuf.message((1, protobuf.message((1, protobuf.message((1, endpoint.ticket))))))
        return _endpoint(self.action("RenewFlightEndpoint", request)[0])

    def execute(self, sql: str) -> list[dict[str, Any]]:
        """Runs a statement and returns the rows of its answer, for answers of a few rows."""
        return _rows(self.query(sql))

    def upload(self, name: str, data: Any, *, mode: str = "create", schema: str | None = None) -> upload.Stored:
        """Stores a frame (pandas, Polars, Arrow: whatever has `__arrow_c_stream__`) as a table.

        Without `schema` it is a temporary table of this session; with it, a table of the lake, written in one commit.
        `mode` is "create", "append", "replace" or "create_append".
        """
        put = self._channel.stream_stream(_SERVICE + "DoPut")
        command = upload.Upload(name, mode, schema)
        # Not tried again: `data` may be a stream that can be read once.
        try:
            return command.send(data, put, self._metadata())
        except grpc.RpcError as failure:
            raise errors.of(failure) from None

    def create_dataset(self, name: str, sql: str, **options: object) -> Receipt:
        """Creates a version of training dataset `name` from `sql`; options such as `materialize=True, known_at="applied"`."""
        return create(self, name, sql, options)

    def dataset(self, name: str, version: int | None = None) -> TrainingDataset:
        """A version of a training dataset, the latest without a number."""
        return TrainingDataset(self, name, version)

    def status(self) -> dict[str, Any]:
        """What the server is busy with: how many queries run, are queued, or wait for their clients, and which."""
        return json.loads(self.action("godwit.status", b"")[0])

    def action(self, kind: str, body: bytes) -> list[bytes]:
        call = self._channel.unary_stream(_SERVICE + "DoAction")
        request = protobuf.message((1, kind), (2, body))
        return self._retried(
            lambda: [bytes(protobuf.first(answer, 1)) for answer in call(request, metadata=self._metadata())]
        )

    def _unary(self, method: str, request: bytes, headers: Metadata = ()) -> bytes:
        call = self._channel.unary_unary(_SERVICE + method)
        return self._retried(lambda: call(request, metadata=self._metadata(headers)))

    def _do_get(self, part: Metadata, ticket: bytes, headers: Metadata) -> grpc.Call:
        call = self._channel.unary_stream(_SERVICE + "DoGet")
        return call(protobuf.message((1, ticket)), metadata=self._metadata([*part, *headers]))

    def _metadata(self, headers: Metadata = ()) -> list[tuple[str, str]]:
        return [("authorization", f"Bearer {self.token}"), *headers]

    def _handshake(self) -> str:
        call = self._channel.stream_stream(_SERVICE + "Handshake")(iter([b""]))
        tokens = [bytes(protobuf.first(answer, 2)).decode() for answer in call]
        return tokens[0]

    def _retried(self, work: Callable[[], Any]) -> Any:
        """Tries again what was refused before anything was done; a call that broke in the middle may have had its effect."""
        failures = 0
        while True:
            try:
                return work()
            except grpc.RpcError as failure:
                failures += 1
                if not errors.is_untouched(failure) or failures >= self._retry.attempts:
                    raise errors.of(failure) from None
                self._retry.wait(failures)


def _endpoint(flight_endpoint: bytes | memoryview) -> Endpoint:
    return Endpoint(bytes(protobuf.first(protobuf.first(flight_endpoint, 1), 1)))


def _rows(result: Result) -> list[dict[str, Any]]:
    """Rows as dictionaries, read through nanoarrow or pyarrow, whichever is there."""
    from godwit import decode

    with result._as_it_came():
        if decode.pyarrow is not None:
            return decode.pyarrow.table(result).to_pylist()
        import nanoarrow

        stream = nanoarrow.ArrayStream(result)
        names = [field.name for field in stream.schema.fields]
        return [dict(zip(names, row)) for array in stream for row in array.iter_tuples()]


def _part_headers(shard: tuple[int, int] | None, shuffle: tuple[int, int] | None) -> list[tuple[str, str]]:
    named = (("godwit-shard", shard), ("godwit-shuffle", shuffle))
    return [(name, f"{pair[0]}/{pair[1]}") for name, pair in named if pair is not None]


def _channel(uri: str, root: bytes | None, key: bytes | None, chain: bytes | None) -> grpc.Channel:
    address = urlsplit(uri)
    scheme = address.scheme.removeprefix("grpc").removeprefix("+")
    if scheme == "unix":
        return grpc.insecure_channel(f"unix:{address.path}", _OPTIONS)
    if scheme in ("", "tcp"):
        return grpc.insecure_channel(address.netloc, _OPTIONS)
    if scheme == "tls":
        credentials = grpc.ssl_channel_credentials(root, key, chain)
        return grpc.secure_channel(address.netloc, credentials, _OPTIONS)
    raise ValueError(f"{uri}: the schemes are grpc://, grpc+tcp://, grpc+tls:// and grpc+unix://")
