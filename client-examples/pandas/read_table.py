"""pandas: a query straight into a frame.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/pandas/read_table.py`.
"""

import os

import adbc_driver_flightsql.dbapi as flightsql
import pandas as pd

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

with flightsql.connect(URI, autocommit=True) as connection:
    # dtype_backend="pyarrow" keeps Arrow's types: no object strings, no floats for integers that have nulls.
    frame = pd.read_sql("SELECT * FROM nyc.planes WHERE seats > 300", connection, dtype_backend="pyarrow")

print(frame.dtypes)
print(frame.head())
