"""Ways out of a conflict that are acts of the circuit: a decision that knew of everything, a bag's end."""

from collections.abc import Iterable, Iterator, Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import BagCase
from node.domain.fold.steps import ADMINISTERED, Role, Step
from node.domain.history import Act, before
from schema.ids import Id

HANDED_OVER = frozenset({Role.DISPENSED, Role.RECEIVED, *ADMINISTERED})
"""Told of a bag that has left the pharmacy."""
ENDS = (Role.DESTROYED, Role.RECALLED, Role.REASSIGNED, Role.REJECTED, Role.VOIDED)
"""After any of these nobody uses the bag."""


def knowing(steps: Iterable[Step], acts: Sequence[Act]) -> Act | None:
    """The first of these steps whose author knew of all these acts."""
    return next(all_knowing(steps, acts), None)


def all_knowing(steps: Iterable[Step], acts: Sequence[Act]) -> Iterator[Act]:
    """Those of these steps whose author knew of all these acts."""
    return (step.act for step in steps if all(before(act, step.act) for act in acts))


def ended(bag: BagCase | None) -> Act | None:
    """What ended a bag, the last in fold order; nil while it counts."""
    if bag is None or bag.live:
        return None
    return max(bag.ends, key=lambda step: step.act.place).act


def on_the_ward(case: DoseCase, bag: Id | None) -> bool:
    """Whether this bag was handed over or given."""
    found = case.bags.get(bag) if bag is not None else None
    return found is not None and (found.handed_over or found.given)


def ended_before(bag: BagCase, act: Act) -> bool:
    """Whether the author of `act` knew that this bag had ended."""
    return any(before(end.act, act) for end in bag.of(*ENDS))
