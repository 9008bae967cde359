"""Careful decisions set aside: they decide nothing, and hold what they spoke against."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from node.domain.course import fold_course
from node.domain.fold.prescription import Versions, versions_of
from node.domain.fold.steps import Order
from node.domain.history import Act
from node.domain.merge.careful import DECIDED, ORDERED, STOPPED
from node.domain.merge.set_aside import NOBODYS
from schema.i18n import text
from schema.rules import CAREFUL_STAYS, WITHDRAWN_SINCE
from tests.node.domain.builder import Station, brings, ready, start
from tests.node.domain.builder_orders import dose, dose_id
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import KINDS, Split

WHYS = ("suspended", "cut", "forked", "beyond_rights", "withdrawn")
"""Withdrawn, where nothing else is switched on for it."""
KEEP: dict[str, tuple[str, Callable[[Station, str], Act]]] = {
    "a stop": (STOPPED, lambda at, why: at.stops(set_aside=why)),
    "a go-ahead deferred": (STOPPED, lambda at, why: at.defers("J1", set_aside=why)),
    "a hold": (DECIDED, lambda at, why: at.holds("J1", set_aside=why)),
    "a bag rejected": (DECIDED, lambda at, why: at.rejects("b", set_aside=why)),
    "a bag recalled": (DECIDED, lambda at, why: at.recalls("b", set_aside=why)),
}


@pytest.fixture(params=KINDS)
def switched(request: pytest.FixtureRequest) -> Split:
    """A site founded with the rule on; both orders of arrival, a relay, and a refold each time."""
    split = Split(request.param)
    split.history.rules = frozenset({CAREFUL_STAYS})
    return split


def _keeping(switched: Split, what: str, why: str) -> tuple[str, Act]:
    """Set aside, of a released bag, apart from a note: the rule by which it comes back, and the act."""
    ready(switched.base)
    brings(switched.base, "J1", "b", "releases")
    x, y = switched.apart()
    rule, does = KEEP[what]
    kept = does(x, why)
    y.notes()
    return rule, kept


@pytest.mark.parametrize("why", WHYS)
@pytest.mark.parametrize("what", KEEP)
def test_it_decides_nothing_and_holds_its_dose(switched: Split, what: str, why: str) -> None:
    rule, kept = _keeping(switched, what, why)
    state = switched.state
    conflict = conflict_of(state, rule)
    assert (conflict.acts, conflict.subject, conflict.dose) == (refs(kept), dose_id("J1"), dose_id("J1"))
    assert conflict.choices == ("admit", "dismiss")
    assert (conflict.alarm, conflict.blocks, conflict.settled) == (True, True, None)
    here, bag = dose_of(state), bag_of(state, "b")
    assert (here.stops, here.held, here.deferred, bag.rejected, bag.recalled) == ((), None, None, None, ())
    assert (here.blocks, here.waits_for, bag.waits_for) == ((rule,), ("settle",), ())
    assert [one.act for one in state.set_aside] == [kept.ref]
    assert {one.rule for one in state.conflicts} == {rule}


@pytest.mark.parametrize("what", KEEP)
def test_dismissed_it_holds_no_more(switched: Split, what: str) -> None:
    rule, _ = _keeping(switched, what, "cut")
    switched.joined().settles(conflict_of(switched.state, rule), "dismiss")
    state = switched.state
    assert conflict_of(state, rule).settled is not None
    assert (dose_of(state).blocks, dose_of(state).waits_for) == ((), ("dispense",))


@pytest.mark.parametrize("what", KEEP)
def test_admitted_it_counts_and_keeps_the_dose(switched: Split, what: str) -> None:
    rule, kept = _keeping(switched, what, "forked")
    switched.joined().settles(conflict_of(switched.state, rule), "admit")
    state = switched.state
    here, bag = dose_of(state), bag_of(state, "b")
    assert kept.ref in {*here.stops, here.held, here.deferred, bag.rejected, *bag.recalled}
    assert bag.waits_for == ()
    assert rule not in here.blocks
    assert [one.act for one in state.set_aside] == [kept.ref], "it is still shown as set aside"


def test_a_bag_on_the_ward_is_not_connected(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, y = switched.apart()
    x.stops(set_aside="suspended")
    y.notes()
    assert "do_not_connect" in bag_of(switched.state, "b").blocks


def test_a_bag_whose_claim_is_set_aside_too_has_its_dose(switched: Split) -> None:
    ready(switched.base)
    x, y = switched.apart()
    x.claims("J1", "b", set_aside="cut")
    recalled = x.recalls("b", set_aside="cut")
    y.notes()
    assert conflict_of(switched.state, DECIDED).acts == refs(recalled)
    assert dose_of(switched.state).waits_for == ("settle",)


def test_a_claim_set_aside_takes_no_bag_from_its_dose(switched: Split) -> None:
    start(switched.base, dose("J1"), dose("J8", day=8))
    switched.base.validates("J1", "J8")
    switched.base.goes_ahead("J1", "J8")
    x, y = switched.apart()
    x.claims("J8", "b", set_aside="cut")
    y.claims("J1", "b")
    x.recalls("b", set_aside="cut")
    assert conflict_of(switched.state, DECIDED).dose == dose_id("J1")


def test_one_settlement_answers_a_stop_for_all_its_doses(switched: Split) -> None:
    start(switched.base, dose("J1"), dose("J8", day=8))
    x, _ = switched.apart()
    x.stops(set_aside="cut")
    one, other = conflicts_of(switched.state, STOPPED)
    assert {one.dose, other.dose} == {dose_id("J1"), dose_id("J8")}
    switched.joined().settles(one, "dismiss")
    assert all(one.settled is not None for one in conflicts_of(switched.state, STOPPED))


def test_a_second_one_reopens_it(switched: Split) -> None:
    ready(switched.base)
    x, y = switched.apart()
    x.stops(set_aside="cut")
    switched.joined().settles(conflict_of(switched.state, STOPPED), "dismiss")
    y.defers("J1", set_aside="cut")
    assert conflict_of(switched.state, STOPPED).settled is None
    assert dose_of(switched.state).waits_for == ("settle",)


@pytest.mark.parametrize(("mg", "diluent"), [("75", "NaCl 0,9 %"), ("110", "G5 %"), ("100", "G5 %")])
def test_an_order_that_is_not_just_more_holds_its_dose(switched: Split, mg: str, diluent: str) -> None:
    start(switched.base, dose("J1"), dose("J8", day=8))
    switched.base.validates("J1", "J8")
    switched.base.goes_ahead("J1", "J8")
    x, y = switched.apart()
    lower = x.prescribes(dose("J1", mg=mg, diluent=diluent), dose("J8", day=8), set_aside="cut")
    y.notes()
    state = switched.state
    conflict = conflict_of(state, ORDERED)
    assert (conflict.acts, conflict.dose, conflict.owners) == (refs(lower), dose_id("J1"), ("prescribe",))
    assert (conflict.choices, conflict.alarm) == (("dismiss",), True)
    here = dose_of(state)
    assert [str(one.order.prescribed.value) for one in here.versions] == ["100"], "without effect"
    assert here.waits_for == ("settle",)
    assert dose_of(state, "J8").waits_for == ("prepare",), "of which it says what it is"
    switched.joined().settles(conflict, "dismiss")
    assert dose_of(switched.state).waits_for == ("prepare",)


def test_an_order_is_not_admitted_whatever_is_said(switched: Split) -> None:
    ready(switched.base)
    x, _ = switched.apart()
    x.prescribes(dose("J1", mg="75"), set_aside="cut")
    switched.joined().settles(conflict_of(switched.state, ORDERED), "admit")
    assert conflict_of(switched.state, ORDERED).settled is None
    assert [str(one.order.prescribed.value) for one in dose_of(switched.state).versions] == ["100"]


def test_who_orders_the_same_has_taken_it_up(switched: Split) -> None:
    ready(switched.base)
    x, _ = switched.apart()
    x.prescribes(dose("J1", mg="75"), set_aside="cut")
    z = switched.joined()
    z.prescribes(dose("J1", mg="75"))
    assert conflicts_of(switched.state, ORDERED) == []
    z.prescribes(dose("J1", mg="90"))
    assert conflict_of(switched.state, ORDERED).settled is None, "more than that is asked about again"


def test_more_of_the_same_and_what_is_only_repeated_hold_nothing(switched: Split) -> None:
    start(switched.base, dose("J1"))
    x, y = switched.apart()
    again = x.prescribes(dose("J1"), set_aside="cut")
    more = x.prescribes(dose("J1", mg="110"), set_aside="cut")
    x.prescribes(dose("J8", day=8), set_aside="cut")
    assert switched.state.conflicts == ()
    y.prescribes(dose("J1", mg="105", diluent="G5 %"))
    # Of 110 mg in another diluent nobody knows that it is just more.
    assert conflict_of(switched.state, ORDERED).acts == refs(again, more)
    z = switched.joined()
    z.prescribes(dose("J1", mg="100"))
    assert conflicts_of(switched.state, ORDERED) == []


def test_what_is_said_again_apart_from_a_raise_holds_it(switched: Split) -> None:
    start(switched.base, dose("J1", mg="80"))
    switched.base.validates("J1")
    switched.base.goes_ahead("J1")
    x, y = switched.apart()
    again = x.prescribes(dose("J1", mg="80"), set_aside="cut")
    y.prescribes(dose("J1", mg="100"))
    conflict = conflict_of(switched.state, ORDERED)
    assert (conflict.acts, conflict.settled) == (refs(again), None)
    assert "settle" in dose_of(switched.state).waits_for
    z = switched.joined()
    z.prescribes(dose("J1", mg="100"))
    assert conflict_of(switched.state, ORDERED).settled is None, "the cycle signed again is no answer"
    z.settles(conflict_of(switched.state, ORDERED), "dismiss")
    assert conflict_of(switched.state, ORDERED).settled is not None


def test_what_is_said_again_does_not_speak_against_who_raised_it_knowing_that(switched: Split) -> None:
    start(switched.base, dose("J1", mg="80"))
    x, y = switched.apart()
    x.prescribes(dose("J1", mg="80"), set_aside="cut")
    y.prescribes(dose("J1", mg="80"))
    switched.joined().prescribes(dose("J1", mg="100"))
    assert switched.state.conflicts == ()


def test_what_came_after_the_dose_was_given_holds_nothing(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    switched.base.gives("J1", "b")
    x, _ = switched.apart()
    x.stops(set_aside="cut")
    x.prescribes(dose("J1", mg="75"), set_aside="cut")
    assert switched.state.conflicts == ()


def test_given_apart_from_it_is_an_alarm(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, y = switched.apart()
    x.stops(set_aside="cut")
    given = y.gives("J1", "b")
    state = switched.state
    assert conflict_of(state, STOPPED).alarm
    assert dose_of(state).given == (given.ref,)


def test_where_nothing_is_ordered_it_waits_on_the_course(switched: Split) -> None:
    switched.base.includes()
    x, _ = switched.apart()
    stop = x.stops(set_aside="cut")
    conflict = conflict_of(switched.state, STOPPED)
    assert (conflict.acts, conflict.dose, conflict.alarm) == (refs(stop), None, False)
    switched.joined().prescribes(dose("J1"))
    assert conflict_of(switched.state, STOPPED).dose == dose_id("J1")


@pytest.mark.parametrize("why", sorted(NOBODYS))
def test_what_nobody_is_shown_to_have_said_holds_nothing(switched: Split, why: str) -> None:
    ready(switched.base)
    x, _ = switched.apart()
    x.stops(set_aside=why)
    assert switched.state.conflicts == ()


def test_what_was_done_apart_from_a_withdrawal_is_reviewed_for_that(switched: Split) -> None:
    switched.history.rules |= {WITHDRAWN_SINCE}
    ready(switched.base)
    x, _ = switched.apart()
    x.stops(set_aside="withdrawn")
    x.holds("J1", set_aside="cut")
    assert {one.rule for one in switched.state.conflicts} == {"withdrawn_order", DECIDED}


def test_what_resumes_a_stop_admitted_since_is_reviewed_for_the_doses_of_that_stop(switched: Split) -> None:
    switched.history.rules |= {WITHDRAWN_SINCE}
    ready(switched.base)
    x, _ = switched.apart()
    stop = x.stops(set_aside="beyond_rights")
    joined = switched.joined()
    joined.settles(conflict_of(switched.state, STOPPED), "admit")
    resumed = joined.resumes(stop, set_aside="withdrawn")
    conflict = conflict_of(switched.state, "withdrawn_order")
    assert (conflict.acts, conflict.subject) == (refs(resumed), dose_id("J1"))
    here = dose_of(switched.state)
    assert (here.stops, here.blocks) == ((stop.ref,), ("withdrawn_order", "stopped"))
    joined.settles(conflict, "admit")
    here = dose_of(switched.state)
    assert (here.stops, here.blocks) == ((), ())


def test_what_advances_holds_nothing(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "checks")
    x, _ = switched.apart()
    x.releases("b", set_aside="cut")
    x.goes_ahead("J1", set_aside="cut")
    x.validates("J1", set_aside="cut")
    assert switched.state.conflicts == ()
    assert dose_of(switched.state).waits_for == ("release",)


def test_a_go_ahead_that_leaves_a_dose_out_holds_it(switched: Split) -> None:
    start(switched.base, dose("J1"), dose("J1b", line="L2"), dose("J8", day=8))
    switched.base.validates("J1", "J1b", "J8")
    x, y = switched.apart()
    partly = x.goes_ahead("J1", set_aside="cut")
    y.goes_ahead("J1", "J1b", "J8")
    state = switched.state
    conflict = conflict_of(state, ORDERED)
    assert (conflict.acts, conflict.dose, conflict.choices) == (refs(partly), dose_id("J1b"), ("dismiss",))
    assert dose_of(state, "J1b").waits_for == ("settle",)
    assert dose_of(state).waits_for == dose_of(state, "J8").waits_for == ("prepare",)
    switched.joined().settles(conflict, "admit")
    assert conflict_of(switched.state, ORDERED).settled is None, "it would let the other one go"
    switched.joined().settles(conflict, "dismiss")
    assert dose_of(switched.state, "J1b").waits_for == ("prepare",)


def test_a_go_ahead_set_aside_leaves_out_nothing_that_its_author_knew_or_that_is_over(
    switched: Split,
) -> None:
    start(switched.base, dose("J1"), dose("J1b", line="L2"))
    switched.base.validates("J1", "J1b")
    switched.base.goes_ahead("J1", "J1b")
    x, y = switched.apart()
    x.goes_ahead("J1", set_aside="cut")
    y.goes_ahead("J1b")
    assert switched.state.conflicts == ()


def test_without_the_switch_in_its_past_it_is_only_listed(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    stop = x.stops(set_aside="cut")
    split.history.rules = frozenset({CAREFUL_STAYS})
    y.notes()
    assert split.state.conflicts == ()
    assert [one.act for one in split.state.set_aside] == [stop.ref]


def test_thousands_of_them_are_one_conflict_a_dose_answered_once() -> None:
    switched = Split(KINDS[0])
    switched.history.rules = frozenset({CAREFUL_STAYS})
    doses = [dose(f"J{day}", day=day) for day in range(1, 10)]
    start(switched.base, *doses)
    x, _ = switched.apart()
    for number in range(1000):
        x.stops(set_aside="cut")
        x.prescribes(*(dose(f"J{day}", day=day, mg=str(10 + number % 80)) for day in (1, 2)), set_aside="cut")
    state = fold_course(switched.history.acts)
    assert len(conflicts_of(state, STOPPED)) == 9
    assert len(conflicts_of(state, ORDERED)) == 2
    z = switched.joined()
    z.settles(conflicts_of(state, STOPPED)[0], "dismiss")
    z.settles(conflicts_of(state, ORDERED)[0], "dismiss")
    state = fold_course(switched.history.acts)
    assert all(one.settled is not None for one in state.conflicts)


def test_what_is_in_force_is_looked_for_once_however_many_orders_stand_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switched, looked = Split(KINDS[0]), 0

    def counted(orders: Sequence[Order]) -> Versions:
        nonlocal looked
        looked += 1
        return versions_of(orders)

    monkeypatch.setattr("node.domain.merge.careful.versions_of", counted)
    switched.history.rules = frozenset({CAREFUL_STAYS})
    start(switched.base, dose("J1"))
    x, y = switched.apart()
    for number in range(30):
        y.prescribes(dose("J1", mg=str(100 + number)))
        x.prescribes(dose("J1", mg=str(10 + number)), set_aside="cut")
    state = fold_course(switched.history.acts)
    assert len(conflict_of(state, ORDERED).acts) >= 30
    assert looked == 1


@pytest.mark.parametrize("why", ["cut", "suspended", "forked"])
def test_what_is_set_aside_before_its_signature_is_looked_at_says_so(why: str) -> None:
    assert "signature n’a pas été vérifiée" in text(f"aside.{why}", "fr")
    assert "signature was not checked" in text(f"aside.{why}", "en")
    for rule in (DECIDED, STOPPED):
        assert "signature n’a pas été vérifiée" in text(f"conflict.{rule}.next", "fr")
        assert "signature was not checked" in text(f"conflict.{rule}.next", "en")


def test_what_was_admitted_stays_so_whatever_is_known_of_its_dose_since(switched: Split) -> None:
    """Of which dose the bag was nobody knew who rejected it, nor who admitted that; the dose was over."""
    ready(switched.base)
    brings(switched.base, "J1", "a", "receives")
    switched.base.gives("J1", "a")
    x, y = switched.apart()
    x.rejects("b", set_aside="cut")
    waiting = conflict_of(x.fold(), DECIDED)
    assert waiting.dose is None
    x.settles(waiting, "admit")
    brings(y, "J1", "b", "makes")
    state = switched.state
    assert conflicts_of(state, DECIDED) == []
    assert bag_of(state, "b").rejected
