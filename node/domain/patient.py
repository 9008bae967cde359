"""A patient's file: who it is, what was measured, allergies, notes, links to other files.

Everything recorded is kept. Harmless things add up; what contradicts itself is shown as disputed,
and the safer reading stands.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from node.domain.dosing.inputs import exact_fraction
from node.domain.fold.links import LinkEdge, edges_of, links_of
from node.domain.fold.patient import FIELDS, PatientCase, field_id, known_allergies, patient_case, possible
from node.domain.history import Act, before, concurrent
from node.domain.merge.allergy_disputed import REMOVED
from node.domain.merge.allergy_disputed import ROW as ALLERGY_ROW
from node.domain.merge.judging import judge_steps
from node.domain.merge.patient_table import PATIENTS
from node.domain.merge.settled_beyond_rights import Settlements, beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.reading import Reading
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts import KINDS as ALL_KINDS
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    Identity,
    IdentityCorrected,
    PatientCreated,
    PatientLeft,
    PatientMeasured,
    PatientNoted,
    PatientReturned,
    ResultRecorded,
)
from schema.codec import Wire
from schema.quantity import Quantity
from schema.rules import NEWS_TO_DECISIONS, ONE_PERSON
from schema.transaction import ActRef, FileType

KINDS = frozenset(kind.body for kind in ALL_KINDS.values() if kind.file is FileType.PATIENT)
_DAY_MS = 86_400_000

AllergyWord = Annotated[str, msgspec.Meta(pattern=r"\A(known|none_known|not_recorded|unavailable)\Z")]


class Measurement(Wire, frozen=True):
    """One measured value."""

    act: ActRef
    what: str
    value: Quantity
    told: Told
    rivals: tuple[ActRef, ...]
    """Other values of the same UTC day whose authors did not know of this one, nor it of them."""
    news: bool = False
    """It was recorded where a prescription that did not know of it is looked at again."""
    shared: bool = False
    """It was recorded where it counts for every file linked with this one."""
    recorded_at: int = 0
    """By the clock of who recorded it; orders nothing."""


class Allergy(Wire, frozen=True):
    """A known allergy."""

    act: ActRef
    substance: str
    reaction: str
    news: bool = False
    """It was recorded where a decision that did not know of it is looked at again."""


class Result(Wire, frozen=True):
    """One result that treatments hang on."""

    act: ActRef
    what: str
    value: Quantity
    told: Told
    recorded_at: int = 0
    """By the clock of who recorded it; orders nothing."""


class Gone(Wire, frozen=True):
    """The patient died or is treated elsewhere."""

    act: ActRef
    how: str
    remark: str


class PatientState(Wire, frozen=True):
    """A whole patient file."""

    created: ActRef | None
    identity: Identity | None
    """Nil when no creation can be read; the first in fold order when several disagree."""
    identity_disputed: tuple[str, ...]
    """Fields of the identity on which the file disagrees with itself."""
    measurements: tuple[Measurement, ...]
    """By clinical time (then fold order)."""
    allergies: tuple[Allergy, ...]
    allergy_state: AllergyWord
    allergies_disputed: bool
    """Somebody said that none is known without seeing, or against, a known one."""
    notes: tuple[ActRef, ...]
    edges: tuple[LinkEdge, ...]
    """By the other file's id."""
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    conflicts: tuple[Conflict, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    """Every settlement that its author may make, in fold order, whatever rule it names."""
    results: tuple[Result, ...] = ()
    """By clinical time (then fold order)."""
    gone: tuple[Gone, ...] = ()
    """Accounts that the patient died or left, which nobody who saw them took back."""

    def latest(self, what: str) -> Measurement | None:
        """The last value by clinical time, whenever it was typed."""
        found = [one for one in self.measurements if one.what == what]
        return found[-1] if found else None

    def edge(self, other: bytes) -> LinkEdge | None:
        """Where this file and that one stand."""
        return next((edge for edge in self.edges if edge.other == other), None)


def latest_of(files: Sequence[PatientState], what: str) -> Measurement | None:
    """The last value of a person by clinical time; of one instant, that of the file named first."""
    own = files[0].latest(what) if files else None
    linked = _shared(files, what)
    found = [own, *linked] if own is not None else linked
    return max(found, key=lambda one: one.told.happened_at, default=None)


def values_of(files: Sequence[PatientState], what: str) -> list[Measurement]:
    """Every value of a person: those of the file named first, and those that count for all of its files."""
    own = [one for file in files[:1] for one in file.measurements if one.what == what]
    return own + _shared(files, what)


def _shared(files: Sequence[PatientState], what: str) -> list[Measurement]:
    return [one for file in files[1:] for one in file.measurements if one.what == what and one.shared]


def fold_patient(acts: Sequence[Act]) -> PatientState:
    """The state of one patient file."""
    reading, doubts, told = read_with_doubts(acts, KINDS)
    created = reading.bodies(PatientCreated)
    links = links_of(reading)
    case = patient_case(reading, links)
    settlements = settlements_of(reading.acts)
    conflicts, removed = _judged(case, settlements)
    allergies = tuple(
        Allergy(act.ref, body.substance, body.reaction, NEWS_TO_DECISIONS in act.rules)
        for act, body in known_allergies(reading)
        if act.ref not in removed
    )
    return PatientState(
        created=created[0][0].ref if created else None,
        identity=_identity(case) if created else None,
        identity_disputed=tuple(
            field for field in FIELDS if len({one.value for one in case.standing(field_id(field))}) > 1
        ),
        measurements=_measurements(reading),
        allergies=allergies,
        allergy_state=_allergy_state(told, reading, bool(allergies)),
        allergies_disputed=any(one.rule == ALLERGY_ROW.rule and one.settled is None for one in conflicts),
        notes=tuple(act.ref for act, _ in reading.bodies(PatientNoted)),
        edges=edges_of(reading, links),
        heads=reading.heads,
        anomalies=(*reading.anomalies, *_senseless(reading), *links.anomalies),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=(*conflicts, *doubts),
        settlements=as_settlements(settlements.counted),
        results=tuple(
            Result(act.ref, body.what, body.value, body.told, act.at)
            for act, body in sorted(
                reading.bodies(ResultRecorded), key=lambda pair: (pair[1].told.happened_at, pair[0].place)
            )
        ),
        gone=_gone(reading),
    )


def _judged(case: PatientCase, settlements: Settlements) -> tuple[tuple[Conflict, ...], frozenset[ActRef]]:
    """The disagreements of the file, and the entries of allergies that are gone."""
    conflicts: list[Conflict] = beyond_rights(settlements)
    removed = set(case.removed)
    for _, steps in sorted(case.by_subject.items()):
        judged, notes = judge_steps(PATIENTS, steps, case, settlements.counted)
        conflicts += [one.conflict for one in judged] + notes
        for one in judged:
            if one.said.choice == REMOVED:
                removed.update(act.ref for act in one.acts)
    return tuple(conflicts), frozenset(removed)


def _identity(case: PatientCase) -> Identity:
    """What stands of each field; of several values said apart the first in fold order, disputed."""
    return Identity(*(case.standing(field_id(field))[0].value for field in FIELDS))


def _measurements(reading: Reading) -> tuple[Measurement, ...]:
    taken = reading.bodies(PatientMeasured)
    in_time = sorted(taken, key=lambda pair: (pair[1].told.happened_at, pair[0].place))
    same_day: dict[tuple[str, int], list[tuple[Act, PatientMeasured]]] = {}
    for act, body in taken:
        same_day.setdefault(_day_of(body), []).append((act, body))
    return tuple(
        Measurement(
            act=act.ref,
            what=body.what,
            value=body.value,
            told=body.told,
            # A later value whose author knew the first is a correction; two that ignored each other are not.
            rivals=tuple(
                other.ref
                for other, said in same_day[_day_of(body)]
                if body.value != said.value and concurrent(act, other)
            ),
            news=NEWS_TO_DECISIONS in act.rules,
            shared=ONE_PERSON in act.rules,
            recorded_at=act.at,
        )
        for act, body in in_time
    )


def _day_of(body: PatientMeasured) -> tuple[str, int]:
    """What was measured, and on which day (UTC, like every clinical instant here)."""
    return body.what, body.told.happened_at // _DAY_MS


def _gone(reading: Reading) -> tuple[Gone, ...]:
    """A return takes back the account it names and saw, and no other."""
    back = [(act, body.left) for act, body in reading.bodies(PatientReturned)]
    return tuple(
        Gone(act.ref, body.how, body.remark)
        for act, body in reading.bodies(PatientLeft)
        if not any(left == act.ref and before(act, returned) for returned, left in back)
    )


def _senseless(reading: Reading) -> Iterator[Anomaly]:
    """Entries of an allergy to nothing, removals of what is no entry, corrections that no field can bear."""
    entries = {act.ref for act, _ in known_allergies(reading)}
    for act, body in reading.bodies(AllergyRecorded):
        if not body.none_known and act.ref not in entries:
            yield Anomaly("allergy_without_substance", act.ref)
    for act, removed in reading.bodies(AllergyRemoved):
        if removed.entry not in entries:
            yield Anomaly("unknown_allergy", act.ref)
    for act, corrected in reading.bodies(IdentityCorrected):
        if not all(map(possible, corrected.changes)):
            yield Anomaly("impossible_value", act.ref)


def _allergy_state(acts: Sequence[Act], reading: Reading, any_known: bool) -> str:
    if any_known:
        return "known"
    # What cannot be read here, or was set aside, might be an allergy: nobody may read "none" into it.
    hidden = any(act.trouble and act.header.critical for act in acts)
    apart = any(isinstance(act.body, AllergyRecorded) and act.set_aside for act in acts)
    if hidden or apart:
        return "unavailable"
    said_none = any(body.none_known for _, body in reading.bodies(AllergyRecorded))
    return "none_known" if said_none else "not_recorded"


def further_off(used: Quantity, other: Quantity, percent: Quantity) -> bool:
    """Whether two values of one measurement differ by more than so many % of the first; exact."""
    if used.unit is not other.unit or used.decimal <= 0:
        return True
    first, second = exact_fraction(used.value), exact_fraction(other.value)
    return abs(second - first) * 100 > exact_fraction(percent.value) * first
