"""The measured and computed values a prescription rests on, pinned with where they came from."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, cast, get_args

import msgspec

from node.domain.decision import Refusal
from node.domain.dosing.age import age_at
from node.domain.dosing.dose import Patient
from node.domain.dosing.errors import DosingError, ValueRefusedError
from node.domain.dosing.renal import ClearanceFormula, Sex, creatinine_clearance
from node.domain.dosing.surface import SurfaceFormula, body_surface
from node.domain.patient import Measurement, further_off, latest_of
from node.domain.situation import CourseSituation
from schema.acts.prescription import Pinned
from schema.acts.regimen import RegimenSigned
from schema.computation import Computation
from schema.quantity import Quantity, Unit

_DAY_MS: Final = 86_400_000
_GFR_NAMES: Final[Mapping[str, str]] = {
    "cockcroft_gault": "cockcroft_gault_88.4",
    "cockcroft_gault_104": "cockcroft_gault_fr_1.04",
    "cockcroft_gault_105": "cockcroft_gault_fr_1.05",
}
_SEXES: Final[Mapping[str, Sex]] = {"F": "female", "M": "male"}
_ADULT_YEARS: Final = 18


class Basis(msgspec.Struct, frozen=True):
    """What doses may be computed from, and what of it was pinned; or why something is missing."""

    patient: Patient
    pinned: tuple[Pinned, ...]
    missing: Mapping[str, Refusal]
    """By basis (`per_kg`, `per_m2`, `auc`): why it cannot be computed."""
    clearance_cap: Quantity | None
    """The regimen's upper limit on the clearance used by Calvert."""


def basis_for(situation: CourseSituation, regimen: RegimenSigned) -> Basis:
    """Pin what the regimen's lines need, in order: weight, height, surface, creatinine, clearance."""
    bases = {line.basis for line in regimen.lines}
    pins: list[Pinned] = []
    missing: dict[str, Refusal] = {}
    weight = height = creatinine = None
    if bases & {"per_kg", "per_m2", "auc"}:
        weight = _take("weight", situation, regimen, pins, missing, "per_kg", "per_m2", "auc")
    if "per_m2" in bases:
        height = _take("height", situation, regimen, pins, missing, "per_m2")
    surface = None
    if weight and height:
        surface = _computed(
            "surface", "per_m2", lambda: _surface(regimen, height.value, weight.value), pins, missing
        )
    if "auc" in bases:
        creatinine = _take("creatinine", situation, regimen, pins, missing, "auc")
    clearance = None
    if weight and creatinine and not (refusal := _sex_trouble(situation)):
        clearance = _computed(
            "clearance",
            "auc",
            lambda: _clearance(situation, regimen, weight.value, creatinine.value),
            pins,
            missing,
        )
    elif weight and creatinine and refusal:
        missing["auc"] = refusal
    size = Patient(weight.value if weight else None, surface, clearance)
    return Basis(size, tuple(pins), missing, regimen.gfr_cap)


def _take(
    what: str,
    situation: CourseSituation,
    regimen: RegimenSigned,
    pins: list[Pinned],
    missing: dict[str, Refusal],
    *bases: str,
) -> Measurement | None:
    found = latest_of(situation.files, what)
    refusal = _unusable(what, found, situation, regimen)
    if refusal or found is None:
        for basis in bases:
            missing.setdefault(basis, refusal or Refusal("measurement.missing", {"what": what}))
        return None
    pins.append(Pinned(what, found.value, "", found.act))
    return found


def _unusable(
    what: str, found: Measurement | None, situation: CourseSituation, regimen: RegimenSigned
) -> Refusal | None:
    """Missing, disputed, or older than one cycle of the regimen (an adult's height does not age)."""
    if found is None:
        return Refusal("measurement.missing", {"what": what})
    if _disputed(found, situation):
        return Refusal("measurement.disputed", {"what": what})
    days = (situation.now_ms - found.told.happened_at) // _DAY_MS
    if days > regimen.cycle_days and not (what == "height" and _is_adult(situation)):
        values = {"what": what, "days": str(days), "limit": str(regimen.cycle_days)}
        return Refusal("measurement.too_old", values)
    return None


def _disputed(found: Measurement, situation: CourseSituation) -> bool:
    """Another value of the same day, noted apart, and further off than the site lets weights differ."""
    if situation.limits is None:
        return bool(found.rivals)
    rivals = [one for file in situation.files for one in file.measurements if one.act in found.rivals]
    percent = Quantity(situation.limits.weight_percent, Unit.PERCENT)
    return any(further_off(found.value, rival.value, percent) for rival in rivals)


def _years(situation: CourseSituation) -> int | None:
    """The age in years; nil when the date of birth is none, or in the future."""
    identity = situation.patient.identity
    try:
        return age_at(date.fromisoformat(identity.birth_date), situation.today).years if identity else None
    except ValueError:
        return None


def _is_adult(situation: CourseSituation) -> bool:
    years = _years(situation)
    return years is not None and years >= _ADULT_YEARS


def _sex_trouble(situation: CourseSituation) -> Refusal | None:
    identity = situation.patient.identity
    return None if identity and identity.sex in _SEXES else Refusal("prescription.sex_needed")


def _computed(
    what: str,
    basis: str,
    compute: Callable[[], Computation],
    pins: list[Pinned],
    missing: dict[str, Refusal],
) -> Quantity | None:
    try:
        computation = compute()
    except DosingError as error:
        missing[basis] = refused_dosing(error)
        return None
    pins.append(Pinned(what, computation.result, computation.formula, None))
    return computation.result


def refused_dosing(error: DosingError) -> Refusal:
    """A formula's refusal as a decision's: same code below `dosing.`, same values."""
    return Refusal(f"dosing.{error.code}", error.values)


def _surface(regimen: RegimenSigned, height: Quantity, weight: Quantity) -> Computation:
    # An unknown name raises in there: the cast only says that we ask.
    return body_surface(cast("SurfaceFormula", regimen.bsa_formula), height, weight)


def _clearance(
    situation: CourseSituation, regimen: RegimenSigned, weight: Quantity, creatinine: Quantity
) -> Computation:
    identity = situation.patient.identity
    formula = _GFR_NAMES.get(regimen.gfr_formula, regimen.gfr_formula)
    years = _years(situation)
    if years is None:
        raise ValueRefusedError("age")
    if formula not in get_args(ClearanceFormula):
        raise DosingError("unknown_formula", {"formula": regimen.gfr_formula})
    return creatinine_clearance(
        cast("ClearanceFormula", formula),
        years=years,
        sex=_SEXES[identity.sex if identity else ""],
        weight=weight,
        weight_kind="actual",
        creatinine=creatinine,
    )
