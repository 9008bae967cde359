"""A bag that its patient does not need goes to another patient's dose: doses it fits, and the decision."""

from node.api.base import Answer, Command, Heads, Refused
from node.api.patient import PatientRow
from node.api.preparation import Confirmed
from schema.acts.base import DoseRevision
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16


class ProposeReattribution(Command, frozen=True, kw_only=True):
    """Doses of other courses that this bag might become, with what stands against each; records nothing."""

    course: bytes
    bag: bytes


class TargetDose(Wire, frozen=True):
    """One dose that waits for such a bag."""

    course: Bytes16
    item: DoseRevision
    patient: PatientRow
    planned: str
    ward: str
    prescribed: Quantity
    off_percent: str
    """How far the bag is off this dose, in percent of the dose."""
    objections: tuple[Refused, ...]
    heads: Heads
    confirmed: tuple[Confirmed, ...] = ()
    """What others are known to know of this dose and of the bag."""


class ReattributionProposal(Answer, frozen=True, kw_only=True):
    """Answer to `ProposeReattribution`, the doses without objection first."""

    patient: PatientRow
    number: str
    substance: str
    dose: Quantity
    """What is in the bag."""
    use_by: int
    limit_percent: str
    """As signed by the site; 0 where nobody signed one."""
    objections: tuple[Refused, ...]
    """What stands against giving the bag to anybody."""
    targets: tuple[TargetDose, ...]
    heads: Heads


class Reattribute(Command, frozen=True, kw_only=True):
    """The bag becomes this dose's, under a new number (`created[0]`): it is checked and released anew."""

    course: bytes
    bag: bytes
    to_course: bytes
    item: DoseRevision
    reason: str
    pin: str
    based_on: Heads
    """Of both courses."""
