"""The edition in use is the one with the newest data."""

from __future__ import annotations

from node.domain.edition import edition_file, fold_edition, refuse_date, take
from schema.acts.edition import EditionRedated, EditionTaken
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


def test_the_date_last_said_of_a_content_is_its_date() -> None:
    site = Site()
    first = site.act("A", _taken("2026-06-18", b"m"), FILE)
    site.act("A", _taken("2026-06-10", b"n"), FILE)
    before = fold_edition(site.acts)
    assert before.current is not None
    assert before.current.act == first.ref
    for day in ("2026-05-17", "2026-05-18"):
        site.act("A", EditionRedated("bdpm", b"m" * 32, day), FILE)
    after = fold_edition(site.acts)
    assert after.current is not None
    assert after.current.body.content == b"n" * 32
    assert after.date_of(b"m" * 32) == "2026-05-18"
    assert after.date_of(b"x" * 32) is None
    assert not after.anomalies


def test_a_date_that_is_wrong_is_corrected_and_the_same_one_is_nothing_new() -> None:
    new = take(None, _taken("2026-06-18", b"m"))
    assert new is not None
    assert (new.file, new.body) == (edition_file("bdpm"), _taken("2026-06-18", b"m"))
    site = Site()
    site.act("A", _taken("2026-06-18", b"m"), FILE)
    state = fold_edition(site.acts)
    assert take(state, _taken("2026-06-18", b"m")) is None
    corrected = take(state, _taken("2026-05-18", b"m"))
    assert corrected is not None
    assert corrected.body == EditionRedated("bdpm", b"m" * 32, "2026-05-18")


def test_nobody_has_data_of_tomorrow() -> None:
    refused = refuse_date("2026-05-19", "2026-05-18")
    assert refused is not None
    assert refused.values == {"date": "2026-05-19", "today": "2026-05-18"}
    assert refuse_date("2026-05-18", "2026-05-18") is None
