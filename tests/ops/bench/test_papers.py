"""The papers of the measure are papers: complete, one a preparation."""

from ops.bench.papers import COUNT, measure


def test_figures() -> None:
    found = measure(2)
    assert (found["sheets"], found["labels"]) == (2, 2)
    size = found["bytes"]
    assert isinstance(size, int)
    assert size > 4 * 1000


def test_an_average_day() -> None:
    assert COUNT == 73
