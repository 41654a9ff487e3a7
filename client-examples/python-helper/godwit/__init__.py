"""Godwit from Python, where a stock client is not enough.

    import godwit

    with godwit.connect("grpc://127.0.0.1:8815") as lake:
        frame = lake.query("SELECT * FROM nyc.weather").to_pandas()

Every result is checked against the closing batch of its stream (rows, bytes, checksum), and a fetch that breaks goes on at
the row where it broke. A result is a stream of the PyCapsule interface (`__arrow_c_stream__`), so pandas, Polars, DuckDB
and whatever else speaks Arrow takes it as it is; pyarrow is used when it is installed, and not needed.
"""

from godwit.client import Client, connect
from godwit.datasets import Receipt, Reproduction, TrainingDataset
from godwit.errors import GodwitError, ShortResult
from godwit.result import Result
from godwit.stream import Endpoint

__all__ = [
    "Client",
    "Endpoint",
    "GodwitError",
    "Receipt",
    "Reproduction",
    "Result",
    "ShortResult",
    "TrainingDataset",
    "connect",
]
