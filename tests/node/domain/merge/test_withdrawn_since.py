"""Right withdrawn ‖ acts by them."""

from __future__ import annotations

import msgspec
import pytest

from node.domain.merge.withdrawn_since import taken_from
from schema.acts.administration import DoseGiven
from schema.acts.membership import RightsWithdrawn
from schema.acts.people import PersonSuspended
from schema.rules import WITHDRAWN_SINCE
from tests.node.domain.acts import Site, an_id
from tests.node.domain.builder import brings, ready, start
from tests.node.domain.builder_orders import bag_id, dose, dose_id
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import KINDS, Split
from tests.node.domain.states import COURSE, told

WITHDRAWN = "withdrawn"


@pytest.fixture(params=KINDS)
def switched(request: pytest.FixtureRequest) -> Split:
    """A site founded with the rule on; both orders of arrival, a relay, and a refold each time."""
    split = Split(request.param)
    split.history.rules = frozenset({WITHDRAWN_SINCE})
    return split


def test_an_account_counts_at_once_and_the_next_step_waits(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "releases")
    x, y = switched.apart()
    dispensed = x.dispenses("b", set_aside=WITHDRAWN)
    y.notes()
    state = switched.state
    assert (bag_of(state, "b").status, bag_of(state, "b").dispensed) == ("dispensed", (dispensed.ref,))
    conflict = conflict_of(state, "withdrawn_since")
    assert (conflict.acts, conflict.dose) == (refs(dispensed), dose_id("J1"))
    assert (conflict.owners, conflict.choices) == (("validate",), ("admit", "dismiss"))
    assert (conflict.alarm, conflict.blocks) == (True, True)
    assert dose_of(state).waits_for == ("settle",)
    assert "withdrawn_since" in dose_of(state).blocks
    assert conflicts_of(state, "set_aside") == []
    assert [one.act for one in state.set_aside] == [dispensed.ref], "it is still shown as unverified"
    switched.joined().settles(conflict, "admit")
    assert dose_of(switched.state).waits_for == ("receive",)


def test_a_bag_made_is_no_alarm_and_is_made_on_the_claim_it_rests_on(switched: Split) -> None:
    ready(switched.base)
    x, y = switched.apart()
    claimed = x.claims("J1", "b", set_aside=WITHDRAWN)
    made = x.makes("b", set_aside=WITHDRAWN)
    other = y.claims("J1", "b2")
    y.makes("b2")
    state = switched.state
    assert {bag.bag for bag in state.bags} == {bag_id("b"), bag_id("b2")}
    conflict = conflict_of(state, "withdrawn_since")
    assert (conflict.acts, conflict.alarm) == (refs(claimed, made), False)
    assert set(refs(made)) < set(conflict_of(state, "made_twice").acts), "it blocks a second dose"
    assert other.ref not in conflict.acts


def test_dismissed_an_account_counts_no_more_and_is_not_asked_for_again(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, y = switched.apart()
    given = x.gives("J1", "b", set_aside=WITHDRAWN)
    y.notes()
    assert (dose_of(switched.state).status, dose_of(switched.state).given) == ("given", (given.ref,))
    switched.joined().settles(conflict_of(switched.state, "withdrawn_since"), "dismiss")
    state = switched.state
    assert (dose_of(state).status, dose_of(state).waits_for) == ("received", ("administer",))
    assert conflicts_of(state, "set_aside") == []
    assert [one.act for one in state.set_aside] == [given.ref]


@pytest.mark.parametrize(("choice", "mg"), [("admit", "75"), ("dismiss", "85")])
def test_a_revision_neither_wins_nor_vanishes(switched: Split, choice: str, mg: str) -> None:
    start(switched.base, dose("J1", mg="85"))
    switched.base.validates("J1")
    switched.base.goes_ahead("J1")
    x, y = switched.apart()
    revised = x.prescribes(dose("J1", mg="75"), set_aside=WITHDRAWN)
    y.notes()
    state = switched.state
    conflict = conflict_of(state, "withdrawn_order")
    assert (conflict.acts, conflict.owners, conflict.alarm) == (refs(revised), ("prescribe",), False)
    here = dose_of(state)
    assert [str(one.order.prescribed.value) for one in here.versions] == ["85"], "without effect"
    assert (here.blocks, here.waits_for) == (("withdrawn_order",), ("settle",)), "and nothing goes on"
    switched.joined().settles(conflict, choice)
    here = dose_of(switched.state)
    assert [str(one.order.prescribed.value) for one in here.versions] == [mg]
    assert here.waits_for == (("validate", "go_ahead") if choice == "admit" else ("prepare",))


def test_a_pharmacys_decision_waits_for_a_pharmacist(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "checks")
    x, y = switched.apart()
    released = x.releases("b", set_aside=WITHDRAWN)
    y.notes()
    conflict = conflict_of(switched.state, "withdrawn_decision")
    assert (conflict.acts, conflict.owners) == (refs(released), ("validate",))
    assert bag_of(switched.state, "b").released is None
    assert dose_of(switched.state).waits_for == ("settle",)
    switched.joined().settles(conflict, "admit")
    assert bag_of(switched.state, "b").released == released.ref
    assert dose_of(switched.state).waits_for == ("dispense",)


def test_an_order_of_two_doses_is_admitted_whole(switched: Split) -> None:
    start(switched.base, dose("J1"), dose("J8", day=8))
    x, y = switched.apart()
    x.prescribes(dose("J1", mg="75"), dose("J8", day=8, mg="75"), set_aside=WITHDRAWN)
    y.notes()
    one, other = conflicts_of(switched.state, "withdrawn_order")
    assert {one.dose, other.dose} == {dose_id("J1"), dose_id("J8")}
    switched.joined().settles(one, "admit")
    state = switched.state
    assert all(one.settled is not None for one in conflicts_of(state, "withdrawn_order"))
    assert {str(dose_of(state, name).versions[0].order.prescribed.value) for name in ("J1", "J8")} == {"75"}


def test_a_dose_that_only_such_an_order_brings_is_in_the_inbox(switched: Split) -> None:
    start(switched.base)
    x, y = switched.apart()
    x.prescribes(dose("J8", day=8), set_aside=WITHDRAWN)
    y.notes()
    assert dose_id("J8") not in {one.dose for one in switched.state.doses}
    switched.joined().settles(conflict_of(switched.state, "withdrawn_order"), "admit")
    assert dose_of(switched.state, "J8").status == "prescribed"


def test_a_stop_holds_what_it_covers_until_it_is_reviewed(switched: Split) -> None:
    ready(switched.base)
    x, y = switched.apart()
    stop = x.stops(set_aside=WITHDRAWN)
    y.notes()
    here = dose_of(switched.state)
    assert (here.stops, here.waits_for) == ((), ("settle",))
    switched.joined().settles(conflict_of(switched.state, "withdrawn_order"), "admit")
    assert dose_of(switched.state).stops == (stop.ref,)


def test_an_inclusion_waits_too_with_its_course_as_subject(switched: Split) -> None:
    included = switched.base.includes(set_aside=WITHDRAWN)
    switched.apart()
    state = switched.state
    conflict = conflict_of(state, "withdrawn_order")
    assert (conflict.acts, conflict.dose) == (refs(included), None)
    assert state.blocks == ("not_included",)
    switched.joined().settles(conflict, "admit")
    assert (switched.state.included_by, switched.state.blocks) == (included.ref, ())


def test_a_second_account_reopens_it(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "releases")
    x, y = switched.apart()
    x.dispenses("b", set_aside=WITHDRAWN)
    switched.joined().settles(conflict_of(switched.state, "withdrawn_since"), "admit")
    received = y.receives("b", set_aside=WITHDRAWN)
    conflict = conflict_of(switched.state, "withdrawn_since")
    assert conflict.settled is None
    assert received.ref in conflict.acts
    assert dose_of(switched.state).waits_for == ("settle",)


def test_people_who_disagree_on_it_keep_it_blocked(switched: Split) -> None:
    start(switched.base, dose("J1", mg="85"))
    x, y = switched.apart()
    x.prescribes(dose("J1", mg="75"), set_aside=WITHDRAWN)
    z = switched.joined()
    conflict = conflict_of(switched.state, "withdrawn_order")
    y.sees(z)
    z.settles(conflict, "admit")
    y.settles(conflict, "dismiss")
    state = switched.state
    assert conflict_of(state, "withdrawn_order").settled is None
    assert conflict_of(state, "settled_apart").settled is None
    assert [str(one.order.prescribed.value) for one in dose_of(state).versions] == ["85"]
    assert dose_of(state).waits_for == ("settle",)


def test_without_the_switch_in_its_past_it_is_an_account_like_any_other_set_aside(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    x.dispenses("b", set_aside=WITHDRAWN)
    x.prescribes(dose("J1", mg="75"), set_aside=WITHDRAWN)
    split.history.rules = frozenset({WITHDRAWN_SINCE})
    y.notes()
    state = split.state
    assert bag_of(state, "b").status == "released"
    assert conflict_of(state, "set_aside").blocks
    assert {one.rule for one in state.conflicts} == {"set_aside"}


def test_what_is_set_aside_for_another_reason_is_not_its_business(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "releases")
    x, y = switched.apart()
    x.dispenses("b", set_aside="cut")
    x.goes_ahead("J1", set_aside="beyond_rights")
    y.notes()
    assert {one.rule for one in switched.state.conflicts} == {"set_aside"}


def test_what_decides_nothing_on_a_dose_holds_nothing(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, y = switched.apart()
    x.gives("J1", "b")
    y.does_not_give("J1")
    before = conflict_of(switched.state, "given_and_not_given")
    switched.joined().settles(before, "given", set_aside=WITHDRAWN)
    state = switched.state
    assert {one.rule for one in state.conflicts} == {"given_and_not_given"}
    assert conflict_of(state, "given_and_not_given").settled is None, "the conflict itself stays open"


def test_the_other_side_is_what_took_the_right_unknown_to_who_acted() -> None:
    site, who = Site(), an_id("alice")
    known = site.act("base", RightsWithdrawn(who, ("administer",), ()), who)
    site.meet("base", "x", "y")
    taken = site.act("x", RightsWithdrawn(who, ("administer", "note"), ()), who)
    site.act("x", RightsWithdrawn(who, ("receive",), ()), who)
    suspended = site.act("x", PersonSuspended(who, "absente", ()), who)
    site.act("x", PersonSuspended(who, "erreur", ()), who, set_aside="right")
    said = list(site.acts)
    given = site.act(
        "y", DoseGiven(an_id("J1"), an_id("b"), an_id("p"), told(), ""), COURSE, set_aside=WITHDRAWN
    )
    assert known.ref not in {act.ref for act in taken_from(given, said)}
    assert taken_from(given, reversed(said)) == (taken, suspended)
    admitted = msgspec.structs.replace(given, set_aside="")
    assert taken_from(admitted, said) == ()
