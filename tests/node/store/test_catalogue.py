"""The drug database as a table: replaced whole, searched by words, back after projections were dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.domain.edition import TakenEdition
from node.intake.bdpm import PRESENTATIONS
from node.intake.edition import build_edition
from node.intake.errors import BadEditionError
from schema.acts.edition import EditionTaken
from schema.transaction import ActRef
from tests.node.intake.excerpt import files
from tests.node.small_site import Place, found, opened, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with small_site(tmp_path, patients=0) as place:
        yield place


def test_words_in_any_order_without_accents(site: Place) -> None:
    catalogue = site.replica.catalogue
    with site.replica.reading():
        total, rows = catalogue.search("KABI paclitaxel", 10)
        assert total == len(rows) == 2
        assert {row.cis for row in rows} == {"61174122"}
        assert catalogue.get(rows[0].cip13) == rows[0]
        assert catalogue.search("solution à DILUER", 1)[0] >= len(catalogue.search("solution à DILUER", 1)[1])
        assert catalogue.search("", 10) == (0, [])
        assert catalogue.search("100% !", 10)[0] == catalogue.search("100", 10)[0]
        assert catalogue.get("3400900000000") is None
        assert 0 < catalogue.anticancer() <= catalogue.search("3400", 1000)[0]


def test_what_is_no_longer_marketed_comes_last(site: Place) -> None:
    with site.replica.reading():
        rows = site.replica.catalogue.search("3400", 1000)[1]
    marketed = [row.marketed for row in rows]
    assert marketed == sorted(marketed, reverse=True)
    assert not marketed[-1]
    assert marketed[0]


def test_a_newer_edition_takes_the_place_of_the_older(site: Place) -> None:
    sources = files()
    lines = sources[PRESENTATIONS].splitlines(keepends=True)
    smaller = build_edition({**sources, PRESENTATIONS: b"".join(lines[: len(lines) // 2])}, "2026-12-01")
    seen: list[int] = []
    catalogue = site.replica.catalogue
    with site.replica.writing():
        before = catalogue.search("3400", 1)[0]
        catalogue.load(smaller.blob, smaller.content, "2026-12-01", seen.append)
        assert 0 < catalogue.search("3400", 1)[0] == seen[-1] < before
        assert (catalogue.data_of, catalogue.content) == ("2026-12-01", smaller.content)


def test_bytes_of_another_edition_change_nothing(site: Place) -> None:
    with pytest.raises(BadEditionError), site.replica.writing():
        site.replica.catalogue.load(b"rubbish", b"c" * 32, "2027-01-01")
    assert site.replica.catalogue.data_of == "2026-11-01"
    with site.replica.reading():
        assert site.replica.catalogue.search("paclitaxel", 1)[0]


def test_an_edition_that_cannot_be_read_leaves_what_is_loaded(
    site: Place, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue = site.replica.catalogue
    body = EditionTaken("bdpm", "2027-01-01", b"c" * 32, 7, 1, 1, 0)
    current = TakenEdition(ActRef(b"j" * 16, 1, 0, b"h" * 32), body)
    with site.replica.writing():
        catalogue.follow(current, lambda _: None)
        catalogue.follow(current, lambda _: b"rubbish")
        assert catalogue.data_of == "2026-11-01"
        assert catalogue.search("paclitaxel", 1)[0]
    assert "cannot be read" in caplog.text


def test_dropped_with_the_projections_it_comes_back_from_its_blob(tmp_path: Path) -> None:
    founded = found(tmp_path)
    with opened(tmp_path, founded) as place:
        place.edition()
        with place.replica.writing():
            place.replica.local.put("projection", b"0")
            before = place.replica.catalogue.search("3400", 1000)
    with opened(tmp_path, founded) as place, place.replica.reading():
        assert place.replica.catalogue.search("3400", 1000) == before
