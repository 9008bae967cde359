"""Patients: search before create, measurements, allergies, notes, links."""

from node.api.base import Answer, Command, Heads, Stamp
from schema.acts.base import Told
from schema.acts.patient import Identity
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16


class SearchPatients(Command, frozen=True, kw_only=True):
    """By any part of names or identifiers; accents and case do not matter."""

    text: str


class PatientRow(Wire, frozen=True):
    """One line of a list of patients."""

    patient: Bytes16
    identity: Identity
    age: int
    linked: bool
    probable_duplicates: int


class PatientHits(Answer, frozen=True, kw_only=True):
    """Showing `rows` of `total`."""

    total: int
    rows: tuple[PatientRow, ...]


class CreatePatient(Command, frozen=True, kw_only=True):
    """Open a file. Refused `patient.probable_duplicate` unless each look-alike is in `looked_at`."""

    identity: Identity
    looked_at: tuple[bytes, ...] = ()


class Measure(Command, frozen=True, kw_only=True):
    """Record weight (kg), height (cm) or creatinine (umol/L).

    Refused `patient.implausible` unless `confirmed` when far off the last value.
    """

    patient: bytes
    what: str
    value: Quantity
    told: Told
    confirmed: bool = False


class RecordAllergy(Command, frozen=True, kw_only=True):
    """A known allergy, or none known."""

    patient: bytes
    none_known: bool
    substance: str = ""
    reaction: str = ""


class NotePatient(Command, frozen=True, kw_only=True):
    """A note on a patient."""

    patient: bytes
    text: str


class LinkPatients(Command, frozen=True, kw_only=True):
    """Two files are one person; takes `ConfirmLink` by somebody else."""

    patient: bytes
    other: bytes
    reason: str
    pin: str
    based_on: Heads


class ConfirmLink(Command, frozen=True, kw_only=True):
    """A second person agrees with the link between these two."""

    patient: bytes
    other: bytes
    pin: str
    based_on: Heads


class KeepApart(Command, frozen=True, kw_only=True):
    """Probable duplicates that are two persons."""

    patient: bytes
    other: bytes
    reason: str
    pin: str
    based_on: Heads


class GetPatient(Command, frozen=True, kw_only=True):
    """Everything about one patient."""

    patient: bytes


class Measured(Wire, frozen=True):
    """A measurement with its origin."""

    what: str
    value: Quantity
    stamp: Stamp


class AllergyView(Wire, frozen=True):
    """A known allergy."""

    substance: str
    reaction: str
    stamp: Stamp


class Banner(Wire, frozen=True):
    """What stands at the top of every single-patient screen."""

    patient: Bytes16
    identity: Identity
    age: int
    allergy_state: str
    """known, none_known, not_recorded, unavailable."""
    allergies: tuple[AllergyView, ...]
    weight: Measured | None
    height: Measured | None
    surface: Quantity | None
    """Mosteller, of the latest weight and height."""
    creatinine: Measured | None
    identity_disputed: bool
    linked: tuple[Bytes16, ...]
    """Other files that are the same person."""


class NoteView(Wire, frozen=True):
    """A note."""

    text: str
    stamp: Stamp


class CourseRow(Wire, frozen=True):
    """One course in a patient's record."""

    course: Bytes16
    patient: Bytes16
    regimen: str
    indication: str
    first_day: str
    cycles: int
    ward: str
    state: str
    """ongoing, stopped, to_settle."""


class LookAlike(Wire, frozen=True):
    """A file that may be the same person."""

    patient: Bytes16
    identity: Identity
    why: str
    """same_ipp, same_ins, same_traits."""
    state: str
    """probable, kept_apart, link_asked, linked."""


class PatientRecord(Answer, frozen=True, kw_only=True):
    """Answer to `GetPatient`."""

    banner: Banner
    heads: Heads
    measurements: tuple[Measured, ...]
    notes: tuple[NoteView, ...]
    courses: tuple[CourseRow, ...]
    look_alikes: tuple[LookAlike, ...]
