"""What guessing a PIN costs: the figures are there and follow from each other."""

from ops.bench.pin import measure


def test_figures() -> None:
    found = measure()
    one, six, eight = found["guess_core_s"], found["all_six_core_h"], found["all_eight_core_h"]
    assert isinstance(one, float)
    assert isinstance(six, int)
    assert isinstance(eight, int)
    assert (found["memory_mib"], found["passes"]) == (64, 3)
    assert one > 0
    assert abs(six - one * 10**6 / 3600) < 1 + 0.001 * 10**6 / 3600
    assert abs(eight - 100 * six) <= 100
