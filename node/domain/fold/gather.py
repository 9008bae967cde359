"""The acts of a course indexed once by what they are about: doses, bags, the course as a whole.

Everything is gathered from the whole set before anything is concluded, so that an act which names a
bag or dose still unknown today simply finds it the day it is known.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from node.domain.fold.course import covers
from node.domain.fold.left_out import left_out
from node.domain.fold.steps import Order, Role, Step
from node.domain.history import Act
from node.domain.state import Anomaly
from schema.acts import KINDS
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.acts.course import CourseIncluded, CourseNoted, CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived, BagReturned
from schema.acts.preparation import PreparationChecked, PreparationClaimed, PreparationMade, PreparationVoided
from schema.acts.prescription import PrescriptionSigned, PrescriptionTranscribed
from schema.acts.reattribution import BagReassigned, BagTakenOver
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.ids import Id
from schema.rules import INTERRUPTED_AS_ANOTHER
from schema.transaction import FileType

COURSE_BODIES: Final = frozenset(kind.body for kind in KINDS.values() if kind.file is FileType.COURSE)
"""The bodies of every kind of act that belongs to a course."""

_Decision: TypeAlias = PrescriptionValidated | PrescriptionHeld | GoAheadGiven | GoAheadDeferred


class Gathered(msgspec.Struct):
    """What the acts are about. Every list is in fold order."""

    inclusions: list[Act] = msgspec.field(default_factory=list)
    plans: list[Act] = msgspec.field(default_factory=list)
    prescriptions: list[Act] = msgspec.field(default_factory=list)
    go_aheads: list[Act] = msgspec.field(default_factory=list)
    stops: list[Act] = msgspec.field(default_factory=list)
    resumptions: list[Act] = msgspec.field(default_factory=list)
    notes: list[Act] = msgspec.field(default_factory=list)
    asked: list[Act] = msgspec.field(default_factory=list)
    agreed: list[Act] = msgspec.field(default_factory=list)
    orders: dict[Id, list[Order]] = msgspec.field(default_factory=dict)
    """By dose; the doses of the course are its keys."""
    claims: dict[Id, tuple[Step, PreparationClaimed]] = msgspec.field(default_factory=dict)
    """By bag; the bags of the course are its keys."""
    on_dose: dict[Id, list[Step]] = msgspec.field(default_factory=dict)
    """By dose: every step on it, those of its bags too."""
    on_bag: dict[Id, list[Step]] = msgspec.field(default_factory=dict)
    """By bag: every step but its claim."""
    anomalies: list[Anomaly] = msgspec.field(default_factory=list)
    lost: list[tuple[Act, Id]] = msgspec.field(default_factory=list)
    """Accounts of a dose being given that name a dose nobody ordered, with that dose."""

    def dose_of(self, subject: Id) -> Id | None:
        """The dose that this is, or that this bag was made for."""
        claim = self.claims.get(subject)
        return claim[0].dose if claim is not None else subject if subject in self.orders else None

    def odd(self, code: str, act: Act) -> None:
        """Record that an act makes no sense where it stands."""
        self.anomalies.append(Anomaly(code, act.ref))


def gather(acts: Sequence[Act]) -> Gathered:
    """Index admitted, readable acts of one course, given in fold order."""
    found = Gathered()
    for taking in (FIRST, THEN):
        for act in acts:
            take = taking.get(type(act.body))
            if take is not None:
                take(found, act, act.body)
    _covering(found)
    for steps in (*found.on_dose.values(), *found.on_bag.values()):
        steps.sort(key=lambda step: step.act.place)
    return found


def _ordered(found: Gathered, act: Act, body: PrescriptionSigned) -> None:
    found.prescriptions.append(act)
    seen: set[Id] = set()
    for order in body.orders:
        if order.dose in seen:
            found.odd("dose_ordered_twice", act)
            continue
        seen.add(order.dose)
        written = Order(
            role=Role.ORDERED, act=act, dose=order.dose, version=act.ref, written=order, cycle=body.cycle
        )
        found.orders.setdefault(order.dose, []).append(written)
        found.on_dose.setdefault(order.dose, []).append(written)


def _claimed(found: Gathered, act: Act, content: PreparationClaimed) -> None:
    if content.bag in found.claims:
        found.odd("bag_claimed_again", act)
        return
    step = Step(Role.CLAIMED, act, content.item.dose, content.bag, content.item.revision)
    found.claims[content.bag] = (step, content)


def _claim_counts(found: Gathered, act: Act, content: PreparationClaimed) -> None:
    """A claim, once every dose is known."""
    claim, _ = found.claims[content.bag]
    if claim.act is act:
        _on_dose(found, claim)


def _taken_over(found: Gathered, act: Act, body: BagTakenOver) -> None:
    """A claim of a bag that comes as a thing: made, though for another dose."""
    _claim_counts(found, act, body.content)
    if found.claims[body.content.bag][0].act is act:
        _on_bag(found, Role.MADE, act, body.content.bag)


def _on_items(role: Role) -> "Taking":
    """A decision on versions of doses."""

    def take(found: Gathered, act: Act, body: _Decision) -> None:
        if role is Role.GO_AHEAD:
            found.go_aheads.append(act)
        for item in dict.fromkeys(body.items):
            _on_dose(found, Step(role, act, item.dose, None, item.revision))
            versions = found.orders.get(item.dose, ())
            if versions and not any(order.ref == item.revision for order in versions):
                found.odd("unknown_version", act)

    return take


def _on_a_bag(role: Role) -> "Taking":
    """What happened to a bag."""
    return lambda found, act, body: _on_bag(found, role, act, body.bag)


def _decided(found: Gathered, act: Act, body: ReleaseDecided) -> None:
    _on_bag(found, Role.RELEASED if body.released else Role.REJECTED, act, body.bag)


def _not_given(found: Gathered, act: Act, body: DoseNotGiven) -> None:
    _on_dose(found, Step(Role.NOT_GIVEN, act, body.dose, body.bag))


def _interrupted(found: Gathered, act: Act, body: DoseInterrupted) -> None:
    _administered(found, Role.INTERRUPTED, act, body)


def _given(found: Gathered, act: Act, body: DoseGiven) -> None:
    _administered(found, Role.GIVEN, act, body)


def _included(found: Gathered, act: Act, _body: CourseIncluded) -> None:
    if found.inclusions:
        found.odd("included_again", act)
    found.inclusions.append(act)


def _administered(found: Gathered, role: Role, act: Act, body: DoseGiven | DoseInterrupted) -> None:
    """A dose given, whole or in part, counts for the dose it names and for the dose its bag was made for."""
    claim = found.claims.get(body.bag)
    step = Step(role, act, body.dose, body.bag)
    if claim is None:
        found.odd("unknown_bag", act)
    else:
        found.on_bag.setdefault(body.bag, []).append(step)
    if body.dose in found.orders:
        found.on_dose[body.dose].append(step)
    else:
        found.odd("unknown_dose", act)
        found.lost.append((act, body.dose))
    if claim is None or claim[0].dose == body.dose:
        return
    if claim[0].dose in found.orders:
        found.on_dose[claim[0].dose].append(Step(role, act, claim[0].dose, body.bag))
    # Whether the order of the bag's own dose is here or not: part of this bag counts for the dose named.
    if role is Role.INTERRUPTED and INTERRUPTED_AS_ANOTHER in act.rules and body.dose in found.orders:
        elsewhere = Step(Role.CLAIMED_ELSEWHERE, claim[0].act, body.dose, body.bag)
        if elsewhere not in found.on_dose[body.dose]:
            found.on_dose[body.dose].append(elsewhere)


def _on_dose(found: Gathered, step: Step) -> None:
    if step.dose in found.orders:
        found.on_dose[step.dose].append(step)
    else:
        found.odd("unknown_dose", step.act)


def _on_bag(found: Gathered, role: Role, act: Act, bag: Id) -> None:
    claim = found.claims.get(bag)
    if claim is None:
        found.odd("unknown_bag", act)
        return
    step = Step(role, act, claim[0].dose, bag, claim[0].version)
    found.on_bag.setdefault(bag, []).append(step)
    if step.dose in found.on_dose:
        found.on_dose[step.dose].append(step)


def _covering(found: Gathered) -> None:
    """What covers doses without naming them: stops, resumptions, plannings, go-aheads for others."""
    stops = {act.ref: act for act in found.stops}
    for dose, orders in found.orders.items():
        steps = found.on_dose[dose]
        covering = {act.ref for act in found.stops if covers(act, orders)}
        steps.extend(Step(Role.STOPPED, stops[ref], dose) for ref in covering)
        cycles = {order.cycle for order in orders}
        steps.extend(
            Step(Role.PLANNED, act, dose)
            for act in found.plans
            if isinstance(act.body, CyclePlanned) and act.body.cycle in cycles
        )
        steps.extend(
            Step(Role.RESUMED, act, dose)
            for act in found.resumptions
            if isinstance(act.body, CourseResumed) and not covering.isdisjoint(act.body.stops)
        )
    for act, dose in left_out(found.go_aheads, found.orders):
        found.on_dose[dose].append(Step(Role.LEFT_OUT, act, dose))


Taking: TypeAlias = Callable[[Gathered, Act, Any], None]
"""Enters one act, with its body, where it belongs."""
FIRST: Final[Mapping[type[Wire] | type[None], Taking]] = {
    PrescriptionSigned: _ordered,
    PrescriptionTranscribed: _ordered,
    PreparationClaimed: _claimed,
    BagTakenOver: lambda found, act, body: _claimed(found, act, body.content),
}
"""What brings doses and bags into being, which all else may be about."""
THEN: Final[Mapping[type[Wire] | type[None], Taking]] = {
    PrescriptionValidated: _on_items(Role.VALIDATED),
    PrescriptionHeld: _on_items(Role.HELD),
    GoAheadGiven: _on_items(Role.GO_AHEAD),
    GoAheadDeferred: _on_items(Role.DEFERRED),
    PreparationClaimed: _claim_counts,
    BagTakenOver: _taken_over,
    PreparationMade: _on_a_bag(Role.MADE),
    PreparationChecked: _on_a_bag(Role.CHECKED),
    PreparationVoided: _on_a_bag(Role.VOIDED),
    BagDispensed: _on_a_bag(Role.DISPENSED),
    BagReceived: _on_a_bag(Role.RECEIVED),
    BagReturned: _on_a_bag(Role.RETURNED),
    BagDestroyed: _on_a_bag(Role.DESTROYED),
    BagRecalled: _on_a_bag(Role.RECALLED),
    BagReassigned: _on_a_bag(Role.REASSIGNED),
    ReleaseDecided: _decided,
    DoseGiven: _given,
    DoseInterrupted: _interrupted,
    DoseNotGiven: _not_given,
    CourseIncluded: _included,
    CyclePlanned: lambda found, act, _body: found.plans.append(act),
    CourseStopped: lambda found, act, _body: found.stops.append(act),
    CourseResumed: lambda found, act, _body: found.resumptions.append(act),
    CourseNoted: lambda found, act, _body: found.notes.append(act),
    DerogationAsked: lambda found, act, _body: found.asked.append(act),
    DerogationAgreed: lambda found, act, _body: found.agreed.append(act),
}
"""All else that a course is about, but settlements, which are looked at with what they settle."""
