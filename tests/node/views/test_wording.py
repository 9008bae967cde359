"""How values are shown in one language."""

from __future__ import annotations

from node.views.teller import Teller
from node.views.wording import Wording, told_pairs
from schema.acts.base import Told
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

BAG = an_id("bag")


def _words(language: str) -> Wording:
    return Wording(Teller(Book(Site()), language=language), {BAG: "PUI-1 000007"})


def test_values_in_both_languages() -> None:
    french, english = _words("fr"), _words("en")
    assert french.amount(Quantity("140.5", Unit.MG)) == "140,5\u00a0mg"
    assert english.amount(Quantity("140.5", Unit.MG)) == "140.5\u00a0mg"
    assert french.amount(None) == ""
    assert (french.minutes(30), french.minutes(0), french.hours(24)) == ("30\u00a0min", "", "24\u00a0h")
    assert (french.days(14), english.days(14)) == ("14\u00a0j", "14 d")
    assert (french.yes_no(True), english.yes_no(False)) == ("oui", "no")
    assert french.day("2026-06-05") == "05‑juin‑2026"
    assert french.day("not a day") == "not a day"
    assert (french.bag(BAG), french.bag(None), french.bag(an_id("other"))) == ("PUI-1 000007", "", "")


def test_how_it_is_known_is_said() -> None:
    pairs = dict(told_pairs(Told(0, False, None, "paper"), _words("fr")))
    assert pairs["source"] == "reporté d’un papier"


def test_a_container_is_named_in_the_readers_language() -> None:
    assert [_words(language).container("poche") for language in ("fr", "en")] == ["poche", "bag"]
    assert _words("en").container("cassette") == "cassette"


def test_a_route_too_and_long_durations_are_in_hours() -> None:
    french, english = _words("fr"), _words("en")
    assert (french.route("iv"), english.route("it"), french.route("nasal")) == (
        "intraveineuse",
        "intrathecal",
        "nasal",
    )
    assert (french.minutes(120), french.minutes(90)) == ("2\u00a0h", "1\u00a0h\u00a030\u00a0min")
