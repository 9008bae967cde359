"""Patients as screens show them: rows, banner, look-alikes, the whole record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, cast

from node.api.patient import (
    NO_BIRTH,
    AllergyView,
    Banner,
    CourseRow,
    FieldDispute,
    GoneView,
    LookAlike,
    Measured,
    NoteView,
    PatientRecord,
    PatientRow,
    ResultView,
)
from node.domain.dosing.age import age_at
from node.domain.dosing.errors import DosingError
from node.domain.dosing.surface import SurfaceFormula, body_surface
from node.domain.fold.patient import field_of
from node.domain.identity import look_alike, person_of, relation
from node.domain.last_ones import last_ones
from node.domain.merge.result_unknown import breaks, results_of
from node.domain.patient import Measurement, PatientState, Result, latest_of
from node.domain.relied_on import heads_of
from node.views.nobody import claimed, identity_of
from node.views.teller import Teller
from schema.acts.course import CourseNoted
from schema.acts.patient import Identity, IdentityCorrected, PatientCreated, PatientNoted
from schema.acts.regimen import GateLimit
from schema.ids import Id
from schema.quantity import Quantity
from schema.transaction import ActRef

SURFACE: Final = "mosteller"
"""Where no treatment says by which formula."""
_SAID: Final[Mapping[str, str]] = {
    "": "probable",
    "disputed": "disputed",
    "asked": "link_asked",
    "kept_apart": "kept_apart",
    "linked": "linked",
}
_OPEN = ("probable", "disputed", "link_asked")
_ALLERGY_ORDER = ("known", "unavailable", "none_known", "not_recorded")


def years(identity: Identity, today: date) -> int:
    """Age in completed years; 0 for a date that is none."""
    if identity.birth_date == NO_BIRTH:
        return 0
    try:
        return age_at(date.fromisoformat(identity.birth_date), today).years
    except (ValueError, DosingError):
        return 0


def look_alikes(patient: Id, patients: Mapping[Id, PatientState]) -> tuple[LookAlike, ...]:
    """The files that may be the same person, and those somebody already linked or kept apart."""
    mine = patients[patient].identity
    found = []
    for other, state in sorted(patients.items()):
        if other == patient or state.identity is None:
            continue
        why = look_alike(mine, state.identity) if mine else None
        said = relation(patient, other, patients)
        if why or said:
            found.append(LookAlike(other, state.identity, why or "", _said(patient, other, patients, said)))
    return tuple(found)


def _said(patient: Id, other: Id, patients: Mapping[Id, PatientState], said: str) -> str:
    edge = patients[patient].edge(other)
    if said == "disputed" and edge and edge.pending:
        return "link_asked"
    return "unlink_asked" if said == "linked" and edge and edge.unlink_pending else _SAID[said]


def patient_row(
    patient: Id, patients: Mapping[Id, PatientState], today: date, aside: Identity | None = None
) -> PatientRow:
    """One line of a list; `patients` holds the file and its look-alikes, `aside` is shown as set aside."""
    identity = aside or identity_of(patient, patients[patient])
    return PatientRow(
        patient=patient,
        identity=identity,
        age=years(identity, today),
        linked=len(person_of(patient, patients)) > 1,
        probable_duplicates=sum(one.state in _OPEN for one in look_alikes(patient, patients)),
        set_aside=aside is not None,
    )


def banner(
    patient: Id,
    patients: Mapping[Id, PatientState],
    today: date,
    tell: Teller,
    gates: Sequence[GateLimit] = (),
    formula: str = SURFACE,
) -> Banner:
    """The top of every single-patient screen; `formula` is how its treatment computes the body surface.

    Measurements are the last ones of the whole person, which doses are computed from; so are allergies,
    since what one file says of them must be known wherever another is open, even by a disputed link.
    """
    state = patients[patient]
    identity = identity_of(patient, state)
    person = sorted(person_of(patient, patients), key=lambda one: (one != patient, one))
    files = [patients[one] for one in person if one in patients]
    perhaps = person_of(patient, patients, disputed=True)
    allergic = files + [patients[one] for one in sorted(perhaps - set(person)) if one in patients]
    weight, height = latest_of(files, "weight"), latest_of(files, "height")
    disputed = any(one.identity_disputed or one.identity is None for one in files)
    return Banner(
        patient=patient,
        identity=identity,
        age=years(identity, today),
        allergy_state=_allergy_state(allergic),
        allergies=tuple(
            AllergyView(one.substance, one.reaction, tell.stamp(one.act), one.act)
            for file in allergic
            for one in file.allergies
        ),
        weight=_measured(weight, tell),
        height=_measured(height, tell),
        surface=surface(formula, height, weight),
        creatinine=_measured(latest_of(files, "creatinine"), tell),
        identity_disputed=disputed or any(one.state in _OPEN for one in look_alikes(patient, patients)),
        linked=tuple(one for one in person if one != patient),
        disputed_fields=state.identity_disputed,
        allergies_disputed=any(file.allergies_disputed for file in allergic),
        results=_results(files, gates, tell),
        gone=tuple(GoneView(one.how, one.remark, tell.stamp(one.act)) for file in files for one in file.gone),
        surface_formula=formula,
        claimed=claimed(state, tell),
    )


def _results(
    files: Sequence[PatientState], gates: Sequence[GateLimit], tell: Teller
) -> tuple[ResultView, ...]:
    """The last of each sort that treatments hang on here, in the order of the site's gates.

    Where a later date does not hide one that is beyond a limit, that one is shown too.
    """
    by_sort: dict[str, list[Result]] = {}
    for one in results_of(files):
        by_sort.setdefault(one.what, []).append(one)
    found = []
    for what in dict.fromkeys(gate.what for gate in gates):
        last = last_ones(by_sort.get(what, ()), tell.knew)
        for one in last:
            past_limit = any(breaks(one, gate) for gate in gates)
            if past_limit or one is last[-1]:
                found.append(ResultView(what, one.value, tell.stamp(one.act), past_limit))
    return tuple(found)


def disputes(state: PatientState, tell: Teller) -> tuple[FieldDispute, ...]:
    """The values that each disputed field was given, in fold order."""
    found = []
    for conflict in state.conflicts:
        field = field_of(conflict.subject)
        if conflict.settled is not None or field not in state.identity_disputed:
            continue
        values: list[str] = []
        for act in conflict.acts:
            body = getattr(tell.act(act), "body", None)
            if isinstance(body, PatientCreated):
                values.append(getattr(body.identity, field))
            elif isinstance(body, IdentityCorrected):
                values += [change.value for change in body.changes if change.field == field]
        found.append(FieldDispute(field, tuple(dict.fromkeys(values))))
    return tuple(found)


def _allergy_state(files: Sequence[PatientState]) -> str:
    said = {file.allergy_state for file in files}
    return next(word for word in _ALLERGY_ORDER if word in said)


def surface(formula: str, height: Measurement | None, weight: Measurement | None) -> Quantity | None:
    """The surface of the latest values, for the eye; nil by a formula that is not known here."""
    if height is None or weight is None:
        return None
    try:
        return body_surface(cast("SurfaceFormula", formula), height.value, weight.value).result
    except DosingError:
        return None


def _measured(one: Measurement | None, tell: Teller) -> Measured | None:
    return Measured(one.what, one.value, tell.stamp(one.act)) if one else None


def notes(refs: Iterable[ActRef], tell: Teller) -> tuple[NoteView, ...]:
    """Notes with who wrote them; one that cannot be read is left out."""
    found = []
    for ref in refs:
        act = tell.act(ref)
        if act is not None and isinstance(act.body, PatientNoted | CourseNoted):
            found.append(NoteView(act.body.text, tell.stamp(ref)))
    return tuple(found)


def patient_record(
    patient: Id,
    patients: Mapping[Id, PatientState],
    courses: Sequence[CourseRow],
    today: date,
    tell: Teller,
    gates: tuple[GateLimit, ...] = (),
) -> PatientRecord:
    """Everything about one patient."""
    state = patients[patient]
    return PatientRecord(
        banner=banner(patient, patients, today, tell, gates),
        heads=heads_of((state, *(patients[one] for one in sorted(patients) if one != patient))),
        measurements=tuple(
            Measured(one.what, one.value, tell.stamp(one.act))
            for one in sorted(
                results_of([state]),
                key=lambda one: (one.told.happened_at, one.act),
                reverse=True,
            )
        ),
        notes=notes(state.notes, tell),
        courses=tuple(courses),
        look_alikes=look_alikes(patient, patients),
        gates=gates,
        disputes=disputes(state, tell),
    )
