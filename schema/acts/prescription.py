"""The prescription of a cycle: one order per dose, each showing how it was computed.

A revision is the same act again with the same dose ids; the version of a dose is the id of the act
that wrote it.
"""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, DecimalText, Kind, Name, Text, Told
from schema.acts.course import CycleNumber
from schema.acts.regimen import Basis
from schema.codec import Wire
from schema.computation import Computation
from schema.quantity import Quantity
from schema.transaction import ActClass, ActRef, Bytes16, FileType


class Pinned(Wire, frozen=True):
    """A measured or computed value that this prescription used, and where it came from."""

    what: Name
    value: Quantity
    formula: Text
    """Formula id for a computed value (`mosteller`, `cockcroft_gault_104`), else empty."""
    measured: ActRef | None


class DoseOrder(Wire, frozen=True):
    """What is prescribed for one line, one day, one cycle."""

    dose: Bytes16
    line: Name
    rank: Annotated[int, msgspec.Meta(ge=1, le=99)]
    day: Annotated[int, msgspec.Meta(ge=1, le=400)]
    planned: DateText
    substance: Name
    basis: Basis
    amount: Quantity
    theoretical: Quantity
    reduction_percent: DecimalText
    reduction_reason: Text
    """Also the reason for a dose off the previous cycle beyond the limit."""
    prescribed: Quantity
    route: Name
    diluent: Text
    volume: Quantity | None
    duration_minutes: Annotated[int, msgspec.Meta(ge=0, le=20160)]
    container: Name
    instructions: Text
    computation: Computation
    """How `theoretical` and `prescribed` came about."""


class PrescriptionSigned(Wire, frozen=True):
    """A prescriber orders these doses (all of a cycle, or a revision of some)."""

    cycle: CycleNumber
    pinned: tuple[Pinned, ...]
    orders: Annotated[tuple[DoseOrder, ...], msgspec.Meta(min_length=1, max_length=400)]
    mentions: tuple[Name, ...]
    """`uracilemia`: "résultats uracilémie pris en compte"."""
    reason: Text
    """Why it is revised; empty the first time."""


class PrescriptionTranscribed(PrescriptionSigned, frozen=True):
    """What a prescriber out of reach decided by voice, written down by a pharmacist who read it back.

    `told.told_by` is the prescriber, who countersigns it later.
    """

    told: Told


_D = ActClass.DECISION
KINDS = (
    Kind("prescription.signed/1", PrescriptionSigned, FileType.COURSE, _D, "prescribe", signed=True),
    Kind("prescription.transcribed/1", PrescriptionTranscribed, FileType.COURSE, _D, "validate", signed=True),
)
