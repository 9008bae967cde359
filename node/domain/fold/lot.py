"""What each act says of a lot: a line of its ledger, a recall, or the fate of one opened vial.

Steps meet when they have one subject: the ledger, the recalls, or one remainder.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from node.domain.history import Act, before
from node.domain.merge.row import FileStep
from schema.acts.base import Told
from schema.acts.lot import (
    LotCounted,
    LotMoved,
    LotPutBack,
    LotRecalled,
    LotRecallLifted,
    LotReceived,
    LotUsed,
    RemainderDiscarded,
    RemainderKept,
    RemainderUsed,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef

LEDGER: Final = b"ledger".ljust(16, b"\0")
RECALLS: Final = b"recalls".ljust(16, b"\0")
"""The ledger and the recalls as subjects of a conflict."""


class LotRole(StrEnum):
    """What an act does to a lot."""

    MOVED = "moved"
    """A line of the ledger whose amount somebody told: received, moved, set out, put back."""
    COUNTED = "counted"
    RECALLED = "recalled"
    LIFTED = "lifted"
    KEPT = "kept"
    USED = "used"
    DISCARDED = "discarded"


class LotStep(FileStep, frozen=True):
    """A step with the vials it adds to the ledger, and when it is told to have happened."""

    change: int = 0
    happened_at: int = 0


class LotCase(msgspec.Struct, frozen=True):
    """The steps of one lot by subject, each in fold order."""

    by_subject: Mapping[Id, list[LotStep]]

    def of(self, subject: Id, *roles: LotRole) -> list[LotStep]:
        """The steps on this subject in these roles; in every role when none is named."""
        steps = self.by_subject.get(subject, [])
        return [step for step in steps if not roles or step.role in roles]

    @property
    def balance(self) -> int:
        """Vials in stock: the sum of the ledger's lines, whatever it comes to."""
        return sum(step.change for step in self.of(LEDGER))

    @property
    def kept(self) -> bool:
        """Somebody keeps account of this lot: it was received, moved or counted, not only used."""
        return any(not isinstance(step.act.body, LotUsed | LotPutBack) for step in self.of(LEDGER))

    @property
    def recalls(self) -> tuple[ActRef, ...]:
        """The recalls in force: those that nobody who knew of them lifted."""
        lifts = [
            (step.act, step.act.body)
            for step in self.of(RECALLS, LotRole.LIFTED)
            if isinstance(step.act.body, LotRecallLifted)
        ]
        return tuple(
            step.act.ref
            for step in self.of(RECALLS, LotRole.RECALLED)
            if not any(step.act.ref in body.recalls and before(step.act, act) for act, body in lifts)
        )


def change_of(body: Wire) -> int:
    """The vials that an act adds to the ledger; negative when they leave it."""
    if isinstance(body, LotReceived | LotPutBack):
        return body.count
    if isinstance(body, LotUsed):
        return -body.count
    if isinstance(body, LotMoved):
        return body.change
    return body.counted - body.expected if isinstance(body, LotCounted) else 0


_ON_A_REMAINDER: Final[Mapping[type[Wire], LotRole]] = MappingProxyType(
    {RemainderKept: LotRole.KEPT, RemainderUsed: LotRole.USED, RemainderDiscarded: LotRole.DISCARDED}
)
_LINES = (LotReceived, LotMoved, LotUsed, LotPutBack, LotCounted)


def lot_case(acts: Iterable[Act]) -> LotCase:
    """Everything that is told of one lot, by acts in fold order."""
    found: dict[Id, list[LotStep]] = {}
    for act in acts:
        for step in _steps(act):
            found.setdefault(step.subject, []).append(step)
    return LotCase(found)


def _steps(act: Act) -> Iterator[LotStep]:
    body = act.body
    if isinstance(body, _LINES):
        told = getattr(body, "told", None)
        # Vials set out or put back are told at once: the act's own clock is when.
        at = told.happened_at if isinstance(told, Told) else act.at
        role = LotRole.COUNTED if isinstance(body, LotCounted) else LotRole.MOVED
        yield LotStep(role, act, LEDGER, change_of(body), at)
    elif isinstance(body, LotRecalled | LotRecallLifted):
        yield LotStep(LotRole.RECALLED if isinstance(body, LotRecalled) else LotRole.LIFTED, act, RECALLS)
    elif isinstance(body, RemainderKept | RemainderUsed | RemainderDiscarded):
        yield LotStep(_ON_A_REMAINDER[type(body)], act, body.remainder)
