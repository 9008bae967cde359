"""Which accounts are in doubt, and about what."""

from __future__ import annotations

from node.domain.fold.doubts import doubts_of, subject_of
from tests.node.domain.builder import History, brings, ready
from tests.node.domain.builder_orders import bag_id, dose_id


def test_nothing_set_aside_is_nothing_in_doubt() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    assert doubts_of(history.acts) == ()


def test_accounts_are_gathered_by_dose_through_their_bags() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "releases")
    dispensed = a.dispenses("b", set_aside="revoked")
    received = a.receives("b", set_aside="revoked")
    (doubt,) = doubts_of(history.acts)
    assert (doubt.dose, doubt.acts, doubt.given) == (dose_id("J1"), (dispensed, received), False)
    a.does_not_give("J1", set_aside="revoked")
    (doubt,) = doubts_of(history.acts)
    assert doubt.given


def test_what_rests_on_a_claim_set_aside_is_in_doubt_with_it() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    claimed = a.claims("J1", "b", set_aside="revoked")
    assert doubts_of(history.acts) == (), "a claim alone is no account"
    made = a.makes("b")
    checked = a.checks("b", set_aside="revoked")
    (doubt,) = doubts_of(history.acts)
    assert doubt.acts == (claimed, made, checked)


def test_an_admitted_claim_of_the_same_bag_clears_it() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "b", set_aside="revoked")
    a.claims("J1", "b")
    a.makes("b")
    assert doubts_of(history.acts) == ()


def test_decisions_and_what_names_no_known_bag_cast_no_doubt() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "makes")
    a.releases("b", set_aside="revoked")
    a.makes("elsewhere", set_aside="revoked")
    assert doubts_of(history.acts) == ()


def test_the_subject_is_what_the_act_names() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    assert subject_of(a.claims("J1", "b")) == dose_id("J1")
    assert subject_of(a.makes("b")) == bag_id("b")
    assert subject_of(a.gives("J1", "b")) == dose_id("J1")
    assert subject_of(a.stops()) is None
    assert subject_of(a.records_unknown()) is None
