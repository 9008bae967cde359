"""The merge rules as one declared table: which pair of roles meets which rule, and which are harmless.

Whatever is in neither list meets `unlisted`: every pair of acts done apart on a dose is a conflict
unless somebody wrote down here why it is not.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from node.domain.fold.preparation import EXISTS
from node.domain.fold.steps import Role
from node.domain.merge import (
    claimed_twice,
    day_apart,
    day_moved,
    destroyed_and_used,
    dispensed_twice,
    divergent,
    given_and_not_given,
    given_twice,
    go_ahead_apart,
    go_ahead_deferred,
    go_ahead_outdated,
    made_twice,
    outdated_bag,
    released_and_rejected,
    stopped,
    taken_over,
    told_twice,
    unlisted,
    validated_and_held,
    validation_outdated,
)
from node.domain.merge.row import Row

_R = Role
_EVERY: Final = frozenset(Role)
_MAKING: Final = frozenset({_R.CLAIMED, _R.MADE, _R.CHECKED, _R.RELEASED})
_WARD: Final = frozenset({_R.DISPENSED, _R.RECEIVED, _R.GIVEN})
_BAG: Final = _MAKING | _WARD
_THINGS: Final = frozenset(EXISTS)
"""Accounts of a bag that is there."""
_ENDS: Final = frozenset({_R.VOIDED, _R.REJECTED, _R.DESTROYED, _R.RECALLED})
_STAYS: Final = frozenset({_R.HELD, _R.DEFERRED, _R.LEFT_OUT, _R.STOPPED, _R.NOT_GIVEN}) | _ENDS
"""Whatever keeps a dose or a bag from advancing."""
_ASIDE: Final = frozenset({_R.NOTED, _R.SETTLED, _R.ASKED, _R.AGREED})


class Entry(msgspec.Struct, frozen=True):
    """Every pair of one role on the left with one on the right."""

    left: frozenset[Role]
    right: frozenset[Role]
    row: Row | None = None
    """The rule; nil: harmless."""
    why: str = ""
    """Why it is harmless."""

    def pairs(self) -> Iterable[tuple[Role, Role]]:
        """The pairs, each once."""
        seen: set[frozenset[Role]] = set()
        for one in sorted(self.left):
            for other in sorted(self.right):
                if frozenset({one, other}) not in seen:
                    seen.add(frozenset({one, other}))
                    yield one, other


def _rule(row: Row, left: Iterable[Role], right: Iterable[Role]) -> Entry:
    return Entry(frozenset(left), frozenset(right), row)


def _harmless(left: Iterable[Role], right: Iterable[Role], why: str) -> Entry:
    return Entry(frozenset(left), frozenset(right), None, why)


ONE_DOSE: Final = (
    _rule(divergent.ROW, {_R.ORDERED}, {_R.ORDERED}),
    _rule(validation_outdated.ROW, {_R.VALIDATED}, {_R.ORDERED}),
    _rule(validated_and_held.ROW, {_R.HELD}, {_R.VALIDATED} | _BAG),
    _rule(stopped.ROW, {_R.STOPPED}, {_R.ORDERED, _R.VALIDATED, _R.GO_AHEAD, _R.RESUMED} | _BAG),
    _rule(go_ahead_deferred.ROW, {_R.DEFERRED}, {_R.GO_AHEAD} | _WARD),
    _rule(go_ahead_outdated.ROW, {_R.GO_AHEAD}, {_R.ORDERED, _R.PLANNED}),
    _rule(go_ahead_apart.ROW, {_R.GO_AHEAD}, {_R.GO_AHEAD, _R.LEFT_OUT}),
    _rule(day_apart.ROW, {_R.PLANNED}, {_R.PLANNED, _R.ORDERED}),
    _rule(day_moved.ROW, {_R.PLANNED}, {_R.CLAIMED, _R.MADE} | _WARD),
    _rule(day_moved.ROW, {_R.DEFERRED}, {_R.CLAIMED, _R.MADE}),
    _rule(day_moved.ROW, {_R.NOT_GIVEN}, {_R.CLAIMED, _R.MADE, _R.DISPENSED}),
    _rule(outdated_bag.ROW, {_R.ORDERED}, _BAG),
    _rule(taken_over.ROW, {_R.VOIDED}, {_R.MADE, _R.CHECKED} | _WARD),
    _rule(released_and_rejected.ROW, {_R.REJECTED}, {_R.RELEASED} | _WARD),
    _rule(destroyed_and_used.ROW, {_R.DESTROYED, _R.RECALLED}, _WARD),
    _rule(dispensed_twice.ROW, {_R.DISPENSED}, {_R.DISPENSED}),
    _rule(told_twice.ROW, {_R.GIVEN}, {_R.GIVEN}),
    _rule(given_and_not_given.ROW, {_R.GIVEN}, {_R.NOT_GIVEN}),
    _harmless({_R.VALIDATED}, {_R.VALIDATED}, "two pharmacists accept the same version"),
    _harmless({_R.CHECKED}, {_R.CHECKED}, "two persons checked the bag"),
    _harmless({_R.RELEASED}, {_R.RELEASED}, "two pharmacists released the bag"),
    _harmless(
        {_R.CLAIMED}, {_R.MADE, _R.CHECKED, _R.RELEASED} | _WARD, "whatever names a bag knows its claim"
    ),
    _harmless(
        {_R.MADE}, {_R.CHECKED, _R.RELEASED} | _WARD, "told apart, each is true; omissions are breaches"
    ),
    _harmless({_R.CHECKED}, {_R.RELEASED} | _WARD, "told apart, each is true; omissions are breaches"),
    _harmless({_R.RELEASED}, _WARD, "told apart, each is true; omissions are breaches"),
    _harmless({_R.DISPENSED}, {_R.RECEIVED, _R.GIVEN}, "the bag travels faster than the acts"),
    _harmless({_R.RECEIVED}, {_R.GIVEN}, "the bag travels faster than the acts"),
    _harmless(
        {_R.VALIDATED},
        {_R.GO_AHEAD, _R.DEFERRED, _R.LEFT_OUT, _R.PLANNED, _R.RESUMED, _R.NOT_GIVEN} | _BAG | _ENDS,
        "validation and the rest of the circuit come in any order; what stays, stays",
    ),
    _harmless(
        {_R.GO_AHEAD}, {_R.HELD, _R.RESUMED} | _BAG | _ENDS, "what stays, stays; a bag needs both anyway"
    ),
    _harmless(
        {_R.ORDERED}, _STAYS - {_R.STOPPED, _R.NOT_GIVEN}, "what stays, stays until decided knowing both"
    ),
    _harmless({_R.ORDERED, _R.PLANNED}, {_R.RESUMED}, "a resumption lifts the stops it names, no more"),
    _harmless(
        {_R.PLANNED},
        (_STAYS - {_R.NOT_GIVEN}) | {_R.CHECKED, _R.RELEASED},
        "what stays, stays; a bag made meanwhile is found by its making",
    ),
    _harmless(_STAYS, _STAYS, "both keep the dose from being given"),
    _harmless(
        {_R.RESUMED}, (_STAYS - {_R.STOPPED}) | _BAG | {_R.RESUMED}, "it lifts the stops it names, no more"
    ),
    _harmless({_R.LEFT_OUT}, _BAG, "it only limits go-aheads given apart"),
    _harmless({_R.DEFERRED}, {_R.CHECKED, _R.RELEASED}, "a bag made meanwhile is found by its making"),
    _harmless({_R.NOT_GIVEN}, {_R.CHECKED, _R.RELEASED}, "a bag made meanwhile is found by its making"),
    _harmless({_R.NOT_GIVEN}, {_R.RECEIVED}, "the bag was there and was not given"),
    _harmless({_R.VOIDED, _R.RECALLED, _R.DESTROYED}, {_R.CLAIMED}, "whatever names a bag knows its claim"),
    _harmless({_R.REJECTED, _R.RECALLED}, {_R.MADE, _R.CHECKED}, "refused whatever was told of it apart"),
    _harmless(
        {_R.VOIDED}, {_R.RELEASED}, "a bag that exists is not given up; one that does not is not released"
    ),
    _harmless({_R.DESTROYED, _R.RECALLED}, {_R.RELEASED}, "it is gone, or must not be used, released or not"),
    _harmless(
        _ASIDE, _EVERY, "notes add up; settlements are judged by what they name; derogations name a version"
    ),
)
"""Two steps on one dose that are not about two different bags."""

TWO_BAGS: Final = (
    _rule(claimed_twice.ROW, {_R.CLAIMED}, {_R.CLAIMED}),
    _rule(made_twice.ROW, _THINGS - {_R.GIVEN}, _THINGS),
    _rule(given_twice.ROW, {_R.GIVEN}, {_R.GIVEN}),
    _harmless(
        {_R.CLAIMED}, _THINGS | {_R.RELEASED}, "whatever names a bag knows its claim, and two claims meet"
    ),
    _harmless({_R.RELEASED}, _THINGS | {_R.RELEASED}, "a release knows the making, and two makings meet"),
    _harmless(_ENDS, _BAG | _ENDS, "what ends one bag says nothing against another"),
)
"""Steps of two bags of one dose. What names no bag cannot stand here."""


def _lookup(entries: Iterable[Entry]) -> Mapping[tuple[Role, Role], Row | None]:
    found: dict[tuple[Role, Role], Row | None] = {}
    for entry in entries:
        for one, other in entry.pairs():
            found[one, other] = found[other, one] = entry.row
    return MappingProxyType(found)


_ONE_DOSE = _lookup(ONE_DOSE)
_TWO_BAGS = _lookup(TWO_BAGS)


def row_for(one: Role, other: Role, *, two_bags: bool) -> Row | None:
    """The rule for two steps done apart; nil when they are harmless."""
    return (_TWO_BAGS if two_bags else _ONE_DOSE).get((one, other), unlisted.ROW)


ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        entry.row.rule: entry.row
        for entry in (*ONE_DOSE, *TWO_BAGS, Entry(_EVERY, _EVERY, unlisted.ROW))
        if entry.row is not None
    }
)
"""Every rule by name."""
