"""Lots: what came in, what went out and why, what was counted, recalled, kept in an opened vial.

A ledger is one line an act and its balance is their sum, so that lines written apart simply add up.
"""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, Kind, Name, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, ActRef, Bytes16, FileType, Instant

Units = Annotated[int, msgspec.Meta(ge=0, lt=10**6)]
Moved = Annotated[int, msgspec.Meta(ge=-(10**6), le=10**6)]


class LotNamed(Wire, frozen=True):
    """Which lot: a presentation, the number on the box, its expiry. Every act of a lot says it."""

    product: Bytes16
    """The product of the site that this presentation is used as."""
    label: Name
    cip13: Text
    number: Name
    expiry: DateText


class LotReceived(Wire, frozen=True):
    """So many vials arrived."""

    lot: LotNamed
    count: Annotated[int, msgspec.Meta(ge=1, lt=10**6)]
    supplier: Text
    told: Told


class LotMoved(Wire, frozen=True):
    """Vials moved in or out otherwise than by receiving or preparing."""

    lot: LotNamed
    change: Moved
    """Vials that came (+) or went (−)."""
    why: Annotated[str, msgspec.Meta(pattern=r"\A(in|out|transfer|return|broken|adjust)\Z")]
    reason: Reason
    told: Told


class LotUsed(Wire, frozen=True):
    """Vials taken from stock for a bag, told with its claim."""

    lot: LotNamed
    count: Annotated[int, msgspec.Meta(ge=1, le=999)]
    course: Bytes16
    bag: Bytes16


class LotPutBack(Wire, frozen=True):
    """A claim was given up before anything was made: its vials are in stock again."""

    lot: LotNamed
    count: Annotated[int, msgspec.Meta(ge=1, le=999)]
    course: Bytes16
    bag: Bytes16


class LotCounted(Wire, frozen=True):
    """Vials counted on the shelf, beside what the ledger said to who counted; the difference is a line."""

    lot: LotNamed
    counted: Units
    expected: Moved
    told: Told


class LotRecalled(Wire, frozen=True):
    """No vial of this lot may be used any more, whatever the expiry that somebody typed with it."""

    lot: LotNamed
    reason: Reason
    reference: Text
    """The alert's own number, or empty."""


MOST_LIFTED = 64
"""Recalls that one act lifts; more take several."""


class LotRecallLifted(Wire, frozen=True):
    """The recalls named are over."""

    lot: LotNamed
    recalls: Annotated[tuple[ActRef, ...], msgspec.Meta(min_length=1, max_length=MOST_LIFTED)]
    reason: Reason


class RemainderKept(Wire, frozen=True):
    """What is left in an opened vial is kept for another preparation."""

    lot: LotNamed
    remainder: Bytes16
    volume: Quantity
    """mL."""
    use_by: Instant
    storage: Text
    told: Told


class RemainderUsed(Wire, frozen=True):
    """A remainder was set out, whole, for a bag."""

    lot: LotNamed
    remainder: Bytes16
    course: Bytes16
    bag: Bytes16
    series: Bytes16
    number: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
    """The bag's number in the register."""


class RemainderDiscarded(Wire, frozen=True):
    """A remainder was thrown away."""

    lot: LotNamed
    remainder: Bytes16
    reason: Reason
    told: Told


_A = ActClass.ACCOUNT
_D = ActClass.DECISION
KINDS = (
    Kind("lot.received/1", LotReceived, FileType.LOT, _A, "stock", signed=False),
    Kind("lot.moved/1", LotMoved, FileType.LOT, _A, "stock", signed=False),
    Kind("lot.used/1", LotUsed, FileType.LOT, _A, "prepare", signed=False),
    Kind("lot.put_back/1", LotPutBack, FileType.LOT, _A, "prepare", signed=False),
    Kind("lot.counted/1", LotCounted, FileType.LOT, _A, "stock", signed=True),
    Kind("lot.recalled/1", LotRecalled, FileType.LOT, _D, "release", signed=True),
    Kind("lot.recall_lifted/1", LotRecallLifted, FileType.LOT, _D, "release", signed=True),
    Kind("remainder.kept/1", RemainderKept, FileType.LOT, _A, "prepare", signed=False),
    Kind("remainder.used/1", RemainderUsed, FileType.LOT, _A, "prepare", signed=False),
    Kind("remainder.discarded/1", RemainderDiscarded, FileType.LOT, _A, "prepare", signed=False),
)
