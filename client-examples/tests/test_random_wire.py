"""Calls whose bytes are changed at random are refused as the caller's, and leave nothing behind.

SOAK_QUERIES is how many are made; the seed is part of every failure, and SOAK_SEED makes other ones.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import grpc
import pyarrow as pa
import pyarrow.flight as flight
from conftest import Server
from flight_sql import field, message, number, statement

CALLS = int(os.environ.get("SOAK_QUERIES", "600"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
SERVICE = "/arrow.flight.protocol.FlightService/"
OURS = {"INTERNAL", "UNKNOWN", "DEADLINE_EXCEEDED", "DATA_LOSS", "UNAVAILABLE"}

COMMANDS = [
    statement("SELECT 1"),
    statement("SELECT * FROM small"),
    *(message(f"CommandGet{name}", "lake") for name in ("Catalogs", "DbSchemas", "Tables", "TableTypes", "PrimaryKeys", "SqlInfo")),
    *(message(f"CommandPreparedStatement{kind}", "a handle") for kind in ("Query", "Update")),
    message("CommandStatementSubstraitPlan", "plan"),
]
FRAMES = [
    pa.table({"a": [1, 2, None], "s": ["x", None, "zz"]}),
    pa.table({"l": [[1], None, []], "m": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64()))}),
    pa.table({"d": pa.array(["a", "b", "a"]).dictionary_encode()}),
    pa.table({"v": pa.array(["a", "b" * 20, None], pa.string_view()), "t": pa.array([1, 2, 3], pa.timestamp("s"))}),
    pa.table({"st": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": None}])}),
    pa.table({"n": pa.array([None, 1, 2], pa.decimal128(20, 3)), "f": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2))}),
]
ACTIONS = ["CreatePreparedStatement", "ClosePreparedStatement", "CancelQuery", "CancelFlightInfo", "RenewFlightEndpoint", "SetSessionOptions", "GetSessionOptions", "CloseSession"]


def test_changed_bytes_are_refused_and_leave_nothing_behind(tmp_path: Path) -> None:
    server = Server(tmp_path)
    wrong = []
    with flight.connect(server.uri) as client, grpc.insecure_channel(server.uri.removeprefix("grpc://")) as channel:
        wire = RandomWire(channel, client)
        for seed in range(SEED, SEED + CALLS):
            code, details = wire.call(random.Random(seed))
            if code in OURS:
                wrong.append(f"seed {seed}: {code} {details}")
        (status,) = client.do_action("godwit.status")
        assert json.loads(status.body.to_pybytes())["open"] == 0
        assert client.do_get(wire.ticket).read_all().num_rows == 3
    assert not wrong, f"{len(wrong)} of {CALLS}\n" + "\n".join(wrong[:20])
    assert server.interrupt() == 0, server.log.read_text()


class RandomWire:
    """Makes calls of bytes that were a call once."""

    def __init__(self, channel: grpc.Channel, client: flight.FlightClient) -> None:
        self._channel = channel
        info = client.get_flight_info(flight.FlightDescriptor.for_command(statement("SELECT * FROM (VALUES 1, 2, 3) AS t(n)")))
        self.ticket = info.endpoints[0].ticket

    def call(self, chance: random.Random) -> tuple[str, str]:
        kind = chance.random()
        if kind < 0.25:
            method = chance.choice(("GetFlightInfo", "GetSchema", "PollFlightInfo"))
            request = number(1, 2) + field(2, chance.choice(COMMANDS)) if chance.random() < 0.8 else number(1, 1) + field(3, b"lake") + field(3, b"small")
            return self._said(self._channel.unary_unary(SERVICE + method), _changed(request, chance))
        if kind < 0.45:
            ticket = chance.choice([self.ticket.ticket, *COMMANDS])
            return self._said(self._channel.unary_stream(SERVICE + "DoGet"), field(1, _changed(ticket, chance)))
        if kind < 0.6:
            action = chance.choice(ACTIONS)
            body = _changed(message(f"Action{action}Request", "SELECT ?"), chance)
            return self._said(self._channel.unary_stream(SERVICE + "DoAction"), field(1, action.encode()) + field(2, body))
        upload = _upload(chance)
        changed = chance.randrange(len(upload))
        upload[changed] = _changed(upload[changed], chance)
        return self._said(self._channel.stream_stream(SERVICE + "DoPut"), iter(upload))

    @staticmethod
    def _said(call, request) -> tuple[str, str]:
        try:
            answer = call(request, timeout=30)
            if not isinstance(answer, bytes):
                list(answer)
            return "OK", ""
        except grpc.RpcError as error:
            return error.code().name, error.details()


def _upload(chance: random.Random) -> list[bytes]:
    """The messages of an upload into a temporary table."""
    options = field(1, number(1, chance.randint(1, 2)) + number(2, chance.randint(1, 3)))
    ingest = field(1, b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementIngest") + field(2, options + field(2, b"small") + number(5, 1))
    sink = pa.BufferOutputStream()
    frame = chance.choice(FRAMES)
    with pa.ipc.new_stream(sink, frame.schema) as writer:
        writer.write_table(frame)
    parts = [field(2, part.metadata.to_pybytes()) + field(1000, part.body.to_pybytes() if part.body else b"") for part in pa.ipc.MessageReader.open_stream(sink.getvalue())]
    parts[0] = field(1, number(1, 2) + field(2, ingest)) + parts[0]
    return parts


def _changed(sound: bytes, chance: random.Random) -> bytes:
    changed = bytearray(sound)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[at : at + chance.choice((1, 2, 8, 50))]
        elif kind == 2:
            changed[at:at] = chance.randbytes(chance.choice((1, 2, 8)))
        elif kind == 3:
            del changed[at:]
        else:
            width = 4 * chance.randint(1, 2)
            most = 2 ** (8 * width - 1)
            changed[at : at + width] = chance.choice((-1, 0, 1, most - 1, -most, 1_000_000)).to_bytes(width, "little", signed=True)
    return bytes(changed)
