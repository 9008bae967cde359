"""The status people read, the next steps, and what is in the way."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import STEPS, History, brings, ready, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, dose_of


@pytest.mark.parametrize(
    ("until", "dose_status", "bag_status", "waits"),
    [
        ("claims", "in_preparation", "claimed", "make"),
        ("makes", "made", "made", "check"),
        ("checks", "checked", "checked", "release"),
        ("releases", "released", "released", "dispense"),
        ("dispenses", "dispensed", "dispensed", "receive"),
        ("receives", "received", "received", "administer"),
    ],
)
def test_one_step_after_the_other(until: str, dose_status: str, bag_status: str, waits: str) -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", until)
    state = history.fold()
    assert (dose_of(state).status, dose_of(state).waits_for) == (dose_status, (waits,))
    bag = bag_of(state, "b")
    assert (bag.status, bag.waits_for, bag.held, bag.blocks) == (bag_status, (waits,), False, ())


def test_a_bag_without_go_ahead_may_be_made_early_but_never_leaves() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.validates("J1")
    assert dose_of(history.fold()).waits_for == ("go_ahead",)
    a.claims("J1", "b")
    assert dose_of(history.fold()).waits_for == ("go_ahead", "make")
    for step in STEPS[1:4]:
        getattr(a, step)("b")
    assert dose_of(history.fold()).waits_for == ("go_ahead",)
    a.goes_ahead("J1")
    assert dose_of(history.fold()).waits_for == ("dispense",)


def test_a_claim_is_not_carried_out_once_the_go_ahead_is_withdrawn() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "b")
    a.defers("J1")
    assert dose_of(history.fold()).waits_for == ("go_ahead",)


@pytest.mark.parametrize("ends", ["voids", "rejects", "destroys", "recalls"])
def test_when_the_bag_ended_the_dose_is_prepared_anew(ends: str) -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "b")
    getattr(a, ends)("b")
    here = dose_of(history.fold())
    assert (here.status, here.waits_for) == ("ready", ("prepare",))


def test_a_dose_said_not_given_is_over() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    a.does_not_give("J1", "b")
    state = history.fold()
    assert (dose_of(state).status, dose_of(state).waits_for, dose_of(state).blocks) == ("not_given", (), ())
    assert bag_of(state, "b").waits_for == ()


@pytest.mark.parametrize("reason", ["stops", "holds", "defers", "recalls", "rejects", "prescribes"])
def test_a_bag_on_the_ward_that_must_not_be_used_says_so(reason: str) -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    if reason == "prescribes":
        a.prescribes(dose("J1", mg="75"))
    elif reason == "stops":
        a.stops()
    else:
        getattr(a, reason)("b" if reason in {"recalls", "rejects"} else "J1")
    state = history.fold()
    assert "do_not_connect" in bag_of(state, "b").blocks
    assert "do_not_connect" in dose_of(state).blocks
    assert bag_of(state, "b").waits_for == ()


def test_destroyed_there_is_nothing_to_connect() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    a.destroys("b")
    assert bag_of(history.fold(), "b").blocks == ()


def test_given_from_one_bag_every_other_is_held() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b1", "receives")
    a.gives("J1", "b1")
    brings(a, "J1", "b2", "dispenses")
    state = history.fold()
    assert (bag_of(state, "b1").held, bag_of(state, "b1").status) == (False, "given")
    second = bag_of(state, "b2")
    assert second.held
    assert {"given_from_another_bag", "do_not_connect"} <= set(second.blocks)


def test_what_blocks_the_course_blocks_every_dose() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a, dose("J1"), dose("J8", day=8))
    a.records_unknown()
    assert all(one.blocks == ("known_in_part",) and one.waits_for == () for one in history.fold().doses)


def test_a_bag_that_came_back_is_looked_at_again_before_it_leaves() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    dispensed = brings(a, "J1", "b", "dispenses")
    received = a.receives("b")
    back = a.returns("b")
    state = history.fold()
    bag = bag_of(state, "b")
    assert (dose_of(state).status, bag.status, bag.waits_for) == ("returned", "returned", ("release",))
    assert (bag.released, bag.dispensed, bag.received) == (None, (), ())
    assert (bag.returned, bag.brought_back) == ((back.ref,), (dispensed.ref, received.ref))
    assert "do_not_connect" not in bag.blocks
    a.releases("b")
    assert dose_of(history.fold()).waits_for == ("dispense",)
    a.dispenses("b")
    a.receives("b")
    a.gives("J1", "b")
    state = history.fold()
    assert (dose_of(state).status, state.breaches, state.conflicts) == ("given", (), ())


def test_a_bag_handed_over_apart_from_its_return_is_not_connected() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    brings(a, "J1", "b", "releases")
    b.sees(a)
    a.dispenses("b")
    b.returns("b")
    bag = bag_of(history.fold(), "b")
    assert (bag.status, bag.waits_for, bag.blocks) == ("returned", ("release",), ("do_not_connect",))


@pytest.mark.parametrize("verb", ["dispenses", "gives"])
def test_used_again_without_a_look_it_is_a_breach_with_an_alarm(verb: str) -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    a.returns("b")
    code = "dispensed_returned" if verb == "dispenses" else "given_returned"
    if verb == "dispenses":
        a.dispenses("b")
    else:
        a.gives("J1", "b")
    assert {one.code for one in history.fold().breaches if one.alarm} == {code}
