"""Prescribing a cycle: the orders that a regimen and a patient's measurements come to, then signing.

The draft and the signature are one computation; what the draft objects to, the signature refuses.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from node.api.base import Refused
from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.deviating import previous_dose, too_far_off
from node.domain.drug_gates import mentions_required, route_trouble
from node.domain.gates import blank, first, over, patient_left, patient_unverified, stale, unreadable
from node.domain.inclusion import beyond_plan
from node.domain.off_theoretical import stop_of, unsaid
from node.domain.ordering import Ordered, order_for
from node.domain.pinning import basis_for
from node.domain.plain import plain
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from schema.acts.prescription import DoseOrder, Pinned, PrescriptionSigned
from schema.acts.regimen import Line, RegimenSigned
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType


class _Slot(msgspec.Struct, frozen=True):
    """One line on one day of the cycle, and the dose that stands there already."""

    line: Line
    day: int
    existing: Dose | None


class Computed(msgspec.Struct, frozen=True):
    """A cycle as computed: what would be signed, and what stands against it."""

    pinned: tuple[Pinned, ...]
    orders: tuple[DoseOrder, ...]
    objections: tuple[Refusal, ...]
    revises: bool


def compute_draft(
    command: DraftPrescription, situation: CourseSituation, new_ids: Iterator[Id]
) -> PrescriptionDraft | Refusal:
    """Compute a cycle, or the revision of some of its doses; `heads` is what a signature must quote."""
    computed = compute(command, situation, new_ids)
    if isinstance(computed, Refusal):
        return computed
    return PrescriptionDraft(
        course=command.course,
        cycle=command.cycle,
        pinned=computed.pinned,
        orders=computed.orders,
        objections=tuple(Refused(code=one.code, values=dict(one.values)) for one in computed.objections),
        heads=relied_on(situation),
        mentions=tuple(
            sorted(
                {one for order in computed.orders for one in mentions_required(situation, order.substance)}
            )
        ),
        stops=tuple(
            Refused(code=one.code, values=dict(one.values))
            for order in computed.orders
            if (one := stop_of(order, situation.dose_limits)) is not None
        ),
    )


def relied_on(situation: CourseSituation) -> tuple[ActRef, ...]:
    """The heads a prescription relies on: the course's and the person's."""
    person = (head for file in situation.files for head in file.heads)
    return tuple(sorted({*situation.course.heads, *person}))


def decide_sign_prescription(
    command: SignPrescription, situation: CourseSituation, who: Who, new_ids: Iterator[Id]
) -> Decided | Refusal:
    """Sign what the draft computes. A revision keeps the ids of its doses, and says why."""
    refusal = right_missing(who, "prescribe") or stale(
        command.based_on, situation.course.heads, *(file.heads for file in situation.files)
    )
    if refusal:
        return refusal
    computed = compute(command, situation, new_ids)
    if isinstance(computed, Refusal):
        return computed
    if computed.objections:
        return computed.objections[0]
    if computed.revises and (unsaid := blank(command.reason, "prescription.reason_needed")):
        return unsaid
    patient = situation.course.included.patient if situation.course.included else b""
    body = PrescriptionSigned(
        cycle=command.cycle,
        pinned=computed.pinned,
        orders=computed.orders,
        mentions=tuple(sorted(set(command.mentions))),
        reason=command.reason,
    )
    draft = Draft(
        situation.file, body, based_on=command.based_on, mentions=(FileRef(FileType.PATIENT, patient),)
    )
    return Decided((draft,), created=tuple(order.dose for order in computed.orders))


def compute(
    command: DraftPrescription | SignPrescription, situation: CourseSituation, new_ids: Iterator[Id]
) -> Computed | Refusal:
    """Every order of the cycle asked for, with everything that stands against signing it."""
    regimen = situation.regimen
    refusal = first(
        unreadable(situation),
        Refusal("regimen.unknown") if regimen is None else None,
        Refusal("limits.missing") if situation.limits is None else None,
        Refusal("patient.unknown") if situation.patient.identity is None else None,
        patient_left(situation.files),
        patient_unverified(situation.files),
        beyond_plan(situation, command.cycle),
        _course_stopped(situation, command.cycle),
        _unknown_lines(command.adjustments, regimen),
        _unknown_doses(command, situation),
    )
    if refusal or regimen is None:
        return refusal or Refusal("regimen.unknown")
    day_one = _day_one(situation, regimen, command.cycle)
    slots = _slots(command, situation, regimen)
    if day_one is None or not slots:
        return Refusal("prescription.nothing_to_prescribe", {"cycle": str(command.cycle)})
    basis = basis_for(situation, regimen)
    orders: list[DoseOrder] = []
    objections: list[Refusal] = []
    for slot in slots:
        dose = slot.existing.dose if slot.existing else next(new_ids)
        planned = (day_one + timedelta(days=slot.day - 1)).isoformat()
        adjusted = _adjustment(command.adjustments, slot)
        result = order_for(slot.line, slot.day, dose, planned, basis, adjusted)
        if isinstance(result, Refusal):
            objections.append(result)
            continue
        orders.append(result.order)
        objections += _against(result, slot, situation, command.cycle)
    return Computed(basis.pinned, tuple(orders), tuple(objections), any(slot.existing for slot in slots))


def _against(result: Ordered, slot: _Slot, situation: CourseSituation, cycle: int) -> Iterator[Refusal]:
    order = result.order
    drug_trouble = _drug_trouble(order, situation)
    if drug_trouble:
        yield drug_trouble
    if slot.existing is not None and (ended := over(slot.existing)):
        yield ended
    if off := unsaid(order, situation.dose_limits):
        yield off
    previous = previous_dose(situation, order, cycle)
    if previous is not None and situation.limits is not None and not order.reduction_reason.strip():
        refusal = too_far_off(previous, order, situation.limits)
        if refusal:
            yield refusal


def _drug_trouble(order: DoseOrder, situation: CourseSituation) -> Refusal | None:
    """A signed product must exist, take this route, and be diluted in this."""
    products = situation.products_of(order.substance)
    if not products:
        return Refusal("product.none", {"substance": order.substance})
    route = route_trouble(situation, order.substance, order.route)
    if route or not order.diluent:
        return route
    accepting = (
        one
        for one in products.values()
        if order.route in one.routes and plain(order.diluent) in map(plain, one.diluents)
    )
    if next(accepting, None) is None:
        return Refusal("diluent.refused", {"substance": order.substance, "diluent": order.diluent})
    return None


def _course_stopped(situation: CourseSituation, cycle: int) -> Refusal | None:
    stops = [stop for stop in situation.course.stops if stop.lifted is None]
    if any(stop.level == "course" or (stop.level == "cycle" and stop.cycle == cycle) for stop in stops):
        return Refusal("course.stopped")
    return None


def _unknown_lines(adjustments: Sequence[Adjustment], regimen: RegimenSigned | None) -> Refusal | None:
    days = {line.code: line.days for line in regimen.lines} if regimen else {}
    for one in adjustments:
        if one.line not in days or (one.day and one.day not in days[one.line]):
            return Refusal("adjustment.unknown_line", {"line": one.line})
    return None


def _unknown_doses(
    command: DraftPrescription | SignPrescription, situation: CourseSituation
) -> Refusal | None:
    known = {dose.dose for dose in situation.course.doses if dose.cycle == command.cycle}
    return None if known.issuperset(command.doses) else Refusal("dose.unknown")


def _day_one(situation: CourseSituation, regimen: RegimenSigned, cycle: int) -> date | None:
    """As planned; else one cycle after the one before; cycle 1 as said at inclusion."""
    plan = situation.cycle(cycle)
    if plan is not None and plan.day_one:
        return date.fromisoformat(plan.day_one)
    included = situation.course.included
    if cycle == 1 or included is None:
        return date.fromisoformat(included.first_day) if included else None
    before = _day_one(situation, regimen, cycle - 1)
    return before + timedelta(days=regimen.cycle_days) if before else None


def _slots(
    command: DraftPrescription | SignPrescription, situation: CourseSituation, regimen: RegimenSigned
) -> list[_Slot]:
    """The doses asked for; for a whole cycle, all but those given, ended, or on a stopped line or day."""
    standing = _standing(situation, command.cycle)
    if command.doses:
        lines = {line.code: line for line in regimen.lines}
        chosen = [dose for dose in situation.course.doses if dose.dose in command.doses]
        return [
            _Slot(lines[order.line], order.day, dose)
            for dose in chosen
            if (order := dose.versions[0].order).line in lines
        ]
    stops = [
        stop for stop in situation.course.stops if stop.lifted is None and stop.cycle in (0, command.cycle)
    ]
    slots = []
    for line in sorted(regimen.lines, key=lambda one: one.rank):
        for day in line.days:
            stopped = any(
                (stop.level == "line" and stop.line == line.code) or (stop.level == "day" and stop.day == day)
                for stop in stops
            )
            existing = standing.get((line.code, day))
            if not stopped and (existing is None or over(existing) is None):
                slots.append(_Slot(line, day, existing))
    return sorted(slots, key=lambda slot: (slot.day, slot.line.rank))


def _standing(situation: CourseSituation, cycle: int) -> dict[tuple[str, int], Dose]:
    return {
        (order.line, order.day): dose
        for dose in reversed(situation.course.doses)
        if dose.cycle == cycle and dose.versions
        for order in (dose.versions[0].order,)
    }


def _adjustment(adjustments: Sequence[Adjustment], slot: _Slot) -> Adjustment | None:
    """What is said of this very day goes before what is said of the whole line."""
    mine = [one for one in adjustments if one.line == slot.line.code and one.day in (0, slot.day)]
    return max(mine, key=lambda one: one.day, default=None)
