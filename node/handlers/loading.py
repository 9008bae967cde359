"""From a desk to what the rules look at: patient files, a course with all it rests on, who told what.

Everything a decider or a view needs is read here, once per command, and handed over as values.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, TypeAlias

import msgspec

from node.clock import SITE_ZONE
from node.desk import Desk
from node.domain.crosscheck import cross_check
from node.domain.decision import Refusal
from node.domain.identity import person_of
from node.domain.lot import LotState, lot_file_id, lot_of, number_key, same_lot
from node.domain.patient import PatientState, fold_patient
from node.domain.plain import plain
from node.domain.reference import ProductState, RegimenState
from node.domain.relied_on import MOST, heads_of
from node.domain.site_settings import SettingsState
from node.domain.situation import CourseSituation, PatientsSituation, doers_of
from node.domain.state import CourseState
from node.domain.world import Found
from node.store.neighbourhoods import DOSES_FILE, GATES_FILE, LIMITS_FILE
from node.store.queries import Queries
from node.views.teller import Teller
from schema.acts.regimen import RegimenSigned
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType


class OpenCourse(msgspec.Struct, frozen=True):
    """One course, opened for a command."""

    situation: CourseSituation
    patients: dict[Id, PatientState]
    """The course's patient, the files linked with it, and its look-alikes."""
    heads: tuple[ActRef, ...]
    """Of every file that a course's screen shows: course, person, regimen, its bags' products."""
    tell: Teller


def today(desk: Desk) -> date:
    """The site's calendar day."""
    return date.fromisoformat(desk.today())


def queries(desk: Desk) -> Queries:
    """Questions to the projections."""
    return Queries(desk.replica)


def patient_state(desk: Desk, patient: Id) -> PatientState | None:
    """A patient's file."""
    return desk.replica.states.state(PatientState, FileRef(FileType.PATIENT, patient))


def patient_files(desk: Desk, patients: Iterable[Id]) -> dict[Id, PatientState]:
    """These files, those of them that exist."""
    found = ((patient, patient_state(desk, patient)) for patient in patients)
    return {patient: state for patient, state in found if state is not None}


def around(desk: Desk, patient: Id) -> dict[Id, PatientState]:
    """A file with everything linked to it, however far, and the look-alikes of all of these."""
    found: dict[Id, PatientState] = {}
    ahead = {patient}
    while ahead:
        one = ahead.pop()
        state = patient_state(desk, one)
        if state is None:
            continue
        found[one] = state
        near = {edge.other for edge in state.edges} | desk.replica.around.look_alikes(one)
        ahead |= near - set(found)
    return found


def patients_situation(desk: Desk, patients: dict[Id, PatientState]) -> PatientsSituation:
    """For decisions on patient files."""
    return PatientsSituation(
        patients=patients,
        limits=desk.replica.around.limits(),
        gates=desk.replica.around.gates(),
        now_ms=desk.now(),
        today=today(desk),
    )


def course_state(desk: Desk, course: Id) -> CourseState | None:
    """A course's file."""
    return desk.replica.states.state(CourseState, FileRef(FileType.COURSE, course))


def products(desk: Desk) -> dict[Id, ProductState]:
    """Every product of the site."""
    return dict(desk.replica.states.all(ProductState, FileType.PRODUCT))


def open_course(desk: Desk, course: Id, *, exact: bool = False, language: str = "fr") -> OpenCourse | Refusal:
    """A course with everything its steps look at.

    `exact` runs the checks between files again, which alone know every file a conflict hangs on;
    else their findings are read from the table.
    """
    file = FileRef(FileType.COURSE, course)
    state = course_state(desk, course)
    if state is None and not queries(desk).has_file(file):
        return Refusal("course.unknown")
    # Where a row of it is damaged that is what has to be said, and done something about.
    acts = desk.replica.files.acts(desk.replica.files.number(file))
    if state is None:
        return Refusal("course.unreadable")
    included = state.included
    patient = included.patient if included else b""
    files = around(desk, patient) if included else {}
    person = person_of(patient, files) if included else frozenset()
    regimen = regimen_state(desk, included.regimen) if included else None
    every_product = products(desk)
    situation = CourseSituation(
        id=course,
        course=state,
        # A course whose inclusion cannot be read has no patient: then everything but accounts is refused.
        patient=files.get(patient) or fold_patient(()),
        person=person,
        linked=tuple(files[one] for one in sorted(person - {patient}) if one in files),
        regimen=regimen_of(desk, state),
        products=every_product,
        limits=desk.replica.around.limits(),
        doers=doers_of(acts),
        found=_found(desk, file, patient, exact=exact),
        gates=desk.replica.around.gates(),
        dose_limits=desk.replica.around.dose_limits(),
        in_part=_in_part(desk, state, [files[one] for one in person if one in files], regimen, every_product),
        rules=frozenset(desk.members.rules),
        now_ms=desk.now(),
        today=today(desk),
        zone=SITE_ZONE,
    )
    used = sorted({vial.product for bag in state.bags for vial in bag.content.vials})
    bags = (situation.products.get(one) for one in used)
    heads = heads_of((state, files.get(patient), *situation.linked, regimen, *bags))
    return OpenCourse(situation, files, heads, Teller(desk.names, acts, language))


_ReliedOn: TypeAlias = PatientState | RegimenState | ProductState | SettingsState | LotState
Reference: TypeAlias = RegimenState | ProductState | SettingsState
_REFERENCE: Final[Mapping[int, type[Reference]]] = {
    FileType.REGIMEN: RegimenState,
    FileType.PRODUCT: ProductState,
    FileType.SETTINGS: SettingsState,
}


def reference_state(desk: Desk, file: FileRef) -> Reference | None:
    """A file of reference data."""
    sort = _REFERENCE.get(file.type)
    return desk.replica.states.state(sort, file) if sort is not None else None


def regimen_state(desk: Desk, regimen: Id) -> RegimenState | None:
    """A regimen's file."""
    return desk.replica.states.state(RegimenState, FileRef(FileType.REGIMEN, regimen))


def regimen_of(desk: Desk, state: CourseState) -> RegimenSigned | None:
    """The regimen version that a course was begun with."""
    if state.included is None:
        return None
    regimen = regimen_state(desk, state.included.regimen)
    return regimen.version(state.included.version) if regimen else None


def shown_with(opened: OpenCourse, product: Id) -> tuple[ActRef, ...]:
    """What a course's screen relies on when it shows this product too."""
    state = opened.situation.products.get(product)
    return tuple(dict.fromkeys((*opened.heads, *(state.heads if state else ()))))[:MOST]


def _in_part(
    desk: Desk,
    course: CourseState,
    person: Iterable[PatientState],
    regimen: RegimenState | None,
    known: dict[Id, ProductState],
) -> str:
    """Which of the files that a course relies on has acts that this program cannot read."""
    partly_known = [one for one in known.values() if one.known_in_part and one.versions]
    orders = (version.order for dose in course.doses for version in dose.versions)
    drugs = {plain(order.substance) for order in orders} if partly_known else set()
    used = [one for one in partly_known if plain(one.versions[-1].body.substance) in drugs]
    files = (LIMITS_FILE, GATES_FILE, DOSES_FILE)
    settings = (desk.replica.states.state(SettingsState, file) for file in files)
    relied_on: dict[str, Iterable[_ReliedOn | None]] = {
        "patient": person,
        "regimen": (regimen,),
        "product": used,
        "lot": _lots(desk, course),
        "limits": settings,
    }
    partly = (name for name, states in relied_on.items() if any(one and one.known_in_part for one in states))
    return next(partly, "")


def _lots(desk: Desk, course: CourseState) -> Iterable[LotState | None]:
    """The files of the lots in a course's bags, and those that have the number of one of them."""
    vials = [lot_of(vial) for bag in course.bags for vial in bag.content.vials]
    numbered = queries(desk).lots(number_key(vial.number) for vial in vials)
    for lot in sorted({*numbered, *map(lot_file_id, vials)}):
        state = desk.replica.states.state(LotState, FileRef(FileType.LOT, lot))
        named = state.named if state is not None else None
        if named is None or any(same_lot(named, vial) for vial in vials):
            yield state


def _found(desk: Desk, file: FileRef, patient: Id, *, exact: bool) -> tuple[Found, ...]:
    if exact and patient:
        return tuple(one for one in cross_check(desk.replica.around.world(patient)) if one.file == file)
    return tuple(Found(file, row.conflict) for row in queries(desk).conflicts(file, "cross"))
