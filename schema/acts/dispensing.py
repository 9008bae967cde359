"""From the pharmacy to the ward and back: handed over, received, returned."""

from schema.acts.base import Kind, Name, Reason, Told
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, FileType


class BagDispensed(Wire, frozen=True):
    """A bag left the pharmacy for a ward."""

    bag: Bytes16
    ward: Name
    mentions: tuple[Name, ...]
    """Prerequisites checked again at dispensing, e.g. `uracilemia`."""
    told: Told


class BagReceived(Wire, frozen=True):
    """The ward has the bag."""

    bag: Bytes16
    told: Told


class BagReturned(Wire, frozen=True):
    """The pharmacy has the bag again, not given."""

    bag: Bytes16
    reason: Reason
    """Why it came back, and how it was kept meanwhile."""
    told: Told


_A = ActClass.ACCOUNT
KINDS = (
    Kind("dispensing.recorded/1", BagDispensed, FileType.COURSE, _A, "dispense", signed=True),
    Kind("reception.recorded/1", BagReceived, FileType.COURSE, _A, "receive", signed=False),
    Kind("bag.returned/1", BagReturned, FileType.COURSE, _A, "dispense", signed=True),
)
