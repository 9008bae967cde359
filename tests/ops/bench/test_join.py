"""The whole measure, small: its figures agree with each other."""

from ops.bench.join import measure


def test_a_newcomer_receives_everything() -> None:
    told: list[str] = []
    found = measure(200, told.append)
    assert told == ["200 / 200"]
    acts, seconds, rate = found["acts"], found["seconds"], found["acts_per_s"]
    assert isinstance(acts, int)
    assert isinstance(seconds, float)
    assert isinstance(rate, int)
    assert acts > 200
    # The seconds are rounded to hundredths, the rate is not made from them.
    assert abs(rate * seconds - acts) <= rate * 0.005 + 1
    assert set(found) >= {"acts", "acts_per_s", "raw_acts_per_s", "peak_mb", "disk_bytes_per_act"}
