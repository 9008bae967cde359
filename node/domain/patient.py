"""A patient's file: who it is, what was measured, allergies, notes, links to other files.

Everything recorded is kept. Harmless things add up; what contradicts itself is shown as disputed,
and the safer reading stands.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from node.domain.dosing.inputs import exact_fraction
from node.domain.history import Act, before, concurrent
from node.domain.reading import Reading, read
from node.domain.state import Anomaly, SetAside
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    Identity,
    PatientCreated,
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
    PatientNoted,
)
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef, Bytes16

KINDS = (
    PatientCreated,
    PatientMeasured,
    AllergyRecorded,
    PatientNoted,
    PatientLinked,
    PatientLinkConfirmed,
    PatientKeptApart,
)
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
    first = created[0] if created else None
    allergies, spoken_against, empty = _allergies(reading)
    edges, odd = _edges(reading)
    return PatientState(
        created=first[0].ref if first else None,
        identity=first[1].identity if first else None,
        identity_disputed=_disputed_fields([body.identity for _, body in created]),
        measurements=_measurements(reading),
        allergies=allergies,
        allergy_state=_allergy_state(acts, reading, bool(allergies)),
        allergies_disputed=spoken_against,
        notes=tuple(act.ref for act, _ in reading.bodies(PatientNoted)),
        edges=edges,
        heads=reading.heads,
        anomalies=(*reading.anomalies, *empty, *odd),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )


def _disputed_fields(identities: Sequence[Identity]) -> tuple[str, ...]:
    return tuple(
        name
        for name in Identity.__struct_fields__
        if len({getattr(identity, name) for identity in identities}) > 1
    )


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


def _allergies(reading: Reading) -> tuple[tuple[Allergy, ...], bool, tuple[Anomaly, ...]]:
    said = reading.bodies(AllergyRecorded)
    empty = tuple(
        Anomaly("allergy_without_substance", act.ref)
        for act, body in said
        if not body.none_known and not body.substance.strip()
    )
    known = [(act, body) for act, body in said if not body.none_known and body.substance.strip()]
    nothing = [act for act, body in said if body.none_known]
    # "None known", then an allergy by somebody who saw that: the allergy is news, nobody disputes it.
    disputed = any(not before(none, act) for none in nothing for act, _ in known)
    return (
        tuple(Allergy(act.ref, body.substance, body.reaction) for act, body in known),
        disputed,
        empty,
    )


def _allergy_state(acts: Sequence[Act], reading: Reading, any_known: bool) -> str:
    if any_known:
        return "known"
    # What cannot be read here, or was set aside, might be an allergy: nobody may read "none" into it.
    hidden = any(act.trouble and act.header.critical for act in acts)
    apart = any(isinstance(act.body, AllergyRecorded) and act.set_aside for act in acts)
    if hidden or apart:
        return "unavailable"
    return "none_known" if reading.bodies(AllergyRecorded) else "not_recorded"


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
