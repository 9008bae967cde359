"""One bag, and which of several claims yields."""

from __future__ import annotations

from node.domain.fold.case import cases_of
from node.domain.fold.gather import gather
from node.domain.fold.preparation import BagCase, yielding
from tests.node.domain.builder import History, brings, meet, ready
from tests.node.domain.builder_orders import bag_id, dose


def _bags(history: History) -> dict[bytes, BagCase]:
    (case,) = cases_of(gather(sorted(history.acts, key=lambda act: act.place)))
    return dict(case.bags)


def test_a_bag_is_live_until_something_ends_it() -> None:
    for ends in ("voids", "rejects", "destroys", "recalls"):
        history = History()
        (a,) = history.stations("A")
        ready(a)
        a.claims("J1", "b")
        assert _bags(history)[bag_id("b")].live
        getattr(a, ends)("b")
        bag = _bags(history)[bag_id("b")]
        assert not bag.live
        assert [step.act for step in bag.ends] == [history.acts[-1]]


def test_given_in_spite_of_that_it_counts() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    a.recalls("b")
    a.gives("J1", "b")
    bag = _bags(history)[bag_id("b")]
    assert (bag.live, bag.given, bag.handed_over, bag.exists) == (True, True, True, True)


def test_refused_over_released_until_a_release_that_knew() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    brings(a, "J1", "b", "checks")
    meet(a, b)
    a.releases("b")
    rejected = b.rejects("b")
    bag = _bags(history)[bag_id("b")]
    assert (bag.released, bag.rejected and bag.rejected.act) == (None, rejected)
    meet(a, b)
    again = a.releases("b")
    bag = _bags(history)[bag_id("b")]
    assert (bag.released and bag.released.act, bag.rejected) == (again, None)


def test_nobody_gives_up_a_bag_that_exists() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "makes")
    a.voids("b")
    bag = _bags(history)[bag_id("b")]
    assert (bag.voided, bag.live) == (None, True)


def test_a_claim_of_an_older_version_yields_to_one_of_the_version_in_force() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "old")
    revised = a.prescribes(dose("J1", mg="75"))
    a.claims("J1", "new")
    bags = list(_bags(history).values())
    assert yielding(bags, {revised.ref}) == {bag_id("old")}
    assert yielding(bags, frozenset()) == {bag_id("new")}
    assert yielding(bags[:1], frozenset()) == frozenset()
