"""The edition in use is the one with the newest data."""

from __future__ import annotations

from node.domain.edition import fold_edition
from schema.acts.edition import EditionTaken
from tests.node.domain.acts import Site, an_id

FILE = an_id("bdpm")


def _taken(day: str, content: bytes) -> EditionTaken:
    return EditionTaken("bdpm", day, content * 32, 10, 3, 2, 1)


def test_the_newest_data_are_in_use_whenever_they_were_taken() -> None:
    assert fold_edition([]).current is None
    site = Site()
    site.act("A", _taken("2026-03-01", b"n"), FILE)
    site.act("A", _taken("2026-02-01", b"o"), FILE)
    state = fold_edition(site.acts)
    assert state.current is not None
    assert state.current.body.data_of == "2026-03-01"
    assert len(state.taken) == 2


def test_of_the_same_date_the_last_one_taken_is_in_use() -> None:
    site = Site()
    site.act("A", _taken("2026-03-01", b"n"), FILE)
    last = site.act("A", _taken("2026-03-01", b"m"), FILE)
    current = fold_edition(site.acts).current
    assert current is not None
    assert current.act == last.ref
