"""A bag goes to another patient's dose: one act in the course that it leaves, one in the other."""

from schema.acts.base import DecimalText, Kind, Reason, Told
from schema.acts.preparation import PreparationClaimed
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActClass, Bytes16, FileType


class BagReassigned(Wire, frozen=True):
    """The bag is not this dose's any more: it bears another number, for another dose."""

    bag: Bytes16
    to_course: Bytes16
    to_dose: Bytes16
    to_bag: Bytes16
    """The same bag under its new number."""
    reason: Reason


class BagTakenOver(Wire, frozen=True):
    """A bag made for another dose is this one's now, under a new number: checked and released anew."""

    content: PreparationClaimed
    """What is in it, as it was made; its number, its dose and its id are the new ones."""
    from_course: Bytes16
    from_bag: Bytes16
    told: Told
    """Its making, as the course it comes from tells it."""
    reason: Reason


class ReattributionLimitSigned(Wire, frozen=True):
    """How far a dose may be off the bag that is re-attributed to it, in percent of the dose."""

    percent: DecimalText


def content_of(body: Wire | None) -> PreparationClaimed | None:
    """The bag that an act brings into a course: claimed there, or taken over from another."""
    if isinstance(body, BagTakenOver):
        return body.content
    return body if isinstance(body, PreparationClaimed) else None


def source_of(body: Wire | None) -> tuple[Id, Id] | None:
    """(course, bag) that a bag was before it was taken over; nil for one that was claimed here."""
    return (body.from_course, body.from_bag) if isinstance(body, BagTakenOver) else None


_D = ActClass.DECISION
KINDS = (
    Kind("bag.reassigned/1", BagReassigned, FileType.COURSE, _D, "release", signed=True),
    Kind("bag.taken_over/1", BagTakenOver, FileType.COURSE, _D, "release", signed=True),
    Kind("reattribution.limit/1", ReattributionLimitSigned, FileType.SETTINGS, _D, "reference", signed=True),
)
