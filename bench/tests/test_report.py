import xml.etree.ElementTree as ElementTree

import pytest

from godwit_bench.journal import Journal
from godwit_bench.report.compare import compare
from godwit_bench.report.headline import headline_table, summary_table
from godwit_bench.report.readme import NoSuchSection, update_readme
from godwit_bench.report.report import write_report
from godwit_bench.report.results import Results

DETAILS = {"cpu": "A CPU", "cores": 2, "memory_gib": 24, "kernel": "6", "java": "17", "packages": {"duckdb": "2.0.0"}}
ABOUT = {"mode": "smoke", "machine": "m", "commit": "c", "date": "2026-11-22", "details": DETAILS}


def results(folder, workloads=("read-hot", "width-6", "width-50", "select-1"), mode="smoke", **seconds_of):
    journal = Journal(folder)
    journal.open_for(ABOUT | {"mode": mode})
    for peer, seconds in seconds_of.items():
        for workload in workloads:
            for repetition in range(5):
                journal.add(
                    workload=workload, peer=peer.replace("_", "-"), repetition=repetition, rows=100, bytes=8_000_000,
                    seconds=seconds + repetition / 1_000, client_cpu_seconds=0.1, client_peak_megabytes=50.0,
                    server_cpu_seconds=0.2, server_peak_megabytes=100.0, others_cores=0.0, queries_per_second=10.0,
                    p50_seconds=0.01, p99_seconds=0.02, slowest_over_fastest_client=1.0,
                )  # fmt: skip
    journal.add(workload="read-hot", peer="sail", no_time="wrong answer", reason="99 rows instead of 100")
    return folder


def test_ratios_are_peer_over_godwit(tmp_path):
    table = headline_table(Results(results(tmp_path, godwit=1.0, duckdb_flight=2.0, ceiling_flight=0.5)))
    line = next(line for line in table.splitlines() if "`read-hot`" in line)
    assert "| 1.00 s | 2.0× | 50 % |" in line


def test_queries_of_one_benchmark_are_added_up_and_a_curve_is_shown_by_its_ends(tmp_path):
    folder = results(tmp_path, ("width-6", "width-50", "width-250", "tpch-q01", "tpch-q02"), "full", godwit=1.0, duckdb=1.5)
    lines = summary_table(Results(folder)).splitlines()[2:]
    assert [line.split("|")[1].split("`")[-2] for line in lines[:-1]] == ["width-6", "width-250"]
    assert "all 2 queries" in lines[-1] and "| 2.00 s | 1.5× |" in lines[-1]
    assert sum("tpch-q" in line for line in headline_table(Results(folder)).splitlines()) == 2


def test_a_total_lacks_the_peer_that_lacks_a_part(tmp_path):
    folder = results(tmp_path, ("tpch-q01", "tpch-q02"), godwit=1.0, duckdb=1.5)
    Journal(folder).add(workload="tpch-q02", peer="duckdb", no_time="wrong answer", reason="99 rows instead of 100")
    assert "| 2.00 s | wrong answer |" in headline_table(Results(folder)).splitlines()[2]


def test_a_wrong_answer_has_no_time_and_a_reason(tmp_path):
    folder = results(tmp_path, godwit=1.0)
    text = write_report(folder).read_text()
    assert "| sail | wrong answer | 99 rows instead of 100 | `read-hot` |" in text


def test_plots_are_well_formed(tmp_path):
    folder = results(tmp_path, godwit=1.0, duckdb_flight=2.0, ceiling_flight=0.5)
    text = write_report(folder).read_text()
    plots = sorted(path.name for path in folder.glob("*.svg"))
    assert plots == ["read-hot.svg", "select-1.svg", "width.svg"]
    for plot in plots:
        assert f"]({plot})" in text
        ElementTree.parse(folder / plot)


def test_what_moved_beyond_noise_is_named_and_what_did_not_is_not(tmp_path):
    before = results(tmp_path / "before", godwit=1.0, duckdb_flight=2.0)
    after = results(tmp_path / "after", godwit=0.5, duckdb_flight=2.0)
    text = compare(before, after)
    assert "| read-hot | godwit | seconds | 1.002 | 0.502 | 0.50 | 0.008 |" in text
    assert "| duckdb-flight | seconds" not in text
    assert "1.00 times as long" in text


def test_the_readme_section_is_replaced_and_the_rest_left_alone(tmp_path):
    folder = results(tmp_path / "2026-11-22-m", godwit=1.0, duckdb_flight=2.0)
    readme = tmp_path / "README.md"
    readme.write_text(
        "before\n<!-- performance:begin (made by bench/run readme) -->\nold\n<!-- performance:end -->\nafter\n"
    )
    update_readme(readme, folder)
    once = readme.read_text()
    assert once.startswith("before\n") and once.endswith("\nafter\n") and "old" not in once and "2.0×" in once
    update_readme(readme, folder)
    assert readme.read_text() == once


def test_a_readme_without_the_section_is_refused(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("nothing here")
    with pytest.raises(NoSuchSection):
        update_readme(readme, results(tmp_path / "r", godwit=1.0))
