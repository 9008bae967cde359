"""The figures of an import, with a clock and a gauge that the test holds."""

from __future__ import annotations

from itertools import count

from node.intake.measure import measure_import
from tests.node.intake import excerpt


def test_figures() -> None:
    ticks = count(start=0, step=2_000_000_000)
    figures = measure_import(excerpt.files(), lambda: next(ticks), lambda: 123_456_789)
    assert (figures.rows, figures.taken, figures.rejected, figures.presentations) == (51, 51, 0, 15)
    assert (figures.build_ms, figures.read_ms, figures.peak_mb) == (2000, 2000, 123)
    assert 0 < figures.blob_bytes < figures.content_bytes
