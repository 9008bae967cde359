"""The whole measure, small: two workstations meet again and hold the same."""

from pathlib import Path

from ops.bench.merge import MARKS, measure


def test_two_workstations_meet_again(tmp_path: Path) -> None:
    found = measure(20, lambda _line: None, tmp_path, shared=200)
    assert set(found) >= set(MARKS)
    assert (found["acts_apart"], found["transactions_apart"]) == (20, 9)
    seconds = found["merge_s"]
    assert isinstance(seconds, float)
    assert seconds >= 0
