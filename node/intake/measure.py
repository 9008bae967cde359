"""How long a whole import takes and how much memory it needs, for the figures that the project promises."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from node.intake.edition import EditionReader, build_edition
from node.intake.rows import Source


class Measure(NamedTuple):
    """One import, built and read back."""

    rows: int
    taken: int
    rejected: int
    presentations: int
    blob_bytes: int
    content_bytes: int
    build_ms: int
    read_ms: int
    peak_mb: int
    """The process's highest memory so far, this import included."""


def measure_import(
    sources: Mapping[str, Source], clock_ns: Callable[[], int], peak_bytes: Callable[[], int]
) -> Measure:
    """Build an edition of these files and read every row of it; clock and memory gauge are handed in."""
    started = clock_ns()
    edition = build_edition(sources, data_of="")
    built = clock_ns()
    presentations = sum(1 for _ in EditionReader(edition.blob, edition.content).rows())
    read = clock_ns()
    return Measure(
        rows=edition.summary.rows,
        taken=edition.summary.taken,
        rejected=edition.summary.rejected,
        presentations=presentations,
        blob_bytes=len(edition.blob),
        content_bytes=edition.content_bytes,
        build_ms=(built - started) // 10**6,
        read_ms=(read - built) // 10**6,
        peak_mb=peak_bytes() // 10**6,
    )
