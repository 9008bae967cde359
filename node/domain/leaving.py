"""A patient who died or is treated elsewhere, and one who is back."""

from node.api.patient import TakePatientBack, TellPatientLeft
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first, stale, told_too_early
from node.domain.linking import patient_file
from node.domain.rights import right_missing
from node.domain.situation import PatientsSituation
from schema.acts.patient import PatientLeft, PatientReturned

HOW = ("deceased", "transferred")


def decide_tell_left(command: TellPatientLeft, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """An account: it is recorded whatever the treatments are at, and holds them all."""
    refusal = first(
        right_missing(who, "measure"),
        None if command.patient in situation.patients else Refusal("patient.unknown"),
        None if command.how in HOW else Refusal("patient.left_how", {"how": command.how}),
        told_too_early(command.told, situation.now_ms),
    )
    if refusal:
        return refusal
    body = PatientLeft(command.how, command.remark.strip(), command.told)
    return Decided((Draft(patient_file(command.patient), body),))


def decide_take_back(command: TakePatientBack, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """A prescriber takes back what was told; an account made elsewhere meanwhile stands."""
    state = situation.patients.get(command.patient)
    refusal = first(
        right_missing(who, "prescribe"),
        Refusal("patient.unknown") if state is None else None,
        stale(command.based_on, state.heads) if state else None,
        blank(command.reason, "reason.missing"),
        Refusal("patient.not_gone") if state is not None and not state.gone else None,
    )
    if refusal or state is None:
        return refusal or Refusal("patient.unknown")
    file = patient_file(command.patient)
    return Decided(
        tuple(
            Draft(file, PatientReturned(one.act, command.reason), based_on=command.based_on)
            for one in state.gone
        )
    )
