"""Journals that fork at random, and what lies below what in them, said by sets of transactions."""

from collections.abc import Iterable
from random import Random
from typing import TypeAlias

from schema.ids import Id
from sync.strands import Branch, Strands

Where: TypeAlias = tuple[Id, int]
"""A strand and a seq."""


def name(number: int) -> Id:
    """Of a strand."""
    return number.to_bytes(16, "big")


class Branching:
    """Some journals, each transaction after any other of its journal, or after none; the last never forks."""

    def __init__(self, chance: Random, transactions: int, *, deep: float, journals: int = 3) -> None:
        """`deep` is how often a transaction takes the place of the last one, as who nests branches does."""
        self.strands = Strands()
        self.below: dict[Where, frozenset[Where]] = {}
        """By place, the transactions of its journal up to it, itself among them."""
        self._before: dict[Where, Where | None] = {}
        self._written: dict[Id, list[Where]] = {name(number): [] for number in range(journals)}
        for number in range(transactions):
            journal = name(chance.randrange(journals))
            before = self._some(self._written[journal], chance, deep, forks=journal != name(journals - 1))
            self._add(journal, before, name(1000 + number))

    def _some(self, written: list[Where], chance: Random, deep: float, *, forks: bool) -> Where | None:
        if not written:
            return None
        if not forks or chance.random() < 0.4:
            return written[-1]
        if chance.random() < deep:
            return self._before[written[-1]]
        return chance.choice([*written, None])

    def _add(self, journal: Id, before: Where | None, new: Id) -> None:
        base, seq = (journal, 1) if before is None else (before[0], before[1] + 1)
        spot = base, seq
        if spot in self.below:
            self.strands.begin(new, Branch(journal, base, seq))
            spot = new, seq
        self.below[spot] = frozenset({spot}) | (self.below[before] if before is not None else frozenset())
        self._before[spot] = before
        self._written[journal].append(spot)

    def closed(self, tips: Iterable[Where]) -> frozenset[Where]:
        """These and all that lies below them."""
        return frozenset().union(*(self.below[tip] for tip in tips))


def nested(depth: int) -> Strands:
    """One journal in which each strand leaves the one before: strand n with its transaction n."""
    strands = Strands()
    for number in range(1, depth):
        strands.begin(name(number), Branch(name(0), name(number - 1), number))
    return strands
