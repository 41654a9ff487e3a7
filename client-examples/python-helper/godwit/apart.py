"""Planning and renewing by a process of their own, for one that is going to fork.

gRPC keeps threads after its last channel is closed. One of them may hold a lock when the process forks, and nobody ever
gives that lock back in the forked one, whose first call then hangs.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from godwit.client import connect
from godwit.stream import Endpoint


def planned(uri: str, connection: Mapping[str, Any], sql: str) -> tuple[Endpoint, ...]:
    """The endpoints of a query's result."""
    return _asked(uri, connection, sql)


def renewed(uri: str, connection: Mapping[str, Any], endpoints: Sequence[Endpoint]) -> tuple[Endpoint, ...]:
    """The same endpoints with tickets that live anew."""
    return _asked(uri, connection, tuple(endpoints))


def _asked(uri: str, connection: Mapping[str, Any], what: str | tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    # Tokens and keys go through the pipe, and stand on no command line.
    child = subprocess.run(
        [sys.executable, "-m", "godwit.apart"],
        input=pickle.dumps((uri, dict(connection), what)),
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=True,
    )
    endpoints, failure = pickle.loads(child.stdout)
    if failure is not None:
        raise failure
    return endpoints


def _answer(uri: str, connection: Mapping[str, Any], what: str | tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    with connect(uri, **connection) as client:
        return client.query(what).endpoints if isinstance(what, str) else tuple(map(client.renew, what))


if __name__ == "__main__":
    try:
        answer = (_answer(*pickle.load(sys.stdin.buffer)), None)
    except Exception as failure:  # told to whoever asked
        answer = ((), failure)
    sys.stdout.buffer.write(pickle.dumps(answer))
