"""What stops an account, what is asked first, what is only named; from paper nothing is refused."""

from __future__ import annotations

import pytest

from node.domain.accounts import HARD_STOPS, account, parted
from node.domain.decision import Decided, Refusal
from node.domain.lifting import LIFTABLE, NEVER_LIFTED
from schema.i18n import LANGUAGES
from schema.refusal import ACKNOWLEDGE, IF_DONE, acknowledgeable, refusal_sentences
from tests.node.domain.states import told

STOP = Refusal("bag.recalled")
STOPPED = Refusal("dose.stopped", {"substance": "fluorouracile"})
CONFLICT = Refusal("dose.conflict", {"rule": "made_twice"})
LATE = Refusal("bag.not_received")
IN_HAND = ("seen", "scanned")


@pytest.mark.parametrize("source", IN_HAND)
def test_with_the_bag_in_hand_a_stop_refuses_whatever_is_acknowledged(source: str) -> None:
    result = account(
        (), told(source), (LATE,), stops=(STOP,), doubts=(STOPPED,), acknowledged=(STOP.code, STOPPED.code)
    )
    assert result == Refusal("bag.recalled", {IF_DONE: "paper"})


@pytest.mark.parametrize("source", IN_HAND)
def test_doubts_refuse_until_all_of_them_are_acknowledged(source: str) -> None:
    doubts = (STOPPED, CONFLICT)
    first = account((), told(source), (LATE,), doubts=doubts)
    assert isinstance(first, Refusal)
    assert first.code == "dose.stopped"
    assert acknowledgeable(first.values) == ("dose.stopped", "dose.conflict")
    assert first.values["substance"] == "fluorouracile"
    assert first.values["rule"] == "made_twice"
    half = account((), told(source), (LATE,), doubts=doubts, acknowledged=("dose.stopped",))
    assert isinstance(half, Refusal)
    assert half.code == "dose.conflict"
    assert acknowledgeable(half.values) == ("dose.stopped", "dose.conflict")
    whole = account((), told(source), (LATE,), doubts=doubts, acknowledged=acknowledgeable(first.values))
    assert whole == Decided((), warnings=(STOPPED, CONFLICT, LATE))


def test_what_is_acknowledged_beforehand_hides_nothing() -> None:
    result = account((), told(), (), acknowledged=("dose.stopped",))
    assert result == Decided(())


@pytest.mark.parametrize("source", IN_HAND)
def test_what_only_comes_out_of_order_is_recorded_at_once(source: str) -> None:
    assert account((), told(source), (LATE,)) == Decided((), warnings=(LATE,))


def test_from_paper_everything_is_recorded_and_named_hard_stops_first() -> None:
    result = account((), told("paper"), (LATE,), stops=(STOP,), doubts=(CONFLICT,))
    assert result == Decided((), warnings=(STOP, CONFLICT, LATE))


def test_every_rule_that_a_derogation_may_or_may_never_lift_is_a_hard_stop() -> None:
    assert {*NEVER_LIFTED, *LIFTABLE} <= HARD_STOPS
    assert parted((LATE, STOP, CONFLICT), HARD_STOPS) == ([STOP], [LATE, CONFLICT])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_name_every_doubt_and_say_how_it_is_recorded_all_the_same(language: str) -> None:
    asked = account((), told(), (), doubts=(STOPPED, Refusal("bag.not_released")))
    assert isinstance(asked, Refusal)
    what, then = refusal_sentences(asked.code, asked.values, language)
    for code in ("dose.stopped", "bag.not_released"):
        one, next_step = refusal_sentences(code, {"substance": "fluorouracile"}, language)
        assert one in what
        assert next_step in then
    hard = account((), told(), (), stops=(STOP,))
    assert isinstance(hard, Refusal)
    _, from_paper = refusal_sentences(hard.code, hard.values, language)
    acknowledging, entering = {"fr": ("quand même", "papier"), "en": ("all the same", "paper")}[language]
    assert acknowledging in then
    assert entering in from_paper
    assert "refusal." not in then + from_paper


def test_a_decision_offers_no_way_to_record_it_all_the_same() -> None:
    assert acknowledgeable(STOPPED.values) == ()
    assert ACKNOWLEDGE not in STOPPED.values
    assert "quand même" not in refusal_sentences(STOPPED.code, STOPPED.values)[1]
