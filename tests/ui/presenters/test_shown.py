"""Stamps and states are said the same way on every screen."""

from __future__ import annotations

import msgspec

from node.api.course import SeenView
from tests.ui import fake_site as site
from tests.ui.fake_site import HOUR, MINUTE, NOW
from ui.format import Format
from ui.presenters import shown

WORDS = Format("fr")


def test_a_stamp_says_when_it_was_told_and_when_it_happened() -> None:
    now = site.stamp(0, 0)
    assert shown.stamp(WORDS, now, NOW) == "Dr EXEMPLE Claire, PUI-1, 15:05"
    late = msgspec.structs.replace(now, happened_at=NOW - 3 * HOUR)
    assert shown.stamp(WORDS, late, NOW) == "Dr EXEMPLE Claire, PUI-1, 12:05 (noté 15:05)"
    at_once = msgspec.structs.replace(now, happened_at=NOW - MINUTE // 2)
    assert "noté" not in shown.stamp(WORDS, at_once, NOW)


def test_an_hour_by_a_clock_in_doubt_says_so() -> None:
    doubtful = msgspec.structs.replace(site.stamp(0, 0), doubtful=True)
    said = "Dr EXEMPLE Claire, PUI-1, 15:05 (horloge non confirmée)"
    assert shown.stamp(WORDS, doubtful, NOW) == said
    seen = SeenView("HDJ-1", NOW)
    assert shown.instant(WORDS, seen, NOW) == "15:05"
    in_doubt = msgspec.structs.replace(seen, doubtful=True)
    assert shown.instant(WORDS, in_doubt, NOW) == "15:05 (horloge non confirmée)"
