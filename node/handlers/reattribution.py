"""A bag for another patient's dose: where it fits, and the pharmacist's decision."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from node.api.base import Answer, Refused
from node.api.reattribution import ProposeReattribution, Reattribute, ReattributionProposal, TargetDose
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.gates import broken
from node.domain.reattribution import (
    against_leaving,
    against_reattributing,
    decide_reattribute,
    off_percent,
    order_of,
    percent_shown,
)
from node.domain.site_settings import SettingsState
from node.domain.state import Bag
from node.handlers.base import AnyHandler, signed_in
from node.handlers.confirming import confirming
from node.handlers.loading import OpenCourse, open_course, queries, today
from node.sessions import Session
from node.store.neighbourhoods import REATTRIBUTION_FILE
from node.views.patient import patient_row
from schema.acts.base import DoseRevision, Told
from schema.acts.prescription import DoseOrder
from schema.quantity import decimal_text


def limit(desk: Desk) -> Decimal:
    """How far a dose may be off the bag, in percent: as signed, else nothing."""
    state = desk.replica.states.state(SettingsState, REATTRIBUTION_FILE)
    return state.reattribution_percent if state is not None else Decimal(0)


def propose(desk: Desk, _session: Session, command: ProposeReattribution) -> Answer:
    """The bag, what stands against giving it to anybody, and the doses that wait for such a bag."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    here = opened.situation
    bag = here.bag(command.bag)
    order = order_of(bag, here.dose(bag.dose)) if bag is not None else None
    if bag is None or order is None or here.course.included is None:
        return refused(Refusal("bag.unknown"))
    targets = sorted(
        _targets(desk, opened, bag, order),
        key=lambda one: (len(one.objections), one.planned, one.patient.identity.birth_name),
    )
    return ReattributionProposal(
        patient=patient_row(here.course.included.patient, opened.patients, here.today),
        number=opened.tell.number(bag.content.series, bag.content.number),
        substance=order.substance,
        dose=order.prescribed,
        use_by=bag.content.use_by,
        limit_percent=decimal_text(limit(desk)),
        objections=_said(against_leaving(here, bag)),
        targets=tuple(targets),
        heads=here.course.heads,
    )


def _targets(desk: Desk, opened: OpenCourse, bag: Bag, order: DoseOrder) -> Iterator[TargetDose]:
    """Doses of the same substance that wait for a bag, from yesterday on."""
    since = (today(desk) - timedelta(days=1)).isoformat()
    percent, known = limit(desk), confirming(desk)
    for course, dose_id in queries(desk).ready_for(order.substance, since):
        other = open_course(desk, course) if course != opened.situation.id else None
        if other is None or isinstance(other, Refusal):
            continue
        there = other.situation
        dose = there.dose(dose_id)
        included = there.course.included
        if dose is None or not dose.versions or included is None or included.patient not in other.patients:
            continue
        target = dose.versions[0]
        against = against_reattributing(opened.situation, bag, there, dose, percent)
        yield TargetDose(
            course=course,
            item=DoseRevision(dose.dose, target.act),
            patient=patient_row(included.patient, other.patients, there.today),
            planned=target.order.planned,
            ward=included.ward,
            prescribed=target.order.prescribed,
            off_percent=percent_shown(off_percent(order.prescribed, target.order.prescribed)),
            objections=_said(against),
            heads=there.course.heads,
            # Elsewhere the dose may have been taken on, or the bag used.
            confirmed=known(
                (*opened.situation.course.heads, *there.course.heads), (target.act, bag.revision)
            ),
        )


def _said(found: Iterator[Refusal | None]) -> tuple[Refused, ...]:
    return tuple(Refused(code=one.code, values=dict(one.values)) for one in broken(*found))


def reattribute(desk: Desk, session: Session, command: Reattribute) -> Answer:
    """Both courses and the next number are read and written together."""
    with desk.replica.writing():
        opened = open_course(desk, command.course)
        other = open_course(desk, command.to_course)
        if isinstance(opened, Refusal):
            return refused(opened)
        if isinstance(other, Refusal):
            return refused(other)
        who = desk.who(session)
        number = queries(desk).next_number(who.journal)
        decided = decide_reattribute(
            command,
            opened.situation,
            other.situation,
            who,
            desk.new_id(),
            number,
            _made(opened, command.bag) or Told(desk.now(), True, None, "seen"),
            limit(desk),
        )
        return desk.record(decided, session, command.pin)


def _made(opened: OpenCourse, bag: bytes) -> Told | None:
    """How the bag's making is told where it was made, naming who made it."""
    found = opened.situation.bag(bag)
    act = opened.tell.act(found.made[0]) if found is not None and found.made else None
    told = getattr(act.body, "told", None) if act is not None else None
    if act is None or not isinstance(told, Told):
        return None
    return Told(told.happened_at, told.estimated, act.doer, told.source)


HANDLERS: Mapping[type, AnyHandler] = {
    ProposeReattribution: signed_in(propose),
    Reattribute: signed_in(reattribute),
}
