"""A patient's file: who it is, what was measured, allergies, notes, links to other files.

Everything recorded is kept. Harmless things add up; what contradicts itself is shown as disputed,
and the safer reading stands.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from node.domain.dosing.inputs import exact_fraction
from node.domain.fold.patient import FIELDS, PatientCase, field_id, known_allergies, patient_case
from node.domain.history import Act, before, concurrent
from node.domain.merge.allergy_disputed import REMOVED
from node.domain.merge.allergy_disputed import ROW as ALLERGY_ROW
from node.domain.merge.judging import judge_steps
from node.domain.merge.patient_table import PATIENTS
from node.domain.reading import Reading, read
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts import KINDS as ALL_KINDS
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    Identity,
    PatientCreated,
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
    PatientNoted,
)
from schema.acts.settlement import ConflictSettled
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef, Bytes16, FileType

KINDS = frozenset(kind.body for kind in ALL_KINDS.values() if kind.file is FileType.PATIENT)
_DAY_MS = 86_400_000

AllergyWord = Annotated[str, msgspec.Meta(pattern=r"\A(known|none_known|not_recorded|unavailable)\Z")]
LinkWord = Annotated[str, msgspec.Meta(pattern=r"\A(asked|linked|kept_apart|disputed)\Z")]


class Measurement(Wire, frozen=True):
    """One measured value."""

    act: ActRef
    what: str
    value: Quantity
    told: Told
    rivals: tuple[ActRef, ...]
    """Other values of the same UTC day whose authors did not know of this one, nor it of them."""


class Allergy(Wire, frozen=True):
    """A known allergy."""

    act: ActRef
    substance: str
    reaction: str


class LinkEdge(Wire, frozen=True):
    """Where this file and another stand: one edge, without direction."""

    other: Bytes16
    state: LinkWord
    pending: ActRef | None
    """A link that a second person may confirm."""
    pending_by: Bytes16 | None
    """Who asked for it."""
    confirmed: ActRef | None
    kept_apart: ActRef | None


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
    """Every admitted settlement, in fold order, whatever rule it names."""

    def latest(self, what: str) -> Measurement | None:
        """The last value by clinical time, whenever it was typed."""
        found = [one for one in self.measurements if one.what == what]
        return found[-1] if found else None

    def edge(self, other: bytes) -> LinkEdge | None:
        """Where this file and that one stand."""
        return next((edge for edge in self.edges if edge.other == other), None)


def fold_patient(acts: Sequence[Act]) -> PatientState:
    """The state of one patient file."""
    reading = read(acts, KINDS)
    created = reading.bodies(PatientCreated)
    case = patient_case(reading)
    settlements = reading.bodies(ConflictSettled)
    conflicts, removed = _judged(case, settlements)
    allergies = tuple(
        Allergy(act.ref, body.substance, body.reaction)
        for act, body in known_allergies(reading)
        if act.ref not in removed
    )
    edges, odd = _edges(reading)
    return PatientState(
        created=created[0][0].ref if created else None,
        identity=_identity(case) if created else None,
        identity_disputed=tuple(
            field for field in FIELDS if len({one.value for one in case.standing(field_id(field))}) > 1
        ),
        measurements=_measurements(reading),
        allergies=allergies,
        allergy_state=_allergy_state(acts, reading, bool(allergies)),
        allergies_disputed=any(one.rule == ALLERGY_ROW.rule and one.settled is None for one in conflicts),
        notes=tuple(act.ref for act, _ in reading.bodies(PatientNoted)),
        edges=edges,
        heads=reading.heads,
        anomalies=(*reading.anomalies, *_senseless(reading), *odd),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=conflicts,
        settlements=tuple(
            Settlement(act.ref, body.rule, body.subject, body.heads, body.choice, body.keep)
            for act, body in settlements
        ),
    )


def _judged(
    case: PatientCase, settlements: Sequence[tuple[Act, ConflictSettled]]
) -> tuple[tuple[Conflict, ...], frozenset[ActRef]]:
    """The disagreements of the file, and the entries of allergies that are gone."""
    conflicts: list[Conflict] = []
    removed = set(case.removed)
    for _, steps in sorted(case.by_subject.items()):
        judged, notes = judge_steps(PATIENTS, steps, case, settlements)
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
        )
        for act, body in in_time
    )


def _day_of(body: PatientMeasured) -> tuple[str, int]:
    """What was measured, and on which day (UTC, like every clinical instant here)."""
    return body.what, body.told.happened_at // _DAY_MS


def _senseless(reading: Reading) -> Iterator[Anomaly]:
    """Entries of an allergy to nothing, removals of what is no entry."""
    entries = {act.ref for act, _ in known_allergies(reading)}
    for act, body in reading.bodies(AllergyRecorded):
        if not body.none_known and act.ref not in entries:
            yield Anomaly("allergy_without_substance", act.ref)
    for act, removed in reading.bodies(AllergyRemoved):
        if removed.entry not in entries:
            yield Anomaly("unknown_allergy", act.ref)


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


def _edges(reading: Reading) -> tuple[tuple[LinkEdge, ...], tuple[Anomaly, ...]]:
    asked = reading.bodies(PatientLinked)
    apart = reading.bodies(PatientKeptApart)
    agreed, odd = _agreements(reading)
    others = sorted({body.other for _, body in asked} | {body.other for _, body in apart})
    edges = []
    for other in others:
        links = [act for act, body in asked if body.other == other]
        refusals = [act for act, body in apart if body.other == other]
        edges.append(_edge(other, links, [pair for pair in agreed if pair[0] in links], refusals))
    return tuple(edges), odd


def _agreements(reading: Reading) -> tuple[list[tuple[Act, Act]], tuple[Anomaly, ...]]:
    """(link, confirmation) pairs by two people; a confirmation that is none is an anomaly."""
    links = {act.ref: act for act, _ in reading.bodies(PatientLinked)}
    good: list[tuple[Act, Act]] = []
    odd: list[Anomaly] = []
    for act, body in reading.bodies(PatientLinkConfirmed):
        link = links.get(body.link)
        if link is None:
            odd.append(Anomaly("unknown_link", act.ref))
        elif link.header.actor == act.header.actor:
            odd.append(Anomaly("confirmed_by_the_same_person", act.ref))
        else:
            good.append((link, act))
    return good, tuple(odd)


def _edge(other: bytes, links: list[Act], agreed: list[tuple[Act, Act]], refusals: list[Act]) -> LinkEdge:
    """Linking two persons is worse than a duplicate: when in doubt, the files stay two.

    - a link of two people stands unless somebody kept the files apart without knowing of it;
    - then it is disputed, until somebody who saw both says "apart", or two people link anew;
    - "kept apart" closes what was asked before it, and what was asked apart from it;
    - one person's "kept apart" does not undo an undisputed link that it saw.
    """
    standing = [yes for _, yes in agreed if not any(concurrent(yes, no) for no in refusals)]
    if standing:
        return LinkEdge(other, "linked", None, None, standing[0].ref, None)
    answered = {link.ref for link, _ in agreed}
    pending = next(
        (link for link in links if link.ref not in answered and all(before(no, link) for no in refusals)),
        None,
    )
    asked, asker = (pending.ref, pending.header.actor) if pending else (None, None)
    apart = refusals[-1].ref if refusals else None
    if agreed and not any(all(before(yes, no) for _, yes in agreed) for no in refusals):
        return LinkEdge(other, "disputed", asked, asker, agreed[0][1].ref, apart)
    return LinkEdge(other, "asked" if pending else "kept_apart", asked, asker, None, apart)


def further_off(used: Quantity, other: Quantity, percent: Quantity) -> bool:
    """Whether two values of one measurement differ by more than so many % of the first; exact."""
    if used.unit is not other.unit or used.decimal <= 0:
        return True
    first, second = exact_fraction(used.value), exact_fraction(other.value)
    return abs(second - first) * 100 > exact_fraction(percent.value) * first
