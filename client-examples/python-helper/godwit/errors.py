"""What can go wrong, with the gRPC code that says whether to try again."""

from __future__ import annotations

import re

import grpc

_RETRYABLE = {grpc.StatusCode.UNAVAILABLE}
_QUERY = re.compile(r" \(query (\w+)\)$")


class GodwitError(Exception):
    """The server refused or failed.

    `code` is the name of the gRPC status (`NOT_FOUND`, `UNAVAILABLE`, …), `query_id` finds the query in the server's log,
    and `retryable` says whether the same call may succeed in a moment.
    """

    def __init__(self, code: str, message: str, query_id: str | None = None, retryable: bool = False) -> None:
        super().__init__(message if query_id is None else f"{message} (query {query_id})")
        self.code = code
        self.message = message
        self.query_id = query_id
        self.retryable = retryable

    def __reduce__(self) -> tuple[object, ...]:
        return _revived, (type(self), self.args, vars(self))


def _revived(kind: type[GodwitError], told: tuple[object, ...], known: dict[str, object]) -> GodwitError:
    """An error as it was in another process."""
    error = kind.__new__(kind, *told)
    vars(error).update(known)
    return error


class ShortResult(GodwitError):
    """A stream ended without its closing batch, or with other rows, bytes or checksum than the batch says."""

    def __init__(self, message: str, query_id: str | None = None) -> None:
        super().__init__("DATA_LOSS", message, query_id)


def of(failure: grpc.RpcError) -> GodwitError:
    """The failed call `failure` as a `GodwitError`."""
    code = failure.code()
    text = failure.details() or code.name
    trailers = dict(failure.trailing_metadata() or ())
    named = _QUERY.search(text)
    query_id = trailers.get("godwit-query") or (named.group(1) if named else None)
    return GodwitError(code.name, _QUERY.sub("", text), query_id, is_retryable(failure))


def is_retryable(failure: grpc.RpcError) -> bool:
    """Whether the same call may succeed in a moment: the server is away or full, or the connection broke."""
    if failure.code() in _RETRYABLE:
        return True
    # A connection that is reset in the middle of a stream may show as any of these, without a status of the server's.
    broken = failure.code() in (grpc.StatusCode.INTERNAL, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN)
    return broken and bool(re.search(r"RST_STREAM|GOAWAY|Stream removed|[Ss]ocket|[Cc]onnection", failure.details() or ""))


def is_untouched(failure: grpc.RpcError) -> bool:
    """Whether the server has done nothing for the call, so that even a statement with effects may be sent again."""
    refused = "godwit-retry-after-ms" in dict(failure.trailing_metadata() or ())
    unreached = failure.code() == grpc.StatusCode.UNAVAILABLE and "failed to connect" in (failure.details() or "")
    return refused or unreached
