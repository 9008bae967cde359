"""The acts of a course as the model sees them: one role each, and what its author knew."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ops.simulate.history import Tx
from schema.acts.prescription import DoseOrder
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActClass, ActRef, Header

ROLES: Mapping[str, str] = {
    "course.included/1": "included",
    "prescription.signed/1": "ordered",
    "prescription.transcribed/1": "ordered",
    "prescription.validated/1": "validated",
    "prescription.held/1": "held",
    "go_ahead.given/1": "go_ahead",
    "go_ahead.deferred/1": "deferred",
    "cycle.planned/1": "planned",
    "course.stopped/1": "stopped",
    "course.resumed/1": "resumed",
    "preparation.claimed/1": "claimed",
    "preparation.made/1": "made",
    "preparation.checked/1": "checked",
    "preparation.voided/1": "voided",
    "release.decided/1": "released",
    "dispensing.recorded/1": "dispensed",
    "reception.recorded/1": "received",
    "bag.returned/1": "returned",
    "bag.destroyed/1": "destroyed",
    "bag.recalled/1": "recalled",
    "bag.reassigned/1": "reassigned",
    "bag.taken_over/1": "claimed",
    "administration.given/1": "given",
    "dose.interrupted/1": "interrupted",
    "administration.not_given/1": "not_given",
    "conflict.settled/1": "settled",
    "conflict.settled/2": "settled",
}
"""By kind; a release that refuses the bag is `rejected`, a bag taken over is `made` besides."""
HARMLESS = {"course.noted/1", "derogation.asked/1", "derogation.agreed/1"}
"""Kinds of a course that say nothing of where its doses stand."""
GIVEN = ("given", "interrupted")
"""From such a bag at least a part is in a patient."""
WARD = ("dispensed", "received", *GIVEN)
EXISTS = ("made", "checked", "returned", *WARD)
"""Accounts of a bag that is there."""
GONE = ("destroyed", "recalled")
ENDS = (*GONE, "reassigned", "rejected", "voided")
BAG = ("claimed", "released", "made", "checked", *WARD)

HOW_IT_CAME_ABOUT = {"basis", "amount", "theoretical", "reduction_percent", "reduction_reason", "computation"}
"""Fields of an order that say nothing of what is to be given."""


class Act(msgspec.Struct, frozen=True, eq=False):
    """An act of a course."""

    tx: Tx
    index: int
    role: str
    body: Wire

    @property
    def ref(self) -> ActRef:
        """Its id."""
        return self.tx.ref(self.index)

    @property
    def place(self) -> tuple[int, bytes, int, bytes, int]:
        """Its place in fold order."""
        return (*self.tx.place, self.index)

    @property
    def header(self) -> Header:
        """Its header."""
        return self.tx.core.headers[self.index]

    @property
    def is_account(self) -> bool:
        """It tells what happened."""
        return self.header.cls == ActClass.ACCOUNT

    @property
    def bag(self) -> Id:
        """The bag it names; empty when it names none."""
        return bytes(self.says("bag") or b"")

    def says(self, field: str, otherwise: Any = None) -> Any:
        """A field of what it says, where it has one of that name."""
        return getattr(self.body, field, otherwise)

    def knew(self, other: "Act") -> bool:
        """Whether its author had the other in their past."""
        return other.index < self.index if self.tx is other.tx else bool(self.tx.past & other.tx.bit)

    @property
    def doer(self) -> Id | None:
        """Who did what it tells."""
        return getattr(self.says("told"), "told_by", None) or self.header.actor

    def knew_all(self, others: Collection["Act"]) -> bool:
        """Whether its author had all of these in their past."""
        return all(self.knew(other) for other in others)

    def apart(self, other: "Act") -> bool:
        """Whether neither knew of the other."""
        return self.tx is not other.tx and not self.knew(other) and not other.knew(self)


def acts_of(tx: Tx, course: Id) -> Iterator[Act]:
    """The acts of a course in a transaction, those that can be read."""
    for index, (header, body) in enumerate(zip(tx.core.headers, tx.bodies, strict=True)):
        if header.file.id == course and header.kind in ROLES and body is not None:
            refuses = not getattr(body, "released", True)
            content = getattr(body, "content", body)
            yield Act(tx, index, "rejected" if refuses else ROLES[header.kind], content)
            if content is not body:
                # A bag that another dose had comes as a thing.
                yield Act(tx, index, "made", content)


def last(acts: Sequence[Act]) -> list[Act]:
    """Those that no other of them knew."""
    return [act for act in acts if not any(other.knew(act) for other in acts)]


def is_spoken(act: Act) -> bool:
    """An order that a pharmacist wrote down for a prescriber out of reach."""
    return act.header.kind == "prescription.transcribed/1"


def covers(act: Act, cycle: int, order: DoseOrder) -> bool:
    """A stop at its level; a plan, its whole cycle."""
    levels: Mapping[str, bool] = {
        "course": True,
        "cycle": act.says("cycle") == cycle,
        "day": (act.says("cycle"), act.says("day")) == (cycle, order.day),
        "line": act.says("line") == order.line and act.says("cycle") in {0, cycle},
    }
    return levels[act.says("level", "cycle")]


def content_of(act: Act, order: DoseOrder) -> tuple[object, ...]:
    """All that is prepared, checked or given by."""
    fields = [field for field in DoseOrder.__struct_fields__ if field not in HOW_IT_CAME_ABOUT]
    return (act.says("cycle"), *(getattr(order, field) for field in fields))
