"""What a merge rule is: a pure function from two steps on a file to a disagreement, or none.

A row of the table says who may settle what it finds and what stays possible meanwhile; judging makes
one conflict per rule and subject of all pairs found. Every sort of file has rows of this one shape,
over steps and a case of its own; `Pair` and `Row` are those of a dose.
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Step
from node.domain.history import Act
from schema.ids import Id


class AnyStep(Protocol):
    """What one act says about one thing in its file."""

    @property
    def role(self) -> str:
        """The part it plays in the rules of its sort of file."""
        ...

    @property
    def act(self) -> Act:
        """The act."""
        ...


S = TypeVar("S", bound=AnyStep)
C = TypeVar("C")
"""Everything known of the thing the steps are about, drawn up beforehand."""


class FileStep(msgspec.Struct, frozen=True, gc=False):
    """What one act says, where a file needs no more than that to be judged."""

    role: str
    act: Act
    subject: Id
    """What in the file it is about: an entry, a field, the file itself."""


class PairOf(msgspec.Struct, Generic[S], frozen=True, gc=False):
    """Two steps on one thing, in fold order."""

    first: S
    second: S
    apart: bool
    """Concurrent: neither author knew of the other. Else the first was known to the second."""

    def get(self, *roles: str) -> S:
        """The one of the two in one of these roles (the first, if both are)."""
        return self.first if self.first.role in roles else self.second

    def other(self, step: S) -> S:
        """The other of the two."""
        return self.second if step is self.first else self.first


class Found(msgspec.Struct, frozen=True, gc=False):
    """A pair that disagrees, and how bad it is."""

    subject: Id
    """The dose, bag, entry or field it is about."""
    acts: tuple[Act, ...]
    alarm: bool = False
    """Somebody may be in danger."""
    blocks: bool = True


EVERY_STEP: Final = frozenset(
    {"validate", "go_ahead", "prepare", "make", "check", "release", "dispense", "receive", "administer"}
)
DECISIONS: Final = frozenset({"validate", "go_ahead"})
UP_TO_RELEASE: Final = frozenset({"validate", "go_ahead", "prepare", "make", "check", "release"})


def no_way_out(_subject: Id, _acts: Sequence[Act], _case: object) -> Act | None:
    """Only a settlement ends it."""
    return None


def one_is_enough(_words: Sequence[Act], _acts: Sequence[Act], _case: object) -> Sequence[Act] | None:
    """Any of its owners ends it alone."""
    return None


class RowOf(msgspec.Struct, Generic[S, C], frozen=True, kw_only=True):
    """One row of the merge rules."""

    rule: str
    """Its name: the file, the text `conflict.<rule>`, and what a settlement names."""
    find: Callable[[PairOf[S], C], Found | None]
    owners: tuple[str, ...]
    """Rights any of which may settle it; empty when it needs nobody."""
    choices: tuple[str, ...] = ()
    way_out: Callable[[Id, Sequence[Act], C], Act | None] = no_way_out
    """The act, other than a settlement, that ended a conflict with this subject and these acts."""
    by_two: Callable[[Sequence[Act], Sequence[Act], C], Sequence[Act] | None] = one_is_enough
    """Given the settlements that agree and the acts in conflict: all that counts as a word of its two owners,
    where it takes both; nil where one is enough."""
    leaves: frozenset[str] = frozenset()
    """Steps of the dose that stay possible while it is open and blocks."""
    block: str = ""
    """Code shown in `blocks` meanwhile; the rule's name when empty."""
    holds_bags: bool = True
    """While it is open and blocks, the dose's bags (or the bag it is about) are held."""
    known_too: bool = False
    """It also looks at pairs of which the second knew the first."""

    @property
    def code(self) -> str:
        """The block's code."""
        return self.block or self.rule


Pair: TypeAlias = PairOf[Step]
Row: TypeAlias = RowOf[Step, DoseCase]
