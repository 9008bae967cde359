"""Prescribing: a computed draft that shows its work, then the signature."""

from typing import Final

from node.api.base import Answer, Command, Heads, Refused, Stamp
from schema.acts.base import Told
from schema.acts.prescription import DoseOrder, Pinned
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef

OUTRIGHT: Final = "outright_dose"
"""The choice in a computation that says that the prescriber's own dose stands in its place."""


class Adjustment(Wire, frozen=True):
    """What the prescriber changes on one line (all its days, or one when `day` is not 0)."""

    line: str
    day: int
    reduction_percent: str
    """Decimal text; `0` for none."""
    reason: str
    prescribed: Quantity | None = None
    """An outright dose instead of the computed one; needs a reason."""

    @classmethod
    def of(cls, order: DoseOrder) -> "Adjustment | None":
        """What the prescriber changed to come to this order; nil where it is as computed."""
        outright = any(choice.name == OUTRIGHT for choice in order.computation.choices)
        if not outright and order.reduction_percent in {"", "0"}:
            return None
        return cls(
            order.line,
            order.day,
            order.reduction_percent or "0",
            order.reduction_reason,
            order.prescribed if outright else None,
        )


class CarriedAdjustment(Wire, frozen=True):
    """An adjustment in force at an earlier cycle, which the prescriber may go on with."""

    adjustment: Adjustment
    substance: str
    cycle: int
    stamp: Stamp
    """Who signed it then."""


class DraftPrescription(Command, frozen=True, kw_only=True):
    """Compute a cycle's doses (or their revision) without recording anything."""

    course: bytes
    cycle: int
    adjustments: tuple[Adjustment, ...] = ()
    doses: tuple[bytes, ...] = ()
    """To revise only these doses; empty for the whole cycle."""


class PrescriptionDraft(Answer, frozen=True, kw_only=True):
    """What would be signed, and what would be refused as it stands."""

    course: bytes
    cycle: int
    pinned: tuple[Pinned, ...]
    orders: tuple[DoseOrder, ...]
    objections: tuple[Refused, ...]
    heads: Heads
    mentions: tuple[str, ...] = ()
    """What the prescriber states by signing these orders (texts `ui.mention.<mention>`)."""
    carried: tuple[CarriedAdjustment, ...] = ()
    """Of a whole cycle: what was in force before, of the lines that this cycle has no dose of yet. The draft
    holds of it only what was asked for."""
    stops: tuple[Refused, ...] = ()
    """Hard stops that these orders, once signed, meet at the next step until two people lift them."""


class SignPrescription(Command, frozen=True, kw_only=True):
    """Sign a cycle's prescription or a revision; same computation as the draft.

    `created` holds the dose ids in the order of the draft.
    """

    course: bytes
    cycle: int
    adjustments: tuple[Adjustment, ...] = ()
    doses: tuple[bytes, ...] = ()
    mentions: tuple[str, ...] = ()
    reason: str = ""
    pin: str
    based_on: Heads


class TranscribeDecision(Command, frozen=True, kw_only=True):
    """A pharmacist writes down which version of a divergent dose its prescriber decided on by voice.

    The prescriber is `told.told_by`; nothing is recorded unless it was read back.
    """

    course: bytes
    dose: bytes
    version: ActRef
    told: Told
    read_back: bool
    reason: str
    """Why the prescriber could not sign, and how they were reached."""
    pin: str
    based_on: Heads
