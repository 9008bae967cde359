"""The whole measure, small: its figures agree with each other."""

from pathlib import Path

from ops.bench.join import MARKS, measure


def test_a_newcomer_receives_everything(tmp_path: Path) -> None:
    told: list[str] = []
    found = measure(200, told.append, tmp_path)
    assert told == ["200 / 200"]
    acts, seconds, rate = found["acts"], found["seconds"], found["acts_per_s"]
    assert isinstance(acts, int)
    assert isinstance(seconds, float)
    assert isinstance(rate, int)
    assert acts > 200
    # The seconds are rounded to hundredths, the rate is not made from them.
    assert abs(rate * seconds - acts) <= rate * 0.005 + 1
    assert set(found) >= set(MARKS)
