"""Membership transactions folded in order, by ever other pasts and with ever others set aside.

The folds asked for differ in little, so that each step is worked out once: what this transaction makes
of that membership is kept, and a fold walks from one to the next.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from schema.codec import Wire, encode
from schema.ids import Hash, Id
from schema.transaction import Body, Core, core_hash
from sync.causality import Past, Spot
from sync.membership import Membership, contents_of, effect
from sync.membership.when import When

Aside: TypeAlias = Mapping[Spot, str]
"""Why each of these membership transactions does not count."""

KEPT = 16_000
"""Steps remembered; a site's whole history is some hundreds, but somebody hostile writes thousands."""


class Entry(msgspec.Struct, frozen=True):
    """One membership transaction with its causal past, and what its past says of it."""

    core: Core
    bodies: tuple[Body | None, ...]
    past: Past
    verdict: str
    spot: Spot
    hash: Hash
    contents: Mapping[int, Wire]
    """Its acts of kinds that are known, by index; none of one that does not count by itself."""

    @property
    def place(self) -> tuple[int, bytes, int, bytes]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq, self.hash)


def entry(core: Core, bodies: tuple[Body | None, ...], past: Past, verdict: str, strand: Id) -> Entry:
    """A transaction that stands in this strand, decoded once for all that will be asked of it."""
    contents = {} if verdict else contents_of(core, bodies)
    return Entry(core, bodies, past, verdict, Spot(strand, core.seq), core_hash(encode(core)), contents)


class _Step:
    """A membership that some transactions made, and what those that came after made of it."""

    __slots__ = ("state", "then")

    def __init__(self, state: Membership) -> None:
        self.state = state
        self.then: dict[Hash, _Step] = {}


class Folds:
    """Folds of one set of entries, which may grow; no two entries of it have one hash."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Work everything out anew."""
        self._first = _Step(Membership())
        self.kept = 0
        """How many steps are remembered."""

    def folded(self, entries: Iterable[Entry], aside: Aside, past: Past | None = None) -> Membership:
        """What these make of membership, but for those set aside (and, with `past`, those outside it)."""
        if self.kept > KEPT:
            self.forget()
        step = self._first
        for one in entries:
            spot = one.spot
            if one.verdict or spot in aside or not (past is None or past.holds(spot.strand, spot.seq)):
                continue
            after = step.then.get(one.hash)
            if after is None:
                when = When(one.core, spot, one.past)
                state = effect(step.state, one.bodies, one.contents, when)
                after = step.then[one.hash] = _Step(state)
                self.kept += 1
            step = after
        return step.state
