"""Every example runs as is, and prints what it should."""

import sys

from conftest import ROOT, Server, python_with, run_example

EXAMPLES = ROOT / "client-examples"


def test_python_adbc_uploads_labels_and_reads_features(server: Server) -> None:
    printed = run_example(server, sys.executable, EXAMPLES / "python-adbc" / "point_in_time.py")
    assert [line.split()[0] for line in printed.splitlines()[1:5]] == ["JFK", "EWR", "LGA", "JFK"]
    # 4 July 2013, 12:00 UTC at JFK: the 11:00 observation was published at 11:15, the 12:00 one not before 12:15.
    assert "2013-07-04 11:00:00+00:00" in printed


def test_pyarrow_flight_reads_a_table(server: Server) -> None:
    printed = run_example(server, sys.executable, EXAMPLES / "pyarrow-flight" / "read_table.py")
    assert "flight_id: int64" in printed
    assert printed.splitlines()[-1] == "707 rows"


def test_pandas_reads_a_table(server: Server) -> None:
    printed = run_example(server, sys.executable, EXAMPLES / "pandas" / "read_table.py")
    assert "int32[pyarrow]" in printed


def test_polars_reads_a_table(server: Server) -> None:
    assert "4983" in run_example(server, sys.executable, EXAMPLES / "polars" / "read_table.py")


def test_duckdb_reads_a_table(server: Server) -> None:
    assert "JFK" in run_example(server, sys.executable, EXAMPLES / "duckdb" / "read_table.py")


def test_scikit_learn_trains(server: Server) -> None:
    assert "area under the ROC curve 0." in run_example(server, sys.executable, EXAMPLES / "scikit-learn" / "train.py")


def test_sqlalchemy_reflects_and_reads(server: Server) -> None:
    """The dialect is of SQLAlchemy 1.4."""
    python = python_with("sqlalchemy", EXAMPLES / "sqlalchemy" / "requirements.txt")
    printed = run_example(server, python, EXAMPLES / "sqlalchemy" / "read_table.py")
    assert "'planes'" in printed.splitlines()[0]
    assert printed.splitlines()[1:] == ["BOEING 127", "AIRBUS 66"]


def test_jdbc_reads_a_table(server: Server) -> None:
    printed = run_example(server, EXAMPLES / "jdbc" / "run").splitlines()
    assert {"nyc.flights", "nyc.planes", "nyc.weather"} <= set(printed)
    assert len([line for line in printed if not line.startswith("nyc.")]) == 5
