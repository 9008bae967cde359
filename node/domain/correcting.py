"""Correcting a patient's file: fields of the identity, an allergy recorded in error."""

from datetime import date

import msgspec

from node.api.patient import CorrectIdentity, RemoveAllergy
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first, stale
from node.domain.identity import identity_trouble
from node.domain.linking import patient_file
from node.domain.patient import PatientState
from node.domain.rights import right_missing
from node.domain.situation import PatientsSituation
from schema.acts.patient import AllergyRemoved, Identity, IdentityCorrected


def decide_correct_identity(
    command: CorrectIdentity, situation: PatientsSituation, who: Who
) -> Decided | Refusal:
    """Say what fields should be: the correction replaces every value its author was shown."""
    state = situation.patients.get(command.patient)
    refusal = first(
        right_missing(who, "identify"),
        Refusal("patient.unknown") if state is None or state.identity is None else None,
        stale(command.based_on, state.heads) if state else None,
        blank(command.reason, "reason.missing"),
        _changes_nothing(command, state),
        _wrong(command, state, situation.today),
    )
    if refusal:
        return refusal
    changes = tuple(sorted(command.changes, key=lambda change: change.field))
    body = IdentityCorrected(changes, command.reason)
    return Decided((Draft(patient_file(command.patient), body, based_on=command.based_on),))


def _changes_nothing(command: CorrectIdentity, state: PatientState | None) -> Refusal | None:
    """Each field once; to say of a disputed field which value is right is a change."""
    fields = [change.field for change in command.changes]
    same = not fields or len(set(fields)) < len(fields)
    if state is not None and state.identity is not None:
        same |= any(
            getattr(state.identity, change.field) == change.value
            and change.field not in state.identity_disputed
            for change in command.changes
        )
    return Refusal("identity.nothing_changed") if same else None


def _wrong(command: CorrectIdentity, state: PatientState | None, today: date) -> Refusal | None:
    if state is None or state.identity is None:
        return None
    values = {change.field: change.value for change in command.changes}
    corrected = msgspec.structs.replace(state.identity, **values)
    if corrected.sex not in ("F", "M", "X"):
        return Refusal("identity.no_such_sex", {"sex": corrected.sex})
    return identity_trouble(Identity(**msgspec.structs.asdict(corrected)), today)


def decide_remove_allergy(
    command: RemoveAllergy, situation: PatientsSituation, who: Who
) -> Decided | Refusal:
    """Take one entry off; by those who prescribe or validate, since the safer state yields to it."""
    state = situation.patients.get(command.patient)
    entries = {one.act for one in state.allergies} if state else set()
    clinician = who.rights & {"prescribe", "validate"}
    refusal = first(
        right_missing(who, "measure"),
        None if clinician else right_missing(who, "validate"),
        Refusal("patient.unknown") if state is None else None,
        stale(command.based_on, state.heads) if state else None,
        blank(command.reason, "reason.missing"),
        None if command.entry in entries else Refusal("allergy.gone"),
    )
    if refusal:
        return refusal
    body = AllergyRemoved(command.entry, command.reason)
    return Decided((Draft(patient_file(command.patient), body, based_on=command.based_on),))
