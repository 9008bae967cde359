"""Weight, height, creatinine, allergies: typed once, believed only when plausible or confirmed.

The bounds here are doubts about typing, which a person may confirm, never clinical limits.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from node.api.patient import Measure, RecordAllergy, RecordResult
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.dosing.age import age_at
from node.domain.dosing.plausibility import PlausibilityLimits, doubts
from node.domain.gates import first, shown, told_too_early
from node.domain.linking import patient_file
from node.domain.patient import PatientState
from node.domain.rights import right_missing
from node.domain.situation import PatientsSituation
from schema.acts.patient import AllergyRecorded, PatientMeasured, ResultRecorded
from schema.acts.regimen import LimitsSigned
from schema.quantity import Quantity, Unit

UNITS: Final[Mapping[str, Unit]] = {"weight": Unit.KG, "height": Unit.CM, "creatinine": Unit.UMOL_PER_L}
"""The one unit of each measurement."""
_ANYBODY: Final[Mapping[str, tuple[str, str]]] = {
    "weight": ("0.3", "350"),
    "height": ("20", "250"),
    "creatinine": ("5", "3000"),
}
_ADULT: Final[Mapping[str, tuple[str, str]]] = {
    "weight": ("25", "300"),
    "height": ("100", "230"),
    "creatinine": ("10", "3000"),
}
_ADULT_YEARS: Final = 18
_HEIGHT_CHANGE: Final = Quantity("3", Unit.PERCENT)
"""An adult's height does not change; 3 % is what two measuring rods differ by."""


def decide_measure(command: Measure, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """Record a measurement; one that is hard to believe must be confirmed explicitly."""
    state = situation.patients.get(command.patient)
    refusal = first(
        right_missing(who, "measure"),
        Refusal("patient.unknown") if state is None else None,
        Refusal("measure.unknown", {"what": command.what}) if command.what not in UNITS else None,
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or state is None:
        return refusal or Refusal("patient.unknown")
    wanted = UNITS[command.what]
    if command.value.unit is not wanted:
        return Refusal("measure.unit", {"what": command.what, "unit": wanted.value})
    if command.value.decimal <= 0:
        return Refusal("measure.not_positive", {"what": command.what})
    if not command.confirmed and (doubt := _doubt(command, state, situation)):
        return doubt
    body = PatientMeasured(command.what, command.value, command.told)
    return Decided((Draft(patient_file(command.patient), body),))


def _doubt(command: Measure, state: PatientState, situation: PatientsSituation) -> Refusal | None:
    last = state.latest(command.what)
    limits = _limits(command.what, state, situation.today, situation.limits)
    found = doubts(command.value, limits, last.value if last else None)
    if not found:
        return None
    values = {"what": command.what, "value": shown(command.value), "doubt": found[0].code}
    if found[0].limit is not None:
        values["limit"] = shown(found[0].limit)
    return Refusal("patient.implausible", values)


def _limits(what: str, state: PatientState, today: date, limits: LimitsSigned | None) -> PlausibilityLimits:
    adult = state.identity is not None and _is_adult(state.identity.birth_date, today)
    low, high = (_ADULT if adult else _ANYBODY)[what]
    change = None
    if what == "weight" and limits is not None:
        change = Quantity(limits.weight_percent, Unit.PERCENT)
    if what == "height" and adult:
        change = _HEIGHT_CHANGE
    return PlausibilityLimits(Quantity(low, UNITS[what]), Quantity(high, UNITS[what]), change)


def _is_adult(birth_date: str, today: date) -> bool:
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:  # 31 February passes the pattern of a received act
        return False
    return born <= today and age_at(born, today).years >= _ADULT_YEARS


def decide_record_result(command: RecordResult, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """Record a result in the unit of the site's limit; one that is beyond it is what the limit is for."""
    limits = [limit for limit in situation.gates if limit.what == command.what]
    units = {bound.unit for limit in limits for bound in (limit.low, limit.high) if bound is not None}
    refusal = first(
        right_missing(who, "measure"),
        None if command.patient in situation.patients else Refusal("patient.unknown"),
        None if units and command.what not in UNITS else Refusal("result.unknown", {"what": command.what}),
        told_too_early(command.told, situation.now_ms),
        Refusal("measure.not_positive", {"what": command.what}) if command.value.decimal < 0 else None,
        None
        if command.value.unit in units
        else Refusal("result.unit", {"what": command.what, "unit": next(iter(sorted(units)), "")}),
    )
    if refusal:
        return refusal
    body = ResultRecorded(command.what, command.value, command.told)
    return Decided((Draft(patient_file(command.patient), body),))


def decide_record_allergy(
    command: RecordAllergy, situation: PatientsSituation, who: Who
) -> Decided | Refusal:
    """Record an allergy, or that none is known; both stay, and a known allergy stands against "none"."""
    named = bool(command.substance.strip())
    refusal = first(
        right_missing(who, "measure"),
        None if command.patient in situation.patients else Refusal("patient.unknown"),
        Refusal("allergy.which") if named == command.none_known else None,
    )
    if refusal:
        return refusal
    body = AllergyRecorded(command.none_known, command.substance.strip(), command.reaction.strip())
    state = situation.patients[command.patient]
    against = command.none_known and state.allergies
    warnings = (Refusal("allergy.known_already"),) if against else ()
    return Decided((Draft(patient_file(command.patient), body),), warnings=warnings)
