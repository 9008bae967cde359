"""Day moved or cancelled ‖ claimed, made or handed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.domain.history import Act
from tests.node.domain.builder import Station, brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import Split


def _moves(station: Station) -> Act:
    return station.plans(day_one="2026-03-09")


def _defers(station: Station) -> Act:
    return station.defers("J1")


def _does_not_give(station: Station) -> Act:
    return station.does_not_give("J1")


@pytest.mark.parametrize("cancels", [_moves, _defers, _does_not_give])
@pytest.mark.parametrize("until", ["claims", "makes"])
def test_the_bag_is_held_until_a_pharmacist_looks_at_its_use_by(
    split: Split, until: str, cancels: Callable[[Station], Act]
) -> None:
    ready(split.base)
    x, y = split.apart()
    cancels(x)
    brings(y, "J1", "b", until)
    state = split.state
    conflict = conflict_of(state, "day_moved")
    assert (conflict.subject, conflict.owners, conflict.choices) == (bag_id("b"), ("release",), ("keep",))
    assert not conflict.alarm
    assert bag_of(state, "b").held
    assert "prepare" not in dose_of(state).waits_for
    settled = split.joined().settles(conflict, "keep", bag_id("b"))
    state = split.state
    assert conflict_of(state, "day_moved").settled == settled.ref
    assert not bag_of(state, "b").held


def test_kept_it_goes_on_with_a_new_go_ahead(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    _moves(x)
    brings(y, "J1", "b", "makes")
    z = split.joined()
    z.settles(conflict_of(split.state, "day_moved"), "keep", bag_id("b"))
    assert dose_of(split.state).waits_for == ("go_ahead", "check")
    z.goes_ahead("J1", day="2026-03-09")
    assert dose_of(split.state).waits_for == ("check",)


def test_destroyed_it_is_over(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    _defers(x)
    brings(y, "J1", "b", "makes")
    z = split.joined()
    destroyed = z.destroys("b")
    z.goes_ahead("J1")
    state = split.state
    assert conflict_of(state, "day_moved").settled == destroyed.ref
    assert dose_of(state).waits_for == ("prepare",)


def test_on_the_ward_it_is_an_alarm(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    _moves(x)
    y.dispenses("b")
    state = split.state
    assert conflict_of(state, "day_moved").alarm
    assert "do_not_connect" in bag_of(state, "b").blocks


def test_the_same_day_planned_again_moves_nothing(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.plans()
    brings(y, "J1", "b", "makes")
    state = split.state
    assert conflicts_of(state, "day_moved") == []
    assert dose_of(state).waits_for == ("check",)


def test_a_move_that_knew_of_the_bag_is_no_conflict(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "makes")
    x, _ = split.apart()
    _moves(x)
    state = split.state
    assert conflicts_of(state, "day_moved") == []
    assert dose_of(state).blocks == ("to_be_confirmed",)
