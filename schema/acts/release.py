"""Release or rejection of a bag, and what ends it."""

from schema.acts.base import Kind, Reason, Text, Told
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, FileType


class ReleaseDecided(Wire, frozen=True):
    """A pharmacist releases or rejects a bag."""

    bag: Bytes16
    released: bool
    reason: Text
    """Why it is rejected; empty when released."""


class BagDestroyed(Wire, frozen=True):
    """The bag no longer exists."""

    bag: Bytes16
    reason: Reason
    told: Told


class BagRecalled(Wire, frozen=True):
    """The bag must not be used."""

    bag: Bytes16
    reason: Reason


KINDS = (
    Kind("release.decided/1", ReleaseDecided, FileType.COURSE, ActClass.DECISION, "release", signed=True),
    Kind("bag.destroyed/1", BagDestroyed, FileType.COURSE, ActClass.ACCOUNT, "release", signed=True),
    Kind("bag.recalled/1", BagRecalled, FileType.COURSE, ActClass.DECISION, "release", signed=True),
)
