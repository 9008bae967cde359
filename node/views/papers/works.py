"""The computations behind a sheet, done again from what was pinned; only what agrees is printed.

A sheet shows how its numbers came about. They are recomputed from the recorded inputs, and shown only
where the result is the recorded one: a sheet never explains a number by another.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, cast

from node.clock import site_time
from node.domain.dosing.dilution import FillMode, final_concentration, volume_to_draw
from node.domain.dosing.errors import DosingError
from node.domain.dosing.renal import ClearanceFormula, creatinine_clearance
from node.domain.dosing.surface import SurfaceFormula, body_surface
from node.domain.state import Bag, Dose
from node.views.papers.press import Press, Subject
from node.views.patient import years
from schema.acts.patient import Identity
from schema.acts.prescription import Pinned
from schema.acts.regimen import ProductSigned
from schema.computation import Computation
from schema.quantity import STORED_CONCENTRATION, Rounding, to_step

_FINE, _COARSE = to_step("0.01"), to_step("0.1")
_SMALL_ML: Final = Decimal(10)
"""Below it, 0.01 mL is what was rounded to, as a rule (`dilution_plan`): tried first."""
_NEEDED: Final = {"per_m2": "surface", "auc": "clearance"}


def computations(
    press: Press, subject: Subject, dose: Dose, bag: Bag, product: ProductSigned | None
) -> tuple[Computation, ...]:
    """Surface or clearance, dose, volume, concentration: in the order in which they were done."""
    order = dose.versions[0].order
    pins = {pin.what: pin for pin in press.pinned(dose)}
    wanted = pins.get(_NEEDED.get(order.basis, ""))
    found: list[Computation] = []
    if wanted is not None:
        state = subject.patients.get(subject.included.patient)
        act = press.tell.act(dose.versions[0].act)
        signed_on = site_time(act.at).date() if act is not None else subject.situation.today
        found += _size(wanted, pins, state.identity if state else None, signed_on)
    found.append(order.computation)
    if product is not None:
        found += _volumes(dose, bag, product)
    return tuple(found)


def _size(
    wanted: Pinned, pins: dict[str, Pinned], identity: Identity | None, day: date
) -> Iterator[Computation]:
    sort, _, name = wanted.formula.partition(".")
    formula = name.rsplit("/", 1)[0]
    weight, height, creatinine = pins.get("weight"), pins.get("height"), pins.get("creatinine")
    try:
        if sort == "surface" and weight and height:
            done = body_surface(cast("SurfaceFormula", formula), height.value, weight.value)
        elif sort == "clearance" and weight and creatinine and identity:
            done = creatinine_clearance(
                cast("ClearanceFormula", formula),
                years=years(identity, day),
                sex="female" if identity.sex == "F" else "male",
                weight=weight.value,
                weight_kind="actual",
                creatinine=creatinine.value,
            )
        else:
            return
    except DosingError:
        return
    if done.result == wanted.value:
        yield done


def _volumes(dose: Dose, bag: Bag, product: ProductSigned) -> Iterator[Computation]:
    order, content = dose.versions[0].order, bag.content
    for policy in (_FINE, _COARSE) if content.draw.decimal < _SMALL_ML else (_COARSE, _FINE):
        drawn = _drawn(dose, product, policy)
        if drawn is not None and drawn.result == content.draw:
            yield drawn
            break
    mode: FillMode = "undiluted" if not content.diluent else "replaced" if content.withdraw else "added"
    try:
        strength = final_concentration(
            order.prescribed, content.draw, order.volume, mode, rounding=STORED_CONCENTRATION
        )
    except DosingError:
        return
    if strength.result == content.final_concentration:
        yield strength


def _drawn(dose: Dose, product: ProductSigned, policy: Rounding) -> Computation | None:
    try:
        return volume_to_draw(dose.versions[0].order.prescribed, product.concentration, rounding=policy)
    except DosingError:
        return None
