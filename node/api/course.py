"""Courses: regimens to choose from, inclusion, cycles, stops, the whole view of one course."""

from node.api.base import Answer, Command, Heads, Stamp
from node.api.patient import Banner, NoteView
from schema.acts.preparation import VialUsed
from schema.acts.prescription import DoseOrder, Pinned
from schema.acts.regimen import Indication, RegimenSigned
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef, Bytes16, FileRef


class ListRegimens(Command, frozen=True, kw_only=True):
    """The signed regimens of this site."""


class RegimenRow(Wire, frozen=True):
    """One signed version."""

    regimen: Bytes16
    version: ActRef
    body: RegimenSigned


class Regimens(Answer, frozen=True, kw_only=True):
    """Answer to `ListRegimens`."""

    rows: tuple[RegimenRow, ...]


class IncludePatient(Command, frozen=True, kw_only=True):
    """Include a patient in a regimen; creates a course (`created[0]`).

    Refused with the value `acknowledge` where the first day is over.
    """

    patient: bytes
    regimen: bytes
    indication_code: str
    intent: str
    first_day: str
    planned_cycles: int
    ward: str
    pin: str
    acknowledged: tuple[str, ...] = ()


class PlanCycle(Command, frozen=True, kw_only=True):
    """Set or move day 1 of a cycle; refused with the value `acknowledge` where that day is over."""

    course: bytes
    cycle: int
    day_one: str
    acknowledged: tuple[str, ...] = ()
    based_on: Heads


class StopCourse(Command, frozen=True, kw_only=True):
    """Stop a course, a cycle, a day or a line (see `CourseStopped`)."""

    course: bytes
    level: str
    cycle: int = 0
    day: int = 0
    line: str = ""
    reason: str
    pin: str
    based_on: Heads


class ResumeCourse(Command, frozen=True, kw_only=True):
    """Lift stops."""

    course: bytes
    stops: tuple[ActRef, ...]
    reason: str
    pin: str
    based_on: Heads


class NoteCourse(Command, frozen=True, kw_only=True):
    """A note on a treatment, or on one prescribed dose."""

    course: bytes
    dose: bytes | None
    text: str


class GetCourse(Command, frozen=True, kw_only=True):
    """Everything about one course."""

    course: bytes
    language: str = "fr"
    """Of the values in `SideView.summary`."""


class KeptView(Wire, frozen=True):
    """Which of two bags of one dose was kept, and who said so."""

    number: str
    stamp: Stamp


class BagView(Wire, frozen=True):
    """One bag of a dose. States: claimed, made, checked, released, rejected, dispensed, received,
    returned, given, interrupted, destroyed, recalled, voided, yielded, reassigned.
    `held` says a conflict blocks it."""

    bag: Bytes16
    dose: Bytes16
    state: str
    held: bool
    number: str
    """Workstation and number: `PUI-1 2026-000042` as papers show it."""
    vials: tuple[VialUsed, ...]
    draw: Quantity
    diluent: str
    final_volume: Quantity
    final_concentration: Quantity
    use_by: int
    claimed: Stamp
    made: Stamp | None
    checked: Stamp | None
    released: Stamp | None
    dispensed: Stamp | None
    received: Stamp | None
    revision: ActRef | None = None
    """The version of the dose that it is made from."""
    returned: Stamp | None = None
    """It came back from a ward, the last time; `returned` is its state until a pharmacist looked at it."""
    ended: Stamp | None = None
    """Who gave it up, rejected, recalled, destroyed or re-attributed it; its number stays."""
    reason: str = ""
    """Why it ended."""
    blocks: tuple[str, ...] = ()
    """Codes of what holds it (texts `block.<code>`)."""
    kept: KeptView | None = None
    """Another bag of its dose was kept instead; nil while that is not so."""
    over_before: str = ""
    """The planned day of its dose, where it is out of date before that day begins."""


class ChoiceView(Wire, frozen=True):
    """One way to settle a conflict; `keep` is the bag, dose or version kept, where one is."""

    choice: str
    keep: Bytes16 | None
    kept: str = ""
    """The same in words that no other choice of this conflict has."""


class SeenView(Wire, frozen=True):
    """How far somebody had seen another workstation: the instant of the last act of it they knew."""

    workstation: str
    at: int
    """By that workstation's own clock."""
    doubtful: bool = False
    """It could not vouch for that clock."""


class SideView(Wire, frozen=True):
    """One side of a conflict: who, where, when, what, what the author had seen and had not."""

    act: ActRef
    kind: str
    stamp: Stamp
    summary: tuple[tuple[str, str], ...]
    """(text id of the field, shown value) pairs, the same fields on all sides."""
    seen: tuple[SeenView, ...] = ()
    """How far the author had seen the other workstations, the newest first."""
    unseen: tuple[int, ...] = ()
    """The other sides, by their place from 0, that the author did not know of."""


class WordView(Wire, frozen=True):
    """What one person said of a conflict that takes two."""

    person: Bytes16
    stamp: Stamp


class ConflictView(Wire, frozen=True):
    """A conflict with everything needed to settle it."""

    rule: str
    """Texts `conflict.<rule>` (sentence) and `conflict.<rule>.next`."""
    file: FileRef
    """Where it hangs; a settlement names it."""
    heads: Heads
    """Of that file."""
    course: Bytes16
    """Zeros where it hangs on no course."""
    subject: Bytes16
    patient: Bytes16
    """Zeros where it is about no patient."""
    patient_name: str
    """Or what the file is called."""
    substance: str
    sides: tuple[SideView, ...]
    owners: tuple[str, ...]
    """Rights any of which may settle it, or of which a word is still wanted."""
    choices: tuple[ChoiceView, ...]
    """Empty when the way out is a new act (a revision, a link), named by `conflict.<rule>.next`."""
    alarm: bool
    open: bool
    settled: Stamp | None
    decided: tuple[tuple[str, str], ...] = ()
    """What the act that settled it says, as pairs of a text id and a shown value: choice, bag, reason."""
    dose: Bytes16 | None = None
    """The dose that it is about, itself or by its bag; nil where it is about none of this treatment."""
    cycle: int = 0
    day: int = 0
    """Of that dose."""
    heard: tuple[WordView, ...] = ()
    """Words given on it while another person's is still wanted."""


class PreviousDose(Wire, frozen=True):
    """What was given of the same line last."""

    prescribed: Quantity
    cycle: int
    day: int


class OffTheoretical(Wire, frozen=True):
    """A dose that is off what its regimen comes to, beyond the site's limits."""

    theoretical: Quantity
    """What the regimen comes to for this patient, its cap counted."""
    percent: Quantity | None
    """What is prescribed, of that; nil where the two cannot be compared."""
    stops: bool
    """Nothing goes on until a prescriber and a pharmacist agree on it."""


class DoseView(Wire, frozen=True):
    """One dose: its versions, where it stands and what is possible next."""

    dose: Bytes16
    cycle: int
    versions: tuple[ActRef, ...]
    """Heads of its orders; more than one: divergent."""
    order: DoseOrder
    """The order in force (the first in fold order when divergent)."""
    prescribed: Stamp
    state: str
    """prescribed, ready (validated and go-ahead), in_preparation, made, checked, released,
    dispensed, received, given, interrupted, not_given, stopped, held, divergent."""
    validated: Stamp | None
    go_ahead: Stamp | None
    held: Stamp | None
    stopped: Stamp | None
    bags: tuple[BagView, ...]
    given: tuple[Stamp, ...]
    not_given: tuple[Stamp, ...]
    waits_for: tuple[str, ...]
    """Steps that may come next: validate, go_ahead, prepare, make, check, release, dispense,
    receive, administer, settle."""
    blocks: tuple[str, ...]
    """Codes of what blocks it (texts `block.<code>`)."""
    previous: PreviousDose | None
    """The same line's dose last given before this one's day, when known."""
    notes: tuple[NoteView, ...]
    mentions: tuple[str, ...] = ()
    """What must have been checked before it is validated or handed over (texts `ui.mention.<mention>`)."""
    interrupted: tuple[Stamp, ...] = ()
    """Given in part: begun, and ended before the whole was given."""
    parts: tuple[Quantity | None, ...] = ()
    """What was given by each of these, in mL or in % of the bag; nil when nobody knows."""
    off: OffTheoretical | None = None
    """Nil where the dose is within the site's limits."""


class CycleView(Wire, frozen=True):
    """One cycle."""

    cycle: int
    day_one: str
    pinned: tuple[Pinned, ...]
    doses: tuple[Bytes16, ...]


class StopView(Wire, frozen=True):
    """A stop in force."""

    level: str
    cycle: int
    day: int
    line: str
    reason: str
    stamp: Stamp
    act: ActRef


class CourseView(Answer, frozen=True, kw_only=True):
    """Answer to `GetCourse`."""

    course: bytes
    heads: Heads
    banner: Banner
    regimen: RegimenSigned
    indication: Indication
    intent: str
    ward: str
    planned_cycles: int
    cycles: tuple[CycleView, ...]
    doses: tuple[DoseView, ...]
    stops: tuple[StopView, ...]
    notes: tuple[NoteView, ...]
    conflicts: tuple[ConflictView, ...]
    state: str
    illustrative: bool
    liftable: tuple[str, ...] = ()
    """Hard stops that two people may lift for one dose or bag (texts `derogation.<rule>`)."""
