import pytest

from godwit_bench.journal import Journal, JournalOfAnotherRun

ABOUT = {"mode": "quick", "machine": "m", "commit": "c"}


def test_measured_repetitions_are_not_asked_for_again(tmp_path):
    journal = Journal(tmp_path)
    journal.open_for(ABOUT)
    journal.add(workload="w", peer="p", repetition=0, seconds=1.0)
    journal.add(workload="w", peer="other", repetition=1, seconds=1.0)
    again = Journal(tmp_path)
    again.open_for(ABOUT)
    assert again.measured("w", "p") == {0}
    assert not again.settled("w", "p")


def test_a_line_cut_short_by_an_interruption_is_passed_over(tmp_path):
    journal = Journal(tmp_path)
    journal.open_for(ABOUT)
    journal.add(workload="w", peer="p", repetition=0, seconds=1.0)
    with (tmp_path / "runs.jsonl").open("a") as out:
        out.write('{"workload": "w", "peer": "p", "repet')
    assert journal.measured("w", "p") == {0}
    journal.add(workload="w", peer="p", repetition=1, seconds=1.0)
    assert journal.measured("w", "p") == {0, 1}


def test_a_peer_without_a_valid_time_stays_so(tmp_path):
    journal = Journal(tmp_path)
    journal.open_for(ABOUT)
    journal.add(workload="w", peer="p", no_time="wrong answer", reason="3 rows instead of 4")
    assert journal.settled("w", "p")


def test_results_of_another_mode_machine_or_commit_are_not_mixed(tmp_path):
    Journal(tmp_path).open_for(ABOUT)
    for key in ABOUT:
        with pytest.raises(JournalOfAnotherRun, match=key):
            Journal(tmp_path).open_for(ABOUT | {key: "another"})
