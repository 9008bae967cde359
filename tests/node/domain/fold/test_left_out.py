"""Which doses a go-ahead leaves out that were given apart from it."""

from __future__ import annotations

import pytest

from node.domain.fold.gather import gather
from node.domain.fold.left_out import left_out, left_out_aside
from node.domain.history import Act, concurrent
from schema.rules import GO_AHEADS_OVERLAP
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import dose, dose_id


def _apart(mine: list[tuple[str, ...]], theirs: list[tuple[str, ...]]) -> tuple[History, list[Act]]:
    """Go-aheads of two stations, none of which heard of the other's."""
    history = History()
    history.rules = frozenset({GO_AHEADS_OVERLAP})
    base, x, y = history.stations("base", "x", "y")
    start(base, dose("J1"), dose("J1b", line="L2"), dose("J1c", line="L3"), dose("J8", day=8))
    x.sees(base)
    y.sees(base)
    acts = [at.goes_ahead(*names) for at, every in ((x, mine), (y, theirs)) for names in every]
    return history, acts


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ([("J1", "J1b")], [("J1b", "J1c")], {"J1", "J1c"}),
        ([("J1",), ("J1b",)], [("J1b", "J1c")], {"J1", "J1c"}),
        ([("J1",), ("J1b",)], [("J1", "J1b")], set()),
        ([("J1",)], [("J1b",)], set()),
        ([("J1", "J8")], [("J1",)], set()),
    ],
)
def test_it_is_compared_what_each_side_gave_in_all(
    mine: list[tuple[str, ...]], theirs: list[tuple[str, ...]], left: set[str]
) -> None:
    history, acts = _apart(mine, theirs)
    assert {dose for _, dose in left_out(acts, gather(history.acts).orders)} == {dose_id(one) for one in left}


@pytest.mark.parametrize("heard", [True, False])
def test_whoever_gave_an_older_version_leaves_the_newer_one_out_when_they_knew_of_it(heard: bool) -> None:
    history = History()
    history.rules = frozenset({GO_AHEADS_OVERLAP})
    base, writer, x, y = history.stations("base", "writer", "x", "y")
    start(base, dose("J1"), dose("J1b", line="L2"))
    for station in (writer, x, y):
        station.sees(base)
    mine = [x.goes_ahead("J1b")]
    writer.prescribes(dose("J1b", line="L2", mg="90"))
    y.sees(writer)
    if heard:
        x.sees(writer)
    mine.append(x.goes_ahead("J1"))
    theirs = y.goes_ahead("J1", "J1b")
    found = list(left_out([*mine, theirs], gather(history.acts).orders))
    assert found == ([(mine[1], dose_id("J1b"))] if heard else [])


def test_of_acts_that_crossed_no_more_pairs_are_kept_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    history = History()
    history.rules = frozenset({GO_AHEADS_OVERLAP})
    base, x, y = history.stations("base", "x", "y")
    start(base, dose("J1"), dose("J1b", line="L2"), dose("J1c", line="L3"))
    x.sees(base)
    y.sees(base)
    acts = []
    for number in range(20):
        acts += [x.goes_ahead("J1", "J1b"), y.goes_ahead("J1", "J1c")]
        if number % 2:
            x.sees(y)
        else:
            y.sees(x)
    orders = gather(history.acts).orders
    found = list(left_out(acts, orders))
    monkeypatch.setattr("node.domain.fold.left_out._KEPT", 1)
    assert list(left_out(acts, orders)) == found != []


def test_one_set_aside_is_compared_by_itself_with_those_that_count() -> None:
    history, acts = _apart([("J1",), ("J1b",)], [("J1", "J1b", "J8")])
    *aside, counts = acts
    found = list(left_out_aside(aside, [counts], gather(history.acts).orders))
    assert found == [(aside[0], dose_id("J1b")), (aside[1], dose_id("J1"))]


def test_thousands_that_are_set_aside_are_compared_with_what_counts_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history, acts = _apart([("J1",)] * 300, [("J1", "J1b")])
    *aside, counts = acts
    orders = gather(history.acts).orders
    looked = 0

    def counted(one: Act, other: Act) -> bool:
        nonlocal looked
        looked += 1
        return concurrent(one, other)

    monkeypatch.setattr("node.domain.fold.left_out.concurrent", counted)
    assert len(list(left_out_aside(aside, [counts], orders))) == len(aside)
    assert looked == len(aside)
