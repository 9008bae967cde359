"""Prefabrication and fabrication: the claim, the number, the bag, the second pair of eyes."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, DoseRevision, Kind, Name, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, Bytes16, FileType, Instant

Number = Annotated[int, msgspec.Meta(ge=1, lt=2**31)]


class VialUsed(Wire, frozen=True):
    """A vial set out for a preparation."""

    product: Bytes16
    label: Name
    cip13: Text
    lot: Name
    expiry: DateText
    count: Annotated[int, msgspec.Meta(ge=1, le=999)]


class PreparationClaimed(Wire, frozen=True):
    """A workstation takes a dose on: number, bag, volumes. Others see it and keep off."""

    bag: Bytes16
    item: DoseRevision
    series: Bytes16
    number: Number
    vials: Annotated[tuple[VialUsed, ...], msgspec.Meta(min_length=1, max_length=40)]
    draw: Quantity
    """mL of stock solution to draw."""
    withdraw: bool
    """The drawn volume is first taken out of the bag."""
    diluent: Text
    diluent_lot: Text
    final_volume: Quantity
    final_concentration: Quantity
    use_by: Instant
    storage: Text


class PreparationMade(Wire, frozen=True):
    """A preparer made the bag."""

    bag: Bytes16
    told: Told
    incident: Text


class PreparationChecked(Wire, frozen=True):
    """A second person checked the bag against the sheet."""

    bag: Bytes16
    told: Told


class PreparationVoided(Wire, frozen=True):
    """A claim is given up; its number stays in the register with this reason."""

    bag: Bytes16
    reason: Reason


class NumberTaken(Wire, frozen=True):
    """The register's own line for a preparation number."""

    series: Bytes16
    number: Number
    bag: Bytes16
    course: Bytes16


_A = ActClass.ACCOUNT
_D = ActClass.DECISION
KINDS = (
    Kind("preparation.claimed/1", PreparationClaimed, FileType.COURSE, _D, "prepare", signed=False),
    Kind("preparation.made/1", PreparationMade, FileType.COURSE, _A, "prepare", signed=True),
    Kind("preparation.checked/1", PreparationChecked, FileType.COURSE, _A, "check", signed=True),
    Kind("preparation.voided/1", PreparationVoided, FileType.COURSE, _D, "prepare", signed=False),
    Kind("register.numbered/1", NumberTaken, FileType.REGISTER, _D, "prepare", signed=False),
)
