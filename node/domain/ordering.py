"""One order: a line of the regimen, a patient's size, and what the prescriber changes about it."""

import msgspec

from node.api.prescription import OUTRIGHT, Adjustment
from node.domain.decision import Refusal
from node.domain.dosing.dose import compute_dose
from node.domain.dosing.errors import DosingError, MissingError
from node.domain.dosing.inputs import drug_amount
from node.domain.gates import shown
from node.domain.pinning import Basis, refused_dosing
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import Line
from schema.computation import Choice, Computation, Reduction
from schema.ids import Id
from schema.quantity import NumberError, Quantity, Unit, decimal_text, parse_decimal_text, quantity


class Ordered(msgspec.Struct, frozen=True):
    """An order that could be computed."""

    order: DoseOrder


def order_for(
    line: Line, day: int, dose: Id, planned: str, basis: Basis, change: Adjustment | None
) -> Ordered | Refusal:
    """The order of one line on one day, or why it cannot be computed."""
    if line.basis in basis.missing:
        return basis.missing[line.basis]
    try:
        reduction = _reduction(change)
        computation = compute_dose(
            line.amount,
            basis.patient,
            rounding=line.rounding,
            cap=line.cap,
            reduction=reduction,
            clearance_cap=basis.clearance_cap if line.basis == "auc" else None,
        )
        if change is not None and change.prescribed is not None:
            computation = _outright(change.prescribed, computation)
            over_cap = _over_cap(line, computation.result)
            if over_cap:
                return over_cap
    except MissingError:  # the size is there (see above): only a reduction's reason can be missing
        return Refusal("adjustment.reason_needed", {"substance": line.substance})
    except DosingError as error:
        return refused_dosing(error)
    except NumberError as error:
        return Refusal("adjustment.bad_number", {"line": line.code, "number": error.code})
    reason = change.reason.strip() if change else ""
    if change is not None and change.prescribed is not None and not reason:
        return Refusal("adjustment.reason_needed", {"substance": line.substance})
    return Ordered(
        DoseOrder(
            dose=dose,
            line=line.code,
            rank=line.rank,
            day=day,
            planned=planned,
            substance=line.substance,
            basis=line.basis,
            amount=line.amount,
            theoretical=computation.figure("theoretical") or computation.result,
            reduction_percent=reduction.percent.value if reduction else "0",
            reduction_reason=reason,
            prescribed=computation.result,
            route=line.route,
            diluent=line.diluent,
            volume=line.volume,
            duration_minutes=line.duration_minutes,
            container=line.container,
            instructions=line.instructions,
            computation=computation,
        )
    )


def _reduction(change: Adjustment | None) -> Reduction | None:
    """The reduction asked for; none with an outright dose, which says everything."""
    if change is None or change.prescribed is not None:
        return None
    percent = parse_decimal_text(change.reduction_percent)
    if percent == 0:
        return None
    return Reduction(Quantity(decimal_text(percent), Unit.PERCENT), change.reason.strip())


def _outright(wanted: Quantity, computed: Computation) -> Computation:
    """The prescriber's own dose in place of the computed one, which stays in view as a step."""
    number, unit = drug_amount("dose", wanted)
    if unit is not computed.result.unit:
        raise DosingError("units_differ", {"name": "dose", "unit": wanted.unit.value})
    return msgspec.structs.replace(
        computed,
        choices=(*computed.choices, Choice(OUTRIGHT, shown(computed.result))),
        result=quantity(number, unit),
    )


def _over_cap(line: Line, dose: Quantity) -> Refusal | None:
    if line.cap is None or drug_amount("dose", dose)[0] <= drug_amount("cap", line.cap)[0]:
        return None
    return Refusal(
        "dose.above_cap", {"substance": line.substance, "dose": shown(dose), "cap": shown(line.cap)}
    )
