"""Vectors compared: who lacks what, and whether two replicas hold the same.

Strands have local names, so that what two workstations hold is compared by the tips of journals.
"""

from collections.abc import Iterable

import msgspec

from schema.ids import Id
from schema.transaction import Tip
from sync.ports import Vector


class Heads(msgspec.Struct, frozen=True):
    """What a replica durably holds: everything, and the membership journals alone."""

    all: Vector
    membership: Vector
    own: frozenset[Id] = frozenset()
    """Journals that this workstation writes: of these nobody can have more."""


def by_journal(tips: Iterable[Tip]) -> dict[Id, frozenset[Tip]]:
    """The tips of each journal: several where it is forked."""
    found: dict[Id, set[Tip]] = {}
    for tip in tips:
        found.setdefault(tip.journal, set()).add(tip)
    return {journal: frozenset(some) for journal, some in found.items()}


def lacking(holder: Iterable[Tip], other: Iterable[Tip]) -> int:
    """How many transactions `holder` has beyond `other`: counted by `seq`, so at the least after a fork."""
    total = 0
    had = by_journal(other)
    for journal, tips in by_journal(holder).items():
        theirs = had.get(journal, frozenset())
        longest = max((tip.seq for tip in theirs), default=0)
        single = len(tips) == 1 and len(theirs) <= 1
        for tip in tips:
            if tip not in theirs:
                # Shorter than the other's only one: the beginning of that, as far as is known.
                total += max(tip.seq - longest, 0 if single and tip.seq < longest else 1)
    return total


def shrank(before: Vector, now: Vector) -> bool:
    """Whether something held before is not any more: a row was found damaged and is to be sent again."""
    return any((tip := now.get(strand)) is None or tip.seq < had.seq for strand, had in before.items())
