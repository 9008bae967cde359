"""Pharmaceutical validation and the day's go-ahead, in any order."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, DoseRevision, Kind, Name, Reason
from schema.codec import Wire
from schema.transaction import ActClass, FileType

Items = Annotated[tuple[DoseRevision, ...], msgspec.Meta(min_length=1, max_length=400)]


class PrescriptionValidated(Wire, frozen=True):
    """A pharmacist accepts these doses in these exact versions."""

    items: Items
    mentions: tuple[Name, ...]
    """Prerequisites the pharmacist checked, e.g. `uracilemia`."""


class PrescriptionHeld(Wire, frozen=True):
    """A pharmacist holds or refuses these doses until a new decision."""

    items: Items
    refused: bool
    reason: Reason


class GoAheadGiven(Wire, frozen=True):
    """A prescriber says that these doses may be given that day ("OK chimio")."""

    items: Items
    day: DateText


class GoAheadDeferred(Wire, frozen=True):
    """A prescriber withholds or withdraws the go-ahead."""

    items: Items
    reason: Reason


_D = ActClass.DECISION
KINDS = (
    Kind("prescription.validated/1", PrescriptionValidated, FileType.COURSE, _D, "validate", signed=True),
    Kind("prescription.held/1", PrescriptionHeld, FileType.COURSE, _D, "validate", signed=True),
    Kind("go_ahead.given/1", GoAheadGiven, FileType.COURSE, _D, "go_ahead", signed=True),
    Kind("go_ahead.deferred/1", GoAheadDeferred, FileType.COURSE, _D, "go_ahead", signed=True),
)
