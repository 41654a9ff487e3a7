"""All SQL forms of one point-in-time join give the oracle's answer in DuckDB."""

import duckdb
import pytest

from godwit_bench.data import tables
from godwit_bench.data.lake import Lake
from godwit_bench.digest import digest_table
from godwit_bench.oracle import answer
from godwit_bench.questions import Feature, Labels, PointInTime
from godwit_bench.sql import duckdb_asof_sql, godwit_asof_sql, rank_sql

JOIN = PointInTime(
    Labels("labels", ("label_id", "entity", "ts"), "ts", "label_id", uploaded=True),
    tuple(Feature(f"f{i}", "entity", "event_time", ("v0", "v1"), "entity", f"f{i}_") for i in (1, 2)),
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("lake"))
    for name in ("f1", "f2"):
        lake.ensure_table(tables.features(name, 2_000, 50, 2, 2))
    lake.ensure_frame(tables.labels("labels", 300, 60))
    return lake


@pytest.mark.parametrize("to_sql", [duckdb_asof_sql, rank_sql])
def test_the_forms_agree_with_the_oracle(lake, to_sql):
    with duckdb.connect() as connection:
        for table in ("f1", "f2"):
            connection.read_parquet(lake.files(table)).create_view(table)
        connection.register("labels", lake.frame("labels"))
        found = connection.sql(to_sql(JOIN)).to_arrow_table()
    assert digest_table(found) == digest_table(answer(JOIN, lake, {}))


def test_godwit_is_asked_in_its_documented_form():
    assert godwit_asof_sql(JOIN, lambda table: f"bench.{table}").startswith(
        "SELECT l.label_id, l.entity, l.ts, f1.v0 AS f1_v0, f1.v1 AS f1_v1, f2.v0 AS f2_v0, f2.v1 AS f2_v1"
        " FROM labels AS l LEFT ASOF JOIN bench.f1 AS f1 MATCH_CONDITION f1.event_time <= l.ts ON f1.entity = l.entity"
    )
