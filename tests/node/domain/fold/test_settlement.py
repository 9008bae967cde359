"""Derogations by two people, and breaches that were dealt with."""

from __future__ import annotations

import pytest

from node.domain.fold.settlement import KNOWN_IN_PART, lifted_for, reviewed
from schema.rules import PASSED_UNREAD
from tests.node.domain.builder import History, brings, ready
from tests.node.domain.builder_orders import bag_id, dose, dose_id
from tests.node.domain.builder_states import anomalies, bag_of, dose_of


def test_two_people_lift_a_rule_for_one_version() -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    asked = a.asks(dose_id("J1"), "concentration.out_of_range", version.ref)
    assert dose_of(history.fold()).derogations == ()
    agreed = a.agrees(asked)
    assert dose_of(history.fold()).derogations == (("concentration.out_of_range", agreed.ref),)
    a.prescribes(dose("J1", mg="75"))
    assert dose_of(history.fold()).derogations == (), "another version was agreed to by nobody"


def test_or_for_one_bag() -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    brings(a, "J1", "b", "checks")
    agreed = a.agrees(a.asks(bag_id("b"), "bag.expired", version.ref))
    state = history.fold()
    assert bag_of(state, "b").derogations == (("bag.expired", agreed.ref),)
    assert dose_of(state).derogations == ()


def test_one_person_lifts_nothing() -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    a.agrees(a.asks(dose_id("J1"), "bag.expired", version.ref, by="both"), by="both")
    state = history.fold()
    assert dose_of(state).derogations == ()
    assert anomalies(state) == ["derogation_by_one_person"]


def test_nobody_agrees_with_what_is_not_known_here() -> None:
    history = History()
    a, elsewhere = history.stations("A", "elsewhere")
    version = ready(a)
    asked = elsewhere.asks(dose_id("J1"), "bag.expired", version.ref)
    a.agrees(asked)
    state = history.fold()
    assert dose_of(state).derogations == ()
    assert anomalies(state) == ["unknown_derogation"], "agreed without having received it"


def test_the_first_agreement_is_shown() -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    asked = a.asks(dose_id("J1"), "bag.expired", version.ref)
    first = a.agrees(asked)
    a.agrees(asked, by="another pharmacist")
    assert dose_of(history.fold()).derogations == (("bag.expired", first.ref),)
    assert lifted_for({}, dose_id("J1"), (version.ref,)) == ()


@pytest.mark.parametrize("rules", [(), (PASSED_UNREAD,)])
def test_what_cannot_be_read_is_passed_once_the_rule_holds(rules: tuple[str, ...]) -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    a.records_unknown()
    history.rules = frozenset(rules)
    asked = a.asks(dose_id("J1"), KNOWN_IN_PART, version.ref)
    history.rules = frozenset({PASSED_UNREAD})
    agreed = a.agrees(asked)
    here = dose_of(history.fold())
    expected = (((KNOWN_IN_PART, agreed.ref),), ()) if rules else ((), ("known_in_part",))
    assert (here.derogations, here.blocks) == expected, "the rule is looked for in the past of the request"
    assert bool(here.waits_for) == bool(rules)


def test_and_only_for_what_they_had_heard_of() -> None:
    history = History()
    history.rules = frozenset({PASSED_UNREAD})
    (a,) = history.stations("A")
    version = ready(a)
    a.records_unknown()
    a.agrees(a.asks(dose_id("J1"), KNOWN_IN_PART, version.ref))
    a.records_unknown()
    here = dose_of(history.fold())
    assert (here.derogations, here.blocks) == ((), ("known_in_part",))


def test_only_a_review_deals_with_a_breach() -> None:
    assert reviewed([]) == {}
