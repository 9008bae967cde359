"""What a merge rule is: a pure function from two steps on a dose to a disagreement, or none.

A row of the table says who may settle what it finds and what stays possible meanwhile; `judge` makes
one conflict per rule and subject of all pairs found.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role, Step
from node.domain.history import Act
from schema.ids import Id


class Pair(msgspec.Struct, frozen=True):
    """Two steps on one dose, in fold order."""

    first: Step
    second: Step
    apart: bool
    """Concurrent: neither author knew of the other. Else the first was known to the second."""

    def get(self, *roles: Role) -> Step:
        """The one of the two in one of these roles (the first, if both are)."""
        return self.first if self.first.role in roles else self.second

    def other(self, step: Step) -> Step:
        """The other of the two."""
        return self.second if step is self.first else self.first


class Found(msgspec.Struct, frozen=True):
    """A pair that disagrees, and how bad it is."""

    subject: Id
    """The dose or bag it is about."""
    acts: tuple[Act, ...]
    alarm: bool = False
    """Somebody may be in danger."""
    blocks: bool = True


Find: TypeAlias = Callable[[Pair, DoseCase], Found | None]
WayOut: TypeAlias = Callable[[Id, Sequence[Act], DoseCase], Act | None]
"""The act, other than a settlement, that ended a conflict with this subject and these acts."""

EVERY_STEP: Final = frozenset(
    {"validate", "go_ahead", "prepare", "make", "check", "release", "dispense", "receive", "administer"}
)
DECISIONS: Final = frozenset({"validate", "go_ahead"})
UP_TO_RELEASE: Final = frozenset({"validate", "go_ahead", "prepare", "make", "check", "release"})


def no_way_out(_subject: Id, _acts: Sequence[Act], _case: DoseCase) -> Act | None:
    """Only a settlement ends it."""
    return None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the merge rules."""

    rule: str
    """Its name: the file, the text `conflict.<rule>`, and what a settlement names."""
    find: Find
    owners: tuple[str, ...]
    """Rights any of which may settle it; empty when it needs nobody."""
    choices: tuple[str, ...] = ()
    way_out: WayOut = no_way_out
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
