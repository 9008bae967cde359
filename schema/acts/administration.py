"""At the bedside: given, not given and why, or begun and interrupted."""

from schema.acts.base import Kind, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, Bytes16, FileType


class DoseGiven(Wire, frozen=True):
    """A dose was given, from this bag."""

    dose: Bytes16
    bag: Bytes16
    patient: Bytes16
    """The patient the nurse identified at the bedside."""
    told: Told
    remark: Text


class DoseNotGiven(Wire, frozen=True):
    """A dose was not given."""

    dose: Bytes16
    bag: Bytes16 | None
    reason: Reason
    told: Told


class DoseInterrupted(Wire, frozen=True):
    """The administration of a dose from this bag was begun and ended before the whole was given."""

    dose: Bytes16
    bag: Bytes16
    patient: Bytes16
    """The patient who received part of it."""
    amount: Quantity | None
    """What was given, in mL or in % of the bag; nil when nobody knows. The rest is waste."""
    reason: Reason
    """Extravasation, reaction, pump …"""
    told: Told
    """When it was interrupted."""


_A = ActClass.ACCOUNT
KINDS = (
    Kind("administration.given/1", DoseGiven, FileType.COURSE, _A, "administer", signed=True),
    Kind("administration.not_given/1", DoseNotGiven, FileType.COURSE, _A, "administer", signed=True),
    Kind("dose.interrupted/1", DoseInterrupted, FileType.COURSE, _A, "administer", signed=True),
)
