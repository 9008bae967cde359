"""Derogations that wait for their second person."""

from collections.abc import Iterator, Mapping

from node.api.base import Answer
from node.api.settlement import Derogations, DerogationView, ListDerogations
from node.desk import Desk
from node.domain.decision import Refusal, Who
from node.domain.derogation import derogation_trouble
from node.domain.gates import substance
from node.domain.history import Act
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import OpenCourse, open_course
from node.sessions import Session
from node.views.nobody import family_and_first, identity_of
from schema.acts.settlement import DerogationAgreed, DerogationAsked


def list_derogations(desk: Desk, session: Session, _command: ListDerogations) -> Answer:
    """Asked and not agreed, the oldest first."""
    who = desk.who(session)
    rows: list[DerogationView] = []
    for course in desk.derogations.all():
        opened = open_course(desk, course)
        if not isinstance(opened, Refusal):
            rows += [_view(act, body, opened, who) for act, body in _waiting(opened)]
    return Derogations(rows=tuple(sorted(rows, key=lambda row: (row.stamp.at, row.asked))))


def _waiting(opened: OpenCourse) -> Iterator[tuple[Act, DerogationAsked]]:
    acts = [act for act in opened.tell.acts.values() if act is not None and not act.set_aside]
    agreed = {act.body.asked for act in acts if isinstance(act.body, DerogationAgreed)}
    for act in acts:
        body = act.body
        if not isinstance(body, DerogationAsked) or act.ref in agreed:
            continue
        if derogation_trouble(body, opened.situation, act.rules) is None:
            yield act, body


def _view(act: Act, asked: DerogationAsked, opened: OpenCourse, who: Who) -> DerogationView:
    situation, tell = opened.situation, opened.tell
    bag = situation.bag(asked.subject)
    dose = situation.dose(bag.dose if bag is not None else asked.subject)
    included = situation.course.included
    patient = included.patient if included else bytes(16)
    return DerogationView(
        asked=act.ref,
        course=situation.id,
        patient=patient,
        patient_name=family_and_first(identity_of(patient, situation.patient), tell.language),
        dose=dose.dose if dose else bytes(16),
        substance=substance(dose) if dose else "",
        number=tell.number(bag.content.series, bag.content.number) if bag else "",
        rule=asked.rule,
        reason=asked.reason,
        stamp=tell.stamp(act.ref),
        mine=right_missing(who, "validate") is None and act.header.actor != who.person,
    )


HANDLERS: Mapping[type, AnyHandler] = {ListDerogations: signed_in(list_derogations)}
