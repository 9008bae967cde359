"""Which doses a go-ahead leaves out that were given apart from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import pytest

from node.domain.fold.gather import gather
from node.domain.fold.left_out import left_out, left_out_aside
from node.domain.fold.steps import Order
from node.domain.history import BY_PLACE, Act
from schema.ids import Id
from schema.rules import GO_AHEADS_OVERLAP
from tests.called import calls
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import dose, dose_id
from tests.node.domain.fold import pairwise
from tests.node.domain.fold.pairwise import Drawn

SHAPES = ("in line", "in turn", "in journals of their own", "heard of late")
LATE = 20
"""How many acts later."""


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


@pytest.mark.parametrize("seed", range(200))
def test_it_is_what_each_pair_says_by_itself(seed: int) -> None:
    drawn = Drawn(seed)
    orders = gather(drawn.others).orders
    counts = sorted((act for act in drawn.acts if not act.set_aside), key=BY_PLACE)
    aside = [act for act in drawn.acts if act.set_aside]
    assert list(left_out(counts, orders)) == list(pairwise.left_out(counts, orders))
    assert list(left_out_aside(aside, counts, orders)) == list(pairwise.left_out_aside(aside, counts, orders))


def _many(shape: str, many: int, set_aside: str = "") -> tuple[list[Act], Mapping[Id, Sequence[Order]]]:
    """As many go-aheads, of five doses in turn, and the orders."""
    history = History()
    history.rules = frozenset({GO_AHEADS_OVERLAP})
    base, x, y, *every = history.stations("base", "x", "y", *map(str, range(many)))
    start(base, *(dose(f"J{number}", line=f"L{number}") for number in range(5)))
    version = history.acts[-1]
    for station in (x, y, *every):
        station.sees(base)
    orders = gather(history.acts).orders
    acts = [y.goes_ahead("J0", "J1", version=version)]
    for number in range(many):
        names = f"J{number % 5}", f"J{(number + 1) % 5}"
        match shape:
            case "in line":
                at = x
            case "in journals of their own":
                at = every[number]
            case _:
                at = (x, y)[number % 2]
        if shape == "heard of late" and number >= LATE:
            at.sees(acts[number - LATE])
        acts.append(at.goes_ahead(*names, version=version, set_aside=set_aside if at is not y else ""))
    return acts, orders


def _exhaust(said: Callable[..., Iterator[object]], *of: object) -> None:
    deque(said(*of), maxlen=0)


@pytest.mark.parametrize("shape", SHAPES)
def test_of_thousands_no_two_are_compared_one_by_one(shape: str) -> None:
    few, more = (calls(partial(_exhaust, left_out, *_many(shape, many))).total() for many in (100, 200))
    assert more < 3 * few


@pytest.mark.parametrize("shape", SHAPES)
def test_nor_are_those_that_are_set_aside(shape: str) -> None:
    found = []
    for many in (100, 200):
        acts, orders = _many(shape, many, "cut")
        aside, counts = [act for act in acts if act.set_aside], [act for act in acts if not act.set_aside]
        found.append(calls(partial(_exhaust, left_out_aside, aside, counts, orders)).total())
    few, more = found
    assert more < 3 * few


def test_one_set_aside_is_compared_by_itself_with_those_that_count() -> None:
    history, acts = _apart([("J1",), ("J1b",)], [("J1", "J1b", "J8")])
    *aside, counts = acts
    found = list(left_out_aside(aside, [counts], gather(history.acts).orders))
    assert found == [(aside[0], dose_id("J1b")), (aside[1], dose_id("J1"))]
