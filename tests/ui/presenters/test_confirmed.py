"""What is said of each other workstation before a dose is taken on, and in what tone."""

from __future__ import annotations

import pytest

from node.api.preparation import Confirmed
from ui.format import Format
from ui.presenters.confirmed import confirmed

WORDS = Format("en")
NOTHING_ELSE = "nothing else on this dose"


def _said(**of: object) -> tuple[str | None, str]:
    fields: dict[str, object] = {"connected": True, "holds": True, "since": None, "receipt_at": None}
    known = Confirmed(workstation="HDJ-1", **(fields | of))  # type: ignore[arg-type]  # fields by name
    (card,) = confirmed(WORDS, "preparation", [known], 0).cards
    return card.tone, " / ".join(card.lines)


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"received": False}, "not all that it knows has come here yet"),
        ({"received": True, "holds": False}, "has not confirmed all that is shown"),
        ({"received": True, "shut_out": "suspended"}, "knew all that is shown"),
        ({"connected": False, "since": 0}, "out of reach since"),
        ({"connected": False, "receipt_at": 0}, "not met since this workstation was started"),
        ({"connected": False}, "never met"),
    ],
)
def test_whoever_may_have_done_something_is_a_warning(of: dict[str, object], words: str) -> None:
    tone, said = _said(**of)
    assert tone == "warning"
    assert words in said
    assert NOTHING_ELSE not in said


def test_nothing_else_is_said_of_who_holds_it_all_and_whose_news_have_come() -> None:
    tone, said = _said(received=True)
    assert tone is None
    assert NOTHING_ELSE in said


def test_who_is_alone_is_told_so() -> None:
    (card,) = confirmed(WORDS, "preparation", [], 0).cards
    assert "alone" in card.title
