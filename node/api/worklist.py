"""What waits for me now."""

from node.api.base import Answer, Command
from node.api.patient import PatientRow
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16


class GetWorklist(Command, frozen=True, kw_only=True):
    """Doses of a day (ISO date) that wait for a step one of my rights allows; all when `mine` is false."""

    day: str
    mine: bool = True


class WorkItem(Wire, frozen=True):
    """One dose in a worklist."""

    course: Bytes16
    dose: Bytes16
    bag: Bytes16 | None
    patient: PatientRow
    regimen: str
    cycle: int
    day: int
    planned: str
    substance: str
    prescribed: Quantity
    container: str
    duration_minutes: int
    """0 where the regimen says none."""
    ward: str
    state: str
    waits_for: tuple[str, ...]
    blocks: tuple[str, ...]
    number: str
    conflicts: int
    others: tuple[Bytes16, ...] = ()
    """Bags of the dose that have not ended, besides the one that counts."""


class Worklist(Answer, frozen=True, kw_only=True):
    """Answer to `GetWorklist`, by planned day, patient, rank."""

    day: str
    items: tuple[WorkItem, ...]
