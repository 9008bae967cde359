"""What a decision looks at, gathered beforehand: folded states, the clock, who did what so far.

A decider is a pure function of a command, a situation and who asks; it never looks anything up.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, tzinfo

import msgspec

from node.domain.history import NO_RULES, Act
from node.domain.patient import PatientState
from node.domain.plain import plain
from node.domain.reference import ProductState
from node.domain.state import Bag, Breach, Conflict, CourseState, CyclePlan, Dose
from node.domain.world import Found
from schema.acts.regimen import DoseLimitsSigned, GateLimit, LimitsSigned, ProductSigned, RegimenSigned
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType


class PatientsSituation(msgspec.Struct, frozen=True, kw_only=True):
    """For decisions on identities and measurements: all patient files, or those that matter.

    Creating and linking need every file that shares a key of `identity.identity_keys`; the other
    commands need the file they name.
    """

    patients: Mapping[Id, PatientState]
    limits: LimitsSigned | None = None
    gates: tuple[GateLimit, ...] = ()
    now_ms: int
    today: date


class CourseSituation(msgspec.Struct, frozen=True, kw_only=True):
    """For decisions on a course."""

    id: Id
    course: CourseState
    patient: PatientState
    person: frozenset[Id]
    """The course's patient and every file linked with it (`identity.person_of`)."""
    linked: tuple[PatientState, ...] = ()
    """The other files of the person."""
    regimen: RegimenSigned | None
    """The version that the course was included in."""
    products: Mapping[Id, ProductState]
    limits: LimitsSigned | None
    """`SettingsState.limits`."""
    doers: Mapping[ActRef, Id]
    """Who did each act of the course that a state names (`doers_of`)."""
    found: tuple[Found, ...] = ()
    """What the cross-checks found on this course."""
    gates: tuple[GateLimit, ...] = ()
    dose_limits: DoseLimitsSigned | None = None
    """`SettingsState.dose_limits`."""
    in_part: str = ""
    """A file that this course relies on (`patient`, `regimen`, `product`, `limits`) known in part here."""
    rules: frozenset[str] = NO_RULES
    """The rules of `schema.rules` that hold for what is written now."""
    now_ms: int
    today: date
    zone: tzinfo = UTC
    """The site's, by whose calendar days are planned."""

    @property
    def file(self) -> FileRef:
        """The course's file."""
        return FileRef(FileType.COURSE, self.id)

    @property
    def files(self) -> tuple[PatientState, ...]:
        """Every file of the person, the course's own first."""
        return (self.patient, *self.linked)

    def dose(self, dose: Id) -> Dose | None:
        """A dose of this course."""
        return next((one for one in self.course.doses if one.dose == dose), None)

    def bag(self, bag: Id) -> Bag | None:
        """A bag of this course."""
        return next((one for one in self.course.bags if one.bag == bag), None)

    def cycle(self, cycle: int) -> CyclePlan | None:
        """A cycle as planned and prescribed."""
        return next((one for one in self.course.cycles if one.cycle == cycle), None)

    def products_of(self, substance: str) -> Mapping[Id, ProductSigned]:
        """The products with this substance that have a default version."""
        return {
            product: state.current
            for product, state in sorted(self.products.items())
            if state.current is not None and plain(state.current.substance) == plain(substance)
        }


class InDispute(msgspec.Struct, frozen=True, kw_only=True):
    """For settlements: what one file disagrees on, whatever sort of file it is."""

    file: FileRef
    conflicts: tuple[Conflict, ...]
    found: tuple[Found, ...] = ()
    """What the cross-checks found on it."""
    breaches: tuple[Breach, ...] = ()
    bags: tuple[Bag, ...] = ()
    doers: Mapping[ActRef, Id] = {}
    """Whose each order is: nobody countersigns another's."""
    keeps: frozenset[Id] = frozenset()
    """What else a choice may keep: the versions in conflict."""


def doers_of(acts: Iterable[Act]) -> Mapping[ActRef, Id]:
    """Who did each of these acts; acts of no person are left out."""
    return {act.ref: person for act in acts if (person := act.doer) is not None}
