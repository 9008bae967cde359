"""A lot's file: its ledger and balance, its recalls, what is left in its opened vials.

A lot that somebody typed at the bench is a lot like any other: whoever types the same presentation,
number and expiry elsewhere writes into the same file (ADR 0012, 0027).
"""

from collections.abc import Sequence
from typing import Final

from node.domain.fold.lot import LEDGER, RECALLS, LotCase, LotRole, LotStep, lot_case
from node.domain.history import Act
from node.domain.merge.judging import judge_steps
from node.domain.merge.lot_negative import lot_negative
from node.domain.merge.lot_table import LOTS
from node.domain.merge.settled_beyond_rights import beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts.base import Told
from schema.acts.lot import KINDS, LotNamed, LotPutBack, LotUsed, RemainderKept, RemainderUsed
from schema.acts.preparation import VialUsed
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire, tagged_hash
from schema.ids import Id
from schema.quantity import Quantity
from schema.rules import UNVERIFIED_IN_FILES
from schema.transaction import ActRef, Bytes16, FileType

BODIES: Final[frozenset[type[Wire]]] = frozenset({*(kind.body for kind in KINDS), *SETTLEMENTS[FileType.LOT]})


class LotLine(Wire, frozen=True):
    """One line of the ledger."""

    act: ActRef
    kind: str
    change: int
    """Vials that came (+) or went (−)."""
    bag: Bytes16 | None
    """The bag that they were set out for, or came back from."""


class RemainderUse(Wire, frozen=True):
    """A remainder in a bag."""

    act: ActRef
    course: Bytes16
    bag: Bytes16
    series: Bytes16
    number: int


class Remainder(Wire, frozen=True):
    """What is left, or was, in one opened vial."""

    remainder: Bytes16
    kept: ActRef | None
    volume: Quantity | None
    """mL; nil when nobody here told that it was kept."""
    use_by: int
    storage: str
    told: Told | None
    uses: tuple[RemainderUse, ...]
    discarded: tuple[ActRef, ...]

    @property
    def left(self) -> bool:
        """It is there, as far as anybody told."""
        return self.kept is not None and not self.uses and not self.discarded


class LotState(Wire, frozen=True):
    """One lot."""

    named: LotNamed | None
    """As the first act in fold order names it; nil when none can be read."""
    lines: tuple[LotLine, ...]
    balance: int
    """Vials: the sum of the lines, never clamped."""
    kept: bool
    """Somebody keeps account of it; else the balance only says how many vials were used."""
    recalls: tuple[ActRef, ...]
    """Recalls in force."""
    remainders: tuple[Remainder, ...]
    conflicts: tuple[Conflict, ...]
    settlements: tuple[Settlement, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    reopens: bool = False
    """A recall in force was made where two settlements of it that disagree reopen it."""

    def remainder(self, remainder: bytes) -> Remainder | None:
        """One opened vial."""
        return next((one for one in self.remainders if one.remainder == remainder), None)


def number_key(number: str) -> str:
    """A lot number as compared: capitals and digits, whatever was typed between them."""
    return "".join(letter for letter in number.upper() if letter.isalnum())


def presentation_key(product: Id, cip13: str) -> bytes:
    """A presentation as compared: its code, or the site's product where nobody knows one."""
    digits = "".join(digit for digit in cip13 if digit.isdecimal())
    return digits.encode() or product


def lot_file_id(named: LotNamed) -> Id:
    """The file of a lot: derived, so that whoever types the same lot writes into one file."""
    parts = presentation_key(named.product, named.cip13), number_key(named.number).encode()
    return tagged_hash("lot", b"\0".join((*parts, named.expiry.encode())))[:16]


def lot_of(vial: VialUsed) -> LotNamed:
    """The lot that a vial set out for a preparation is of."""
    return LotNamed(vial.product, vial.label, vial.cip13, vial.lot, vial.expiry)


def same_lot(one: LotNamed, other: LotNamed) -> bool:
    """Whether a recall of one concerns the other: the number decides, a mistyped expiry does not.

    Two codes that differ tell lots apart; where one has none, the site's product decides.
    """
    if number_key(one.number) != number_key(other.number):
        return False
    if one.cip13.strip() and other.cip13.strip():
        return presentation_key(one.product, one.cip13) == presentation_key(other.product, other.cip13)
    return one.product == other.product


def fold_lot(acts: Sequence[Act]) -> LotState:
    """The state of one lot's file."""
    reading, doubts, _ = read_with_doubts(acts, BODIES)
    lots = ((act, getattr(act.body, "lot", None)) for act in reading.acts)
    named = [(act, lot) for act, lot in lots if isinstance(lot, LotNamed)]
    strangers = {act.ref for act, body in named if act.header.file.id != lot_file_id(body)}
    named = [pair for pair in named if pair[0].ref not in strangers]
    case = lot_case(act for act in reading.acts if act.ref not in strangers)
    settlements = settlements_of(reading.acts)
    negative = lot_negative(case)
    conflicts = [*doubts, *beyond_rights(settlements)]
    conflicts += [negative] if negative is not None else []
    for _, steps in sorted(case.by_subject.items()):
        judged, notes = judge_steps(LOTS, steps, case, settlements.counted)
        conflicts += [one.conflict for one in judged] + notes
    return LotState(
        named=named[0][1] if named else None,
        lines=tuple(_line(one) for one in case.of(LEDGER)),
        balance=case.balance,
        kept=case.kept,
        recalls=case.recalls,
        remainders=_remainders(case),
        conflicts=tuple(conflicts),
        settlements=as_settlements(settlements.counted),
        heads=reading.heads,
        anomalies=(
            *reading.anomalies,
            *(Anomaly("lot_in_another_file", act.ref) for act in reading.acts if act.ref in strangers),
        ),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        reopens=any(
            UNVERIFIED_IN_FILES in step.act.rules and step.act.ref in case.recalls
            for step in case.of(RECALLS, LotRole.RECALLED)
        ),
    )


def _line(step: LotStep) -> LotLine:
    body = step.act.body
    bag = body.bag if isinstance(body, LotUsed | LotPutBack) else None
    return LotLine(step.act.ref, step.act.kind, step.change, bag)


_OF_A_REMAINDER = (LotRole.KEPT, LotRole.USED, LotRole.DISCARDED)


def _remainders(case: LotCase) -> tuple[Remainder, ...]:
    subjects = [subject for subject in sorted(case.by_subject) if case.of(subject, *_OF_A_REMAINDER)]
    return tuple(_remainder(subject, case) for subject in subjects)


def _remainder(subject: Id, case: LotCase) -> Remainder:
    kept = [(step.act, step.act.body) for step in case.of(subject, LotRole.KEPT)]
    first = next(((act, body) for act, body in kept if isinstance(body, RemainderKept)), None)
    return Remainder(
        remainder=subject,
        kept=first[0].ref if first else None,
        volume=first[1].volume if first else None,
        use_by=first[1].use_by if first else 0,
        storage=first[1].storage if first else "",
        told=first[1].told if first else None,
        uses=tuple(
            RemainderUse(step.act.ref, body.course, body.bag, body.series, body.number)
            for step in case.of(subject, LotRole.USED)
            if isinstance(body := step.act.body, RemainderUsed)
        ),
        discarded=tuple(step.act.ref for step in case.of(subject, LotRole.DISCARDED)),
    )
