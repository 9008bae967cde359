"""Patients: search before create, measurements, allergies, notes, links."""

from node.api.base import Answer, Command, Heads, Stamp
from schema.acts.base import Told
from schema.acts.patient import FieldValue, Identity
from schema.acts.regimen import GateLimit
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef, Bytes16


class SearchPatients(Command, frozen=True, kw_only=True):
    """By any part of names or identifiers; accents and case do not matter."""

    text: str


NO_BIRTH = "0001-01-01"
"""Date of birth of whoever has no identity that counts here: `birth_name` then says why (`set_aside`,
`unreadable`: `ui.identity.none.<why>`), and `first_names` is the short id of the file."""


class PatientRow(Wire, frozen=True):
    """One line of a list of patients."""

    patient: Bytes16
    identity: Identity
    age: int
    linked: bool
    probable_duplicates: int
    set_aside: bool = False
    """The identity was written and set aside: it does not count, and is shown for people to find."""


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


class RecordResult(Command, frozen=True, kw_only=True):
    """Record a result that treatments hang on, as the site's gates name and measure it."""

    patient: bytes
    what: str
    value: Quantity
    told: Told


class CorrectIdentity(Command, frozen=True, kw_only=True):
    """Say what fields of an identity should be; of a disputed field, which value is right."""

    patient: bytes
    changes: tuple[FieldValue, ...]
    reason: str
    """The document that was seen."""
    pin: str
    based_on: Heads


class RemoveAllergy(Command, frozen=True, kw_only=True):
    """An entry was recorded in error, or holds no more; by a prescriber or a pharmacist."""

    patient: bytes
    entry: ActRef
    reason: str
    pin: str
    based_on: Heads


class TellPatientLeft(Command, frozen=True, kw_only=True):
    """The patient died (`deceased`) or is treated elsewhere (`transferred`)."""

    patient: bytes
    how: str
    remark: str = ""
    told: Told


class TakePatientBack(Command, frozen=True, kw_only=True):
    """It was told in error, or the patient is back: takes back every such account shown."""

    patient: bytes
    reason: str
    pin: str
    based_on: Heads


class UnlinkPatients(Command, frozen=True, kw_only=True):
    """Two linked files are two persons; takes `ConfirmUnlink` by somebody else."""

    patient: bytes
    other: bytes
    reason: str
    pin: str
    based_on: Heads


class ConfirmUnlink(Command, frozen=True, kw_only=True):
    """A second person agrees that these two are two persons."""

    patient: bytes
    other: bytes
    pin: str
    based_on: Heads


class GetLinkConsequences(Command, frozen=True, kw_only=True):
    """What a link of these two, or its end, would change."""

    patient: bytes
    other: bytes


class LinkConsequences(Answer, frozen=True, kw_only=True):
    """Answer to `GetLinkConsequences`."""

    allergies: tuple[str, ...]
    """Substances that only one of the two files knows."""
    courses: int
    """Treatments of both together."""
    back_to_validation: int
    """Doses validated and not given, which a link sends back to validation."""


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
    entry: ActRef


class ResultView(Wire, frozen=True):
    """The last result of one sort; `beyond` says that it is beyond a limit of the site."""

    what: str
    value: Quantity
    stamp: Stamp
    beyond: bool


class GoneView(Wire, frozen=True):
    """Somebody told that the patient died or left."""

    how: str
    remark: str
    stamp: Stamp


class ClaimedIdentity(Wire, frozen=True):
    """An identity that somebody wrote and that does not count (yet)."""

    identity: Identity
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
    """Of the latest weight and height, for the eye: a prescription pins its own."""
    creatinine: Measured | None
    identity_disputed: bool
    linked: tuple[Bytes16, ...]
    """Other files that are the same person."""
    disputed_fields: tuple[str, ...] = ()
    """Fields of the identity that were written in two ways."""
    allergies_disputed: bool = False
    results: tuple[ResultView, ...] = ()
    gone: tuple[GoneView, ...] = ()
    surface_formula: str = "mosteller"
    """By which the surface was computed: the regimen's where a course is open (`summary.formula.<name>`)."""
    claimed: tuple[ClaimedIdentity, ...] = ()
    """Where no identity counts: those that were set aside."""


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
    """probable, disputed, kept_apart, link_asked, linked, unlink_asked."""


class FieldDispute(Wire, frozen=True):
    """One field of the identity, and the values that it was given apart."""

    field: str
    values: tuple[str, ...]


class PatientRecord(Answer, frozen=True, kw_only=True):
    """Answer to `GetPatient`."""

    banner: Banner
    heads: Heads
    measurements: tuple[Measured, ...]
    notes: tuple[NoteView, ...]
    courses: tuple[CourseRow, ...]
    look_alikes: tuple[LookAlike, ...]
    gates: tuple[GateLimit, ...] = ()
    """The results that treatments hang on here, with their limits and units."""
    disputes: tuple[FieldDispute, ...] = ()
