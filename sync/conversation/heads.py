"""Vectors compared: who lacks what, and whether two replicas hold the same."""

from collections.abc import Iterable

import msgspec

from schema.ids import Id
from schema.transaction import Tip
from sync.ports import Vector


class Heads(msgspec.Struct, frozen=True):
    """What a replica durably holds: everything, and the membership journals alone."""

    all: Vector
    membership: Vector


def lacking(holder: Vector, other: Vector) -> int:
    """How many transactions `holder` has beyond `other`, counted by sequence numbers."""
    total = 0
    for journal, tip in holder.items():
        had = other.get(journal)
        total += max(0, tip.seq - (0 if had is None else had.seq))
    return total


def shrank(before: Vector, now: Vector) -> bool:
    """Whether something held before is not any more: a row was found damaged and is to be sent again."""
    return any((tip := now.get(journal)) is None or tip.seq < had.seq for journal, had in before.items())


def vector_of(tips: Iterable[Tip]) -> dict[Id, Tip]:
    """Tips by journal; of several tips of one journal (a fork) the longest counts."""
    vector: dict[Id, Tip] = {}
    for tip in tips:
        had = vector.get(tip.journal)
        if had is None or had.seq < tip.seq:
            vector[tip.journal] = tip
    return vector


def forks(ours: Vector, theirs: Vector) -> list[Id]:
    """Journals of equal length and different content: a clone or a rollback wrote both."""
    return sorted(
        journal
        for journal, tip in ours.items()
        if (other := theirs.get(journal)) is not None and other.seq == tip.seq and other.hash != tip.hash
    )
