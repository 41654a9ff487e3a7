"""Writes TPC-DS as Parquet: its tables, and DuckDB's answers to its queries over those very files.

python answers.py SCALE_FACTOR DIRECTORY makes DIRECTORY/tables/<name>.parquet and DIRECTORY/answers/<number>.json.
"""

from __future__ import annotations

import decimal
import json
import sys
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension


def main(scale_factor: float, directory: Path) -> None:
    import_extension("tpcds")
    tables, answers = directory / "tables", directory / "answers"
    tables.mkdir(parents=True)
    answers.mkdir()
    with duckdb.connect() as generated:
        generated.execute("LOAD tpcds")
        generated.execute("CALL dsdgen(sf = ?)", [scale_factor])
        queries = generated.execute("SELECT query_nr, query FROM tpcds_queries()").fetchall()
        for (name,) in generated.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            generated.execute(f"COPY {name} TO '{tables / name}.parquet'")
    with duckdb.connect() as oracle:
        for file in tables.iterdir():
            oracle.execute(f"CREATE VIEW {file.stem} AS FROM '{file}'")
        for number, text in queries:
            rows = [[_plain(value) for value in row] for row in oracle.execute(text).fetchall()]
            answer = {"query": text.strip().rstrip(";"), "rows": rows}
            (answers / f"{number:02d}.json").write_text(json.dumps(answer))


def _plain(value: object) -> object:
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
