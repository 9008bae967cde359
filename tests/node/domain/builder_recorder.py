"""A workstation as histories see it: what it has received, and how a transaction is recorded there."""

from __future__ import annotations

import hashlib

import msgspec

from node.domain.course import fold_course
from node.domain.history import Act, before, place_of
from node.domain.rights import ROLES
from node.domain.state import CourseState
from schema.acts import KIND_OF_BODY
from schema.acts.course import CourseNoted
from schema.acts.prescription import PrescriptionSigned
from schema.codec import Wire
from schema.transaction import ActRef, FileRef, FileType, Header
from sync.causality import NOTHING, Past
from tests.node.domain.builder_orders import an_id, dose_id

MORNING = 1_772_434_800_000
"""2026-03-02, 07:00 UTC; an act's clock shows this plus a second per act, and orders nothing."""


class Book:
    """Everything that was recorded about one course, by whichever workstation."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.file = FileRef(FileType.COURSE, an_id("course"))
        self.rules: frozenset[str] = frozenset()
        """Switched on before anything that is recorded from now on."""
        self.rights = dict(ROLES)
        """Of those named, here by what they do; a test may add somebody else."""
        self.aside = ""
        """Why what is recorded from now on is set aside, where the test says nothing else."""

    def fold(self) -> CourseState:
        """The state of the whole, from the acts in the order in which the test wrote them."""
        return fold_course(self.acts)


class Recorder:
    """One workstation."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.name = name
        self.journal = an_id(f"journal {name}")
        self.past: Past = NOTHING
        self.order = 0

    def sees(self, *others: Recorder | Act) -> None:
        """Receives everything that the others have, or one act with its past."""
        for other in others:
            if isinstance(other, Recorder):
                self.past = self.past.joined([other.past])
                self.order = max(self.order, other.order)
            else:
                self.past = self.past.joined([other.past.with_tip(other.ref.journal, other.ref.seq)])
                self.order = max(self.order, other.place[0])

    def knows(self, act: Act) -> bool:
        """Whether this act is here."""
        return self.past.holds(act.ref.journal, act.ref.seq)

    def view(self) -> list[Act]:
        """The acts that are here."""
        return [act for act in self.book.acts if self.knows(act)]

    def fold(self) -> CourseState:
        """The state as this workstation sees it."""
        return fold_course(self.view())

    def version(self, name: str) -> ActRef:
        """The newest order of a dose that is here (the first in fold order, if there are several)."""
        orders = [
            act
            for act in self.view()
            if isinstance(act.body, PrescriptionSigned)
            and any(order.dose == dose_id(name) for order in act.body.orders)
        ]
        newest = [act for act in orders if not any(before(act, other) for other in orders)]
        return min(newest, key=lambda act: act.place).ref

    def records(
        self,
        *bodies: Wire,
        by: str,
        set_aside: str = "",
        trouble: str = "",
        based_on: tuple[ActRef, ...] = (),
    ) -> Act:
        """One transaction of these acts; the last one is returned."""
        seq = self.past.seqs.get(self.journal, 0) + 1
        self.order += 1
        core = hashlib.sha256(self.journal + seq.to_bytes(8, "big")).digest()
        made = [
            self._act(body, ActRef(self.journal, seq, index, core), by, set_aside, trouble, based_on)
            for index, body in enumerate(bodies)
        ]
        self.book.acts += made
        self.past = self.past.with_tip(self.journal, seq)
        return made[-1]

    def _act(
        self, body: Wire, ref: ActRef, by: str, set_aside: str, trouble: str, based_on: tuple[ActRef, ...]
    ) -> Act:
        kind = KIND_OF_BODY[type(body)]
        header = Header(
            kind=kind.name,
            critical=kind.critical,
            cls=kind.cls,
            right=kind.right,
            actor=an_id(f"person {by}"),
            by=None,
            file=self.book.file,
            mentions=(),
            based_on=based_on,
            digest=bytes(32),
        )
        return Act(
            ref=ref,
            header=header,
            body=None if trouble else body,
            place=place_of(self.order, ref),
            at=MORNING + 1000 * len(self.book.acts),
            workstation=an_id(f"workstation {self.name}"),
            strand=ref.journal,
            past=self.past,
            trouble=trouble,
            set_aside=set_aside or self.book.aside,
            rules=self.book.rules,
            rights=self.book.rights.get(by, frozenset()),
        )

    def records_unknown(self, *, critical: bool = True, cls: int = 1, set_aside: str = "") -> Act:
        """An act of a kind that this program does not know."""
        known = self.records(CourseNoted(None, "of a newer program"), by="somebody", set_aside=set_aside)
        header = msgspec.structs.replace(
            known.header, kind="newer.kind/7", critical=critical, cls=cls, right="prescribe"
        )
        unknown = msgspec.structs.replace(known, header=header, body=None, trouble="unknown_kind")
        self.book.acts[-1] = unknown
        return unknown
