"""Prescribing: the computed draft, then the signature."""

from collections.abc import Iterator, Mapping

import msgspec

from node.api.base import Answer
from node.api.prescription import CarriedAdjustment, DraftPrescription, SignPrescription, TranscribeDecision
from node.desk import Desk, refused
from node.domain.carrying_over import carried_over
from node.domain.decision import Refusal
from node.domain.prescription import compute_draft, decide_sign_prescription
from node.domain.transcribing import decide_transcribe
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import open_course
from node.handlers.steps import on_course
from node.sessions import Session
from schema.ids import Id


def fresh_ids(desk: Desk) -> Iterator[Id]:
    """Ids for as many new doses as there are."""
    while True:
        yield desk.new_id()


def draft_prescription(desk: Desk, _session: Session, command: DraftPrescription) -> Answer:
    """What would be signed, and what stands against it; records nothing."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    draft = compute_draft(command, opened.situation, fresh_ids(desk))
    if isinstance(draft, Refusal):
        return refused(draft)
    carried = () if command.doses else carried_over(opened.situation, command.cycle)
    return msgspec.structs.replace(
        draft,
        heads=opened.heads,
        carried=tuple(
            CarriedAdjustment(
                one, dose.versions[0].order.substance, dose.cycle, opened.tell.stamp(dose.versions[0].act)
            )
            for one, dose in carried
        ),
    )


def sign_prescription(desk: Desk, session: Session, command: SignPrescription) -> Answer:
    """Sign a cycle's prescription, or the revision of some of its doses."""
    return on_course(
        desk,
        session,
        command.course,
        command.pin,
        lambda situation, who: decide_sign_prescription(command, situation, who, fresh_ids(desk)),
    )


def transcribe(desk: Desk, session: Session, command: TranscribeDecision) -> Answer:
    """Write down what a prescriber decided by voice."""
    people = desk.members.people.values()
    prescribers = {person.id for person in people if "prescribe" in person.rights}
    return on_course(
        desk,
        session,
        command.course,
        command.pin,
        lambda situation, who: decide_transcribe(command, situation, who, prescribers),
    )


HANDLERS: Mapping[type, AnyHandler] = {
    DraftPrescription: signed_in(draft_prescription),
    SignPrescription: signed_in(sign_prescription),
    TranscribeDecision: signed_in(transcribe),
}
