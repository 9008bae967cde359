"""The acts of a course as the model sees them: one role each, and what its author knew."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from ops.simulate.history import Tx
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.course import CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.preparation import PreparationChecked, PreparationClaimed, PreparationMade, PreparationVoided
from schema.acts.prescription import PrescriptionSigned
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import ConflictSettled
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActClass, ActRef, Header

ROLES: Mapping[type[Wire], str] = {
    PrescriptionSigned: "ordered",
    PrescriptionValidated: "validated",
    PrescriptionHeld: "held",
    GoAheadGiven: "go_ahead",
    GoAheadDeferred: "deferred",
    CyclePlanned: "planned",
    CourseStopped: "stopped",
    CourseResumed: "resumed",
    PreparationClaimed: "claimed",
    PreparationMade: "made",
    PreparationChecked: "checked",
    PreparationVoided: "voided",
    ReleaseDecided: "released",
    BagDispensed: "dispensed",
    BagReceived: "received",
    BagDestroyed: "destroyed",
    BagRecalled: "recalled",
    DoseGiven: "given",
    DoseNotGiven: "not_given",
    ConflictSettled: "settled",
}
WARD = ("dispensed", "received", "given")
EXISTS = ("made", "checked", *WARD)
"""Accounts of a bag that is there."""
GONE, ENDS = ("destroyed", "recalled"), ("destroyed", "recalled", "rejected", "voided")
BAG = ("claimed", "released", *EXISTS)


class Act(msgspec.Struct, frozen=True, eq=False):
    """An act of a course that counts."""

    tx: Tx
    index: int
    role: str
    body: Wire

    @property
    def ref(self) -> ActRef:
        """Its id."""
        return ActRef(self.tx.core.journal, self.tx.core.seq, self.index, self.tx.hash)

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
        return bytes(getattr(self.body, "bag", None) or b"")

    def knew(self, other: "Act") -> bool:
        """Whether its author had the other in their past."""
        return other.index < self.index if self.tx is other.tx else bool(self.tx.past & other.tx.bit)

    def apart(self, other: "Act") -> bool:
        """Whether neither knew of the other."""
        return self.tx is not other.tx and not self.knew(other) and not other.knew(self)


def acts_of(tx: Tx, course: Id) -> Iterator[Act]:
    """The acts of a course in a transaction, those that can be read."""
    for index, header in enumerate(tx.core.headers):
        body = tx.bodies[index]
        if header.file.id == course and type(body) in ROLES and body is not None:
            rejected = isinstance(body, ReleaseDecided) and not body.released
            yield Act(tx, index, "rejected" if rejected else ROLES[type(body)], body)


def last(acts: Sequence[Act]) -> list[Act]:
    """Those that no other of them knew."""
    return [act for act in acts if not any(other.knew(act) for other in acts)]


def knew_all(act: Act, others: Collection[Act]) -> bool:
    """Whether its author had all of these in their past."""
    return all(act.knew(other) for other in others)
