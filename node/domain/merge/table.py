"""The merge rules as one declared table: which pair of roles meets which rule, and which are harmless.

Whatever is in neither list meets `unlisted`: every pair of acts done apart on a dose is a conflict
unless somebody wrote down here why it is not.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.domain.fold.preparation import EXISTS
from node.domain.fold.steps import ADMINISTERED, Role
from node.domain.merge import (
    claimed_twice,
    day_apart,
    day_moved,
    destroyed_and_used,
    dispensed_twice,
    divergent,
    given_and_interrupted,
    given_and_not_given,
    given_twice,
    go_ahead_apart,
    go_ahead_deferred,
    go_ahead_outdated,
    interrupted,
    interrupted_and_not_given,
    made_twice,
    outdated_bag,
    reattributed_apart,
    released_and_rejected,
    stopped,
    taken_over,
    told_twice,
    unlisted,
    validated_and_held,
    validation_outdated,
)
from node.domain.merge.listing import Entry, harmless, lookup, rule
from node.domain.merge.row import Row

_R = Role
_EVERY: Final = frozenset(Role)
_MAKING: Final = frozenset({_R.CLAIMED, _R.MADE, _R.CHECKED, _R.RELEASED})
_GIVEN: Final = frozenset(ADMINISTERED)
_WARD: Final = frozenset({_R.DISPENSED, _R.RECEIVED}) | _GIVEN
_BAG: Final = _MAKING | _WARD
_THINGS: Final = frozenset(EXISTS)
"""Accounts of a bag that is there."""
_ENDS: Final = frozenset({_R.VOIDED, _R.REJECTED, _R.DESTROYED, _R.RECALLED})
_STAYS: Final = frozenset({_R.HELD, _R.DEFERRED, _R.LEFT_OUT, _R.STOPPED, _R.NOT_GIVEN}) | _ENDS
"""Whatever keeps a dose or a bag from advancing."""
_ASIDE: Final = frozenset({_R.NOTED, _R.SETTLED, _R.ASKED, _R.AGREED})


ONE_DOSE: Final[tuple[Entry[Role, Row], ...]] = (
    rule(divergent.ROW, {_R.ORDERED}, {_R.ORDERED}),
    rule(validation_outdated.ROW, {_R.VALIDATED}, {_R.ORDERED}),
    rule(validated_and_held.ROW, {_R.HELD}, {_R.VALIDATED} | _BAG),
    rule(stopped.ROW, {_R.STOPPED}, {_R.ORDERED, _R.VALIDATED, _R.GO_AHEAD, _R.RESUMED} | _BAG),
    rule(go_ahead_deferred.ROW, {_R.DEFERRED}, {_R.GO_AHEAD} | _WARD),
    rule(go_ahead_outdated.ROW, {_R.GO_AHEAD}, {_R.ORDERED, _R.PLANNED}),
    rule(go_ahead_apart.ROW, {_R.GO_AHEAD}, {_R.GO_AHEAD, _R.LEFT_OUT}),
    rule(day_apart.ROW, {_R.PLANNED}, {_R.PLANNED, _R.ORDERED}),
    rule(day_moved.ROW, {_R.PLANNED}, {_R.CLAIMED, _R.MADE} | _WARD),
    rule(day_moved.ROW, {_R.DEFERRED}, {_R.CLAIMED, _R.MADE}),
    rule(day_moved.ROW, {_R.NOT_GIVEN}, {_R.CLAIMED, _R.MADE, _R.DISPENSED}),
    rule(outdated_bag.ROW, {_R.ORDERED}, _BAG),
    rule(taken_over.ROW, {_R.VOIDED}, {_R.MADE, _R.CHECKED, _R.RETURNED} | _WARD),
    rule(released_and_rejected.ROW, {_R.REJECTED}, {_R.RELEASED} | _WARD),
    rule(destroyed_and_used.ROW, {_R.DESTROYED, _R.RECALLED}, _WARD),
    rule(dispensed_twice.ROW, {_R.DISPENSED}, {_R.DISPENSED}),
    rule(
        reattributed_apart.ROW,
        {_R.REASSIGNED},
        {_R.REASSIGNED, _R.RELEASED, _R.REJECTED, _R.DESTROYED, _R.RECALLED, _R.RETURNED} | _WARD,
    ),
    rule(told_twice.ROW, {_R.GIVEN}, {_R.GIVEN}),
    rule(told_twice.ROW, {_R.INTERRUPTED}, {_R.INTERRUPTED}),
    rule(given_and_interrupted.ROW, {_R.GIVEN}, {_R.INTERRUPTED}),
    rule(interrupted_and_not_given.ROW, {_R.INTERRUPTED}, {_R.NOT_GIVEN, _R.RETURNED}),
    rule(interrupted.ROW, {_R.CLAIMED, _R.CLAIMED_ELSEWHERE}, {_R.INTERRUPTED}),
    rule(given_and_not_given.ROW, {_R.GIVEN}, {_R.NOT_GIVEN, _R.RETURNED}),
    harmless({_R.VALIDATED}, {_R.VALIDATED}, "two pharmacists accept the same version"),
    harmless({_R.CHECKED}, {_R.CHECKED}, "two persons checked the bag"),
    harmless({_R.RELEASED}, {_R.RELEASED}, "two pharmacists released the bag"),
    harmless(
        {_R.CLAIMED},
        {_R.MADE, _R.CHECKED, _R.RELEASED} | (_WARD - {_R.INTERRUPTED}),
        "whatever names a bag knows its claim",
    ),
    harmless(
        {_R.MADE}, {_R.CHECKED, _R.RELEASED} | _WARD, "told apart, each is true; omissions are breaches"
    ),
    harmless({_R.CHECKED}, {_R.RELEASED} | _WARD, "told apart, each is true; omissions are breaches"),
    harmless({_R.RELEASED}, _WARD, "told apart, each is true; omissions are breaches"),
    harmless({_R.DISPENSED}, {_R.RECEIVED} | _GIVEN, "the bag travels faster than the acts"),
    harmless({_R.RECEIVED}, _GIVEN, "the bag travels faster than the acts"),
    harmless(
        {_R.VALIDATED},
        {_R.GO_AHEAD, _R.DEFERRED, _R.LEFT_OUT, _R.PLANNED, _R.RESUMED, _R.NOT_GIVEN} | _BAG | _ENDS,
        "validation and the rest of the circuit come in any order; what stays, stays",
    ),
    harmless(
        {_R.GO_AHEAD}, {_R.HELD, _R.RESUMED} | _BAG | _ENDS, "what stays, stays; a bag needs both anyway"
    ),
    harmless(
        {_R.ORDERED}, _STAYS - {_R.STOPPED, _R.NOT_GIVEN}, "what stays, stays until decided knowing both"
    ),
    harmless({_R.ORDERED, _R.PLANNED}, {_R.RESUMED}, "a resumption lifts the stops it names, no more"),
    harmless(
        {_R.PLANNED},
        (_STAYS - {_R.NOT_GIVEN}) | {_R.CHECKED, _R.RELEASED},
        "what stays, stays; a bag made meanwhile is found by its making",
    ),
    harmless(_STAYS, _STAYS, "both keep the dose from being given"),
    harmless(
        {_R.RESUMED}, (_STAYS - {_R.STOPPED}) | _BAG | {_R.RESUMED}, "it lifts the stops it names, no more"
    ),
    harmless({_R.LEFT_OUT}, _BAG, "it only limits go-aheads given apart"),
    harmless({_R.DEFERRED}, {_R.CHECKED, _R.RELEASED}, "a bag made meanwhile is found by its making"),
    harmless({_R.NOT_GIVEN}, {_R.CHECKED, _R.RELEASED}, "a bag made meanwhile is found by its making"),
    harmless({_R.NOT_GIVEN}, {_R.RECEIVED}, "the bag was there and was not given"),
    harmless({_R.VOIDED, _R.RECALLED, _R.DESTROYED}, {_R.CLAIMED}, "whatever names a bag knows its claim"),
    harmless({_R.REJECTED, _R.RECALLED}, {_R.MADE, _R.CHECKED}, "refused whatever was told of it apart"),
    harmless(
        {_R.VOIDED}, {_R.RELEASED}, "a bag that exists is not given up; one that does not is not released"
    ),
    harmless({_R.DESTROYED, _R.RECALLED}, {_R.RELEASED}, "it is gone, or must not be used, released or not"),
    harmless(
        {_R.REASSIGNED},
        {_R.CLAIMED, _R.MADE, _R.CHECKED, _R.VOIDED},
        "only a bag that is there goes to another dose; what was told of its making stays true",
    ),
    harmless(
        {_R.REASSIGNED},
        {_R.ORDERED, _R.PLANNED, _R.VALIDATED, _R.GO_AHEAD, _R.RESUMED},
        "the dose waits for another bag; what was decided of it stands",
    ),
    harmless(
        {_R.REASSIGNED},
        {_R.HELD, _R.DEFERRED, _R.LEFT_OUT, _R.STOPPED, _R.NOT_GIVEN},
        "the dose stays, and the bag is judged where it went",
    ),
    harmless(
        {_R.RETURNED},
        _MAKING | {_R.DISPENSED, _R.RECEIVED, _R.RETURNED},
        "the bag travels faster than the acts; what a return did not know of waits for a new release",
    ),
    harmless(
        {_R.RETURNED},
        {_R.ORDERED, _R.PLANNED, _R.VALIDATED, _R.GO_AHEAD, _R.RESUMED} | (_STAYS - {_R.VOIDED}),
        "back in the pharmacy, it is given to nobody until it is released anew",
    ),
    harmless(
        {_R.CLAIMED_ELSEWHERE},
        _EVERY - _ASIDE - {_R.INTERRUPTED},
        "the bag is judged with the dose that it was made for",
    ),
    harmless(
        _ASIDE, _EVERY, "notes add up; settlements are judged by what they name; derogations name a version"
    ),
)
"""Two steps on one dose that are not about two different bags."""

TWO_BAGS: Final[tuple[Entry[Role, Row], ...]] = (
    rule(claimed_twice.ROW, {_R.CLAIMED}, {_R.CLAIMED}),
    rule(made_twice.ROW, _THINGS - _GIVEN, _THINGS),
    rule(given_twice.ROW, _GIVEN, _GIVEN),
    harmless(
        {_R.CLAIMED}, _THINGS | {_R.RELEASED}, "whatever names a bag knows its claim, and two claims meet"
    ),
    harmless({_R.RELEASED}, _THINGS | {_R.RELEASED}, "a release knows the making, and two makings meet"),
    harmless(
        {_R.CLAIMED_ELSEWHERE},
        _BAG | _ENDS | {_R.REASSIGNED, _R.RETURNED, _R.CLAIMED_ELSEWHERE},
        "each bag is judged with the dose that it was made for",
    ),
    harmless(
        _ENDS | {_R.REASSIGNED},
        _BAG | _ENDS | {_R.REASSIGNED, _R.RETURNED},
        "what ends one bag says nothing against another",
    ),
)
"""Steps of two bags of one dose. What names no bag cannot stand here."""


_ONE_DOSE = lookup(ONE_DOSE)
_TWO_BAGS = lookup(TWO_BAGS)


def row_for(one: Role, other: Role, *, two_bags: bool) -> Row | None:
    """The rule for two steps done apart; nil when they are harmless."""
    return (_TWO_BAGS if two_bags else _ONE_DOSE).get((one, other), unlisted.ROW)


ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        entry.row.rule: entry.row
        for entry in (*ONE_DOSE, *TWO_BAGS, rule(unlisted.ROW, _EVERY, _EVERY))
        if entry.row is not None
    }
)
"""Every rule by name."""
