"""The pages say whose shares they are, of which site, and since when."""

from __future__ import annotations

import pytest

from node import founding_pages
from node.founding import Founded, NewSite
from node.paper import shares
from node.paper.shares import SharePages
from schema.ids import short_text

NEW_YEAR = 1_767_222_000_000
"""31 December 2025, 23:00 UTC: the new year has begun where the site is."""


def test_they_are_of_this_site_on_its_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[SharePages, str]] = []

    def rendered(data: SharePages, language: str) -> bytes:
        asked.append((data, language))
        return shares.render_shares(data, language)

    monkeypatch.setattr(founding_pages, "render_shares", rendered)
    new = NewSite(
        name="Site fictif",
        pharmacy="PUI fictive",
        address="1 rue Fictive",
        workstation="PUI-1",
        place="Pharmacie",
        family_name="Zéro",
        first_name="Ignace",
        title="",
        pin="271828",
    )
    site, holders = b"s" * 16, ("un deux", "trois")
    founded = Founded(site=site, passphrase="abaisser", shares=holders, administrator=b"a" * 16)
    assert founding_pages.founding_pages(new, founded, NEW_YEAR, "fr").startswith(b"%PDF")
    [(pages, language)] = asked
    assert (pages.pharmacy, pages.site, pages.site_tag) == ("PUI fictive", "Site fictif", short_text(site))
    assert (pages.made_on.isoformat(), pages.shares, language) == ("2026-01-01", holders, "fr")
