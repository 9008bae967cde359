"""At the bedside: given, or not given and why."""

from schema.acts.base import Kind, Reason, Text, Told
from schema.codec import Wire
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


_A = ActClass.ACCOUNT
KINDS = (
    Kind("administration.given/1", DoseGiven, FileType.COURSE, _A, "administer", signed=True),
    Kind("administration.not_given/1", DoseNotGiven, FileType.COURSE, _A, "administer", signed=True),
)
