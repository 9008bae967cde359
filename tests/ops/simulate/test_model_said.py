"""What people said: the latest that named all of it; two that differ, each for themselves, settle nothing."""

from __future__ import annotations

from ops.simulate.compare import said_of
from ops.simulate.model_said import Disagreement
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import bag_id, dose
from tests.node.domain.builder_states import conflict_of
from tests.ops.simulate.told import course_of


def _said(history: History) -> dict[str, Disagreement]:
    course = history.file.id
    return {one.rule: one for one in said_of(course, course_of(course, history.acts))[1]}


def test_kept_in_two_ways_until_somebody_who_knew_both_says_which() -> None:
    history = History()
    one, other = history.stations("A", "B")
    start(one, dose("J1"))
    other.sees(one)
    for station, bag in ((one, "a"), (other, "b")):
        station.claims("J1", bag)
        station.makes(bag)
    one.sees(other)
    other.sees(one)
    conflict = conflict_of(one.fold(), "made_twice")
    assert not _said(history)["made_twice"].over
    one.settles(conflict, "keep", bag_id("a"))
    assert _said(history)["made_twice"].over
    other.settles(conflict, "keep", bag_id("b"))
    assert not _said(history)["made_twice"].over
    assert not _said(history)["settled_apart"].over
    one.sees(other)
    one.settles(conflict_of(one.fold(), "made_twice"), "keep", bag_id("b"))
    assert _said(history)["made_twice"].over
    assert _said(history)["settled_apart"].over
