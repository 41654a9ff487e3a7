"""The main job, end to end, on real data: from a lake that another engine wrote to a model trained on leak-free data.

Everything below the server is a stock client: ADBC, pandas, Polars, DuckDB and scikit-learn know nothing of Godwit.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

import adbc_driver_flightsql.dbapi as flightsql
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

import lake

LAUNCHER = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "godwit")

# Weather known two hours before departure: observed by then, and in the table by then.
TRAINING_QUERY = """
SELECT l.*, w.* PREFIX 'w_', p.built, p.engines, p.seats
FROM labels AS l
LEFT ASOF JOIN nyc.weather AS w
  MATCH_CONDITION w.observed_at <= l.scheduled - INTERVAL '2' HOUR
       AND w.ingested_at <= l.scheduled - INTERVAL '2' HOUR
  ON w.origin = l.origin
LEFT JOIN nyc.planes AS p ON p.tailnum = l.tailnum
""".strip()

# What one writes without thinking of time: the weather of the hour in which the flight leaves.
NAIVE_QUERY = """
SELECT l.flight_id, l.scheduled, w.observed_at, w.ingested_at
FROM labels AS l
LEFT ASOF JOIN nyc.weather AS w
  MATCH_CONDITION w.observed_at <= l.scheduled
  ON w.origin = l.origin
""".strip()

FEATURES = [
    "distance", "w_temp", "w_dewp", "w_humid", "w_wind_dir", "w_wind_speed", "w_wind_gust", "w_precip", "w_pressure",
    "w_visib", "built", "engines", "seats",
]  # fmt: skip
TRAIN_BEFORE = pd.Timestamp("2013-10-01T00:00:00Z")


class Steps:
    """Prints what is done, and how long it took."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        started = time.monotonic()
        print(f"\n[{started - self.began:5.1f} s] {title}", flush=True)
        yield
        print(f"          done in {time.monotonic() - started:.2f} s", flush=True)


def say(text: object) -> None:
    print("          " + str(text).replace("\n", "\n          "), flush=True)


def start_server(directory: str, port: int) -> tuple[subprocess.Popen[str], str]:
    """Starts the server in `directory` and returns it with its address once clients may connect."""
    log = open(os.path.join(directory, "server.log"), "w")
    server = subprocess.Popen(
        [LAUNCHER, "serve", "--set", f"server.port={port}"],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    assert server.stdout is not None
    ready = ""
    while not ready.startswith("godwit ready "):
        ready = server.stdout.readline()
        if not ready:
            with open(log.name) as lines:
                raise SystemExit(f"The server did not start. Its log says:\n{lines.read()}")
    threading.Thread(target=server.stdout.read, daemon=True).start()
    return server, ready.split()[-1]


def labels() -> pa.Table:
    """The flights to predict: those of which the delay is known, in an order no file has."""
    flights = lake.flights()
    known = flights.filter(pa.compute.is_valid(flights["dep_delay"]))
    late = pa.compute.greater(known["dep_delay"], 15.0)
    frame = known.select(["flight_id", "scheduled", "origin", "tailnum", "carrier", "distance"]).append_column("late", late)
    return frame.take(pa.array(pd.Series(range(frame.num_rows)).sample(frac=1, random_state=2013)))


def train_and_score(frame: pd.DataFrame) -> float:
    """Learns from January to September, scores October to December."""
    is_train = frame["scheduled"] < TRAIN_BEFORE
    model = HistGradientBoostingClassifier(max_iter=40, random_state=0)
    model.fit(frame.loc[is_train, FEATURES].astype("float64"), frame.loc[is_train, "late"])
    probability = model.predict_proba(frame.loc[~is_train, FEATURES].astype("float64"))[:, 1]
    return roc_auc_score(frame.loc[~is_train, "late"], probability)


def run(directory: str, port: int, steps: Steps) -> tuple[subprocess.Popen[str], str]:
    with steps.step("PyIceberg writes the lake: flights, weather and planes of New York, 2013"):
        for name, rows in lake.write(directory).items():
            say(f"{lake.NAMESPACE}.{name:<8} {rows:>9,} rows")

    with steps.step("Godwit starts on it"):
        server, address = start_server(directory, port)
        say(address)

    try:
        with flightsql.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            demonstrate(directory, connection, cursor, steps)
    except BaseException:
        stop(server)
        raise
    return server, address


def demonstrate(
    directory: str, connection: flightsql.Connection, cursor: flightsql.Cursor, steps: Steps
) -> None:
    label_frame = labels()
    with steps.step("ADBC uploads the label frame"):
        # In batches: ADBC sends nothing above 16 MiB in one message.
        cursor.adbc_ingest("labels", label_frame.to_reader(max_chunksize=65_536), mode="create", temporary=True)
        say(f"labels: {label_frame.num_rows:,} flights, at scheduled departure")

    with steps.step("The training set, into pandas: weather known two hours before departure, and the plane"):
        say(TRAINING_QUERY)
        cursor.execute(TRAINING_QUERY)
        frame = cursor.fetch_arrow_table().to_pandas()
        assert frame["flight_id"].tolist() == label_frame["flight_id"].to_pylist(), "label order was not kept"
        say(f"\n{len(frame):,} rows × {len(frame.columns)} columns, in label order")
        say(frame[["flight_id", "scheduled", "origin", "late", "w_observed_at", "w_temp", "seats"]].head(3).to_string(index=False))

    with steps.step("The same, into Polars"):
        polars_frame = pl.read_database(TRAINING_QUERY, connection)
        say(f"{polars_frame.height:,} rows; weather missing for {polars_frame['w_observed_at'].null_count():,}")

    with steps.step("The same, into DuckDB, batch by batch"):
        cursor.execute(TRAINING_QUERY)
        training = cursor.fetch_record_batch()  # noqa: F841 (DuckDB finds it by its name)
        say(duckdb.sql("SELECT origin, count(*) AS flights, round(avg(w_temp), 1) AS mean_temp FROM training GROUP BY 1 ORDER BY 1"))

    with steps.step("scikit-learn learns whether a flight leaves more than 15 minutes late"):
        say(f"area under the ROC curve, October to December: {train_and_score(frame):.3f}")

    with steps.step("A naive join would have leaked"):
        cursor.execute(NAIVE_QUERY)
        naive = cursor.fetch_arrow_table().to_pandas()
        known_at = naive["scheduled"] - pd.Timedelta(hours=2)
        matched = naive["observed_at"].notna()
        unseen = int((matched & ((naive["observed_at"] > known_at) | (naive["ingested_at"] > known_at))).sum())
        say(f"{unseen:,} of {int(matched.sum()):,} labels would have learned from weather nobody knew two hours before")

    with steps.step("A training dataset: the same query, kept with what proves it"):
        cursor.execute(f"CREATE TRAINING DATASET delays WITH (materialize = true, known_at = 'applied') AS {TRAINING_QUERY}")
        show_receipt(cursor.fetch_arrow_table())

    with steps.step("Late weather arrives, and the rows of the dataset are dropped"):
        say(f"{lake.append_late_weather(directory):,} rows of weather, entered months after the hour they tell of")
        cursor.execute("DROP TRAINING DATASET delays VERSION 1 DATA")
        cursor.fetch_arrow_table()

    with steps.step("The dataset is reproduced"):
        cursor.execute("REPRODUCE TRAINING DATASET delays VERSION 1")
        verdict = cursor.fetch_arrow_table()
        show_receipt(verdict)
        cursor.execute("SELECT * FROM training_datasets.delays FOR VERSION AS OF 1")
        again = cursor.fetch_arrow_table().to_pandas()
        same = again.sort_values("flight_id", ignore_index=True).equals(frame.sort_values("flight_id", ignore_index=True))
        say(f"row by row equal to the frame the model learned from: {same}")
        print(f"\n          verdict: {verdict['verdict'][0]}", flush=True)
        if verdict["verdict"][0].as_py() != "EXACT" or not same:
            raise SystemExit("The dataset did not come back as it was.")


def show_receipt(table: pa.Table) -> None:
    for name in table.column_names:
        text = str(table[name][0])
        say(f"{name:<18} {text if len(text) <= 90 else text[:87] + '…'}")


def stop(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=30)


def main() -> None:
    parser = argparse.ArgumentParser(prog="deploy/godwit demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the server and its lake when done")
    parser.add_argument("--port", type=int, default=8815, help="port of the server, 0 for a free one (8815)")
    arguments = parser.parse_args()

    steps = Steps()
    directory = tempfile.mkdtemp(prefix="godwit-demo-")
    keep = False
    try:
        server, address = run(directory, arguments.port, steps)
        keep = arguments.keep
        if keep:
            print(f"\nThe server still runs at {address} (process {server.pid}), its lake is {directory}.")
            print("Try: deploy/godwit python client-examples/pandas/read_table.py")
        else:
            stop(server)
    finally:
        if not keep:
            shutil.rmtree(directory, ignore_errors=True)
    print(f"\n{time.monotonic() - steps.began:.0f} seconds in all.", file=sys.stdout)


if __name__ == "__main__":
    main()
