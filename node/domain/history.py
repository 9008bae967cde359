"""Acts as the rules see them, and what was before what."""

from collections.abc import Iterable
from operator import attrgetter, lt
from typing import Final, TypeAlias

import msgspec

from schema.acts.base import Told
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, Header
from sync.causality import Past

Place: TypeAlias = tuple[int, bytes, int, bytes, int]
"""`(order, journal, seq, core hash, index)`: unique, and equal everywhere."""
NO_RULES: Final[frozenset[str]] = frozenset()
"""No rule is switched on."""


class Act(msgspec.Struct, frozen=True, gc=False):
    """One act of a file, with everything a fold may look at.

    Folds receive the acts of a file sorted by their places.
    """

    ref: ActRef
    header: Header
    body: Wire | None
    """The typed body; nil when `trouble` says why there is none."""
    place: Place
    """Its place in fold order: the key to sort by, often; see `place_of`."""
    at: int
    """The author's wall clock, ms UTC; orders nothing."""
    workstation: Id
    strand: Id
    """Where its transaction stands in pasts: its journal, or a branch of it (`sync.strands`)."""
    past: Past
    """Causal past of its transaction."""
    trouble: str = ""
    """`unknown_kind`, `undecodable`, `mismatch` (header disagrees with the kind) or empty."""
    set_aside: str = ""
    """Why it is not admitted, or empty. A set-aside act never advances a state."""
    rules: frozenset[str] = NO_RULES
    """Rules switched on in its past: they hold for it (`schema/rules.py`)."""
    doubtful: bool = False
    """Its workstation could not vouch for its clock when it wrote `at`."""
    rights: frozenset[str] = frozenset()
    """Of its actor by its own past, less what was withdrawn apart from it."""
    unknown_rule: bool = False
    """A rule that this program does not have holds for it and governs its file."""

    @property
    def kind(self) -> str:
        """`release.decided/1`."""
        return self.header.kind

    @property
    def doer(self) -> Id | None:
        """Who did what it tells: the person told of, else the one who recorded it."""
        told = getattr(self.body, "told", None)
        if isinstance(told, Told) and told.told_by is not None:
            return told.told_by
        return self.header.actor


BY_PLACE: Final = attrgetter("place")
"""The key that sorts acts into fold order."""


def place_of(order: int, ref: ActRef) -> Place:
    """The place in fold order of an act whose transaction has this order."""
    return (order, ref.journal, ref.seq, ref.core, ref.index)


def in_order(acts: Iterable[Act]) -> list[Act]:
    """Each of these acts once, in fold order."""
    found = list(acts)
    places = [act.place for act in found]
    if all(map(lt, places, places[1:])):
        return found  # they come so from a replica
    return sorted({act.ref: act for act in found}.values(), key=BY_PLACE)


def before(first: Act, second: Act) -> bool:
    """Whether `first` is in the causal past of `second`; acts of one transaction go by index."""
    if first.ref.core == second.ref.core:
        return first.ref.index < second.ref.index
    # As `Past.holds` says it; to ask it there is a fifth of what many folds take for this.
    past, seq = second.past, first.ref.seq
    return past.seqs.get(first.strand, 0) >= seq or (past.upto(first.strand) >= seq if past.ends else False)


def concurrent(first: Act, second: Act) -> bool:
    """Neither knew of the other (‖ in the merge rules)."""
    return first.ref != second.ref and not before(first, second) and not before(second, first)
