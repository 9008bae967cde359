"""Writing down what a prescriber out of reach decided by voice: which version of a divergent dose holds."""

from collections.abc import Collection

from node.api.prescription import TranscribeDecision
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import (
    blank,
    first,
    over,
    patient_left,
    stale,
    stopped,
    substance,
    told_too_early,
    unreadable,
)
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from schema.acts.prescription import PrescriptionTranscribed
from schema.ids import Id


def decide_transcribe(
    command: TranscribeDecision, situation: CourseSituation, who: Who, prescribers: Collection[Id]
) -> Decided | Refusal:
    """The version decided on, as an order that replaces both; it is validated like any other.

    Only a version that a prescriber had written can be chosen: nothing new is ordered by telephone.
    """
    dose = situation.dose(command.dose)
    refusal = first(
        right_missing(who, "validate"),
        stale(command.based_on, situation.course.heads),
        unreadable(situation),
        patient_left(situation.files),
        blank(command.reason, "reason.missing"),
        Refusal("dose.unknown") if dose is None or not dose.versions else None,
        told_too_early(command.told, situation.now_ms),
        None if command.told.told_by in prescribers else Refusal("transcription.no_prescriber"),
        None if command.read_back else Refusal("transcription.read_back"),
    )
    if refusal or dose is None:
        return refusal or Refusal("dose.unknown")
    refusal = stopped(dose) or over(dose) or _not_divergent(dose)
    if refusal:
        return refusal
    chosen = next((one for one in dose.versions if one.act == command.version), None)
    if chosen is None:
        return Refusal("dose.newer_version", {"substance": substance(dose)})
    plan = situation.cycle(dose.cycle)
    body = PrescriptionTranscribed(
        cycle=dose.cycle,
        pinned=plan.pinned if plan else (),
        orders=(chosen.order,),
        mentions=chosen.mentions,
        reason=command.reason,
        told=command.told,
    )
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def _not_divergent(dose: Dose) -> Refusal | None:
    if len(dose.versions) > 1:
        return None
    return Refusal("transcription.one_version", {"substance": substance(dose)})
