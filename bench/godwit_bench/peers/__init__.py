"""Every peer is one small module; this lists them in the order in which they are shown."""

from __future__ import annotations

from godwit_bench.peers.ceilings import Decode, LoopbackFlight
from godwit_bench.peers.duckdb_flight import DuckDbFlight, DuckDbFlightRank
from godwit_bench.peers.feast import Feast
from godwit_bench.peers.godwit import Godwit, GodwitAgain, GodwitUncached
from godwit_bench.peers.in_process import DuckDb, Polars, PyIceberg
from godwit_bench.peers.peer import Peer
from godwit_bench.peers.postgres import PostgresAdbc, PostgresConnectorX, PostgresJdbc, PostgresReadSql
from godwit_bench.peers.roapi import Roapi
from godwit_bench.peers.sail import Sail
from godwit_bench.peers.spark import Spark
from godwit_bench.peers.spark_thrift import SparkThrift
from godwit_bench.peers.trino import Trino

PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Godwit(),
        GodwitAgain(),
        GodwitUncached(),
        DuckDbFlight(),
        DuckDbFlightRank(),
        Sail(),
        Roapi(),
        Feast(),
        Spark(),
        SparkThrift(),
        Trino(),
        DuckDb(),
        Polars(),
        PyIceberg(),
        PostgresAdbc(),
        PostgresConnectorX(),
        PostgresReadSql(),
        PostgresJdbc(),
        LoopbackFlight(),
        Decode(),
    )
}
