"""One act after another on a small replica: the figures are there and in order."""

from ops.bench.commit import measure


def test_figures() -> None:
    found = measure(100, lambda _line: None)
    median, worst, raw = found["p50_ms"], found["p99_ms"], found["raw_p50_ms"]
    assert isinstance(median, float)
    assert isinstance(worst, float)
    assert isinstance(raw, float)
    assert raw < median <= worst
