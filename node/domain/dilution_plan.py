"""From a dose and a product to a bag: what to draw, into what, how strong, how long it keeps.

The numbers are computed once, here, for the proposal on screen, the claim and the sheet.
"""

from decimal import Decimal
from typing import Final

import msgspec

from node.domain.decision import Refusal
from node.domain.dosing.dilution import (
    FillMode,
    check_concentration,
    final_concentration,
    final_volume,
    volume_to_draw,
)
from node.domain.dosing.errors import DosingError
from node.domain.dosing.inputs import drug_amount, exact_fraction
from node.domain.drug_gates import route_trouble
from node.domain.gates import broken, shown
from node.domain.lifting import unless_lifted
from node.domain.pinning import refused_dosing
from node.domain.plain import plain
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import DoseLimitsSigned, ProductSigned
from schema.ids import Id
from schema.quantity import STORED_CONCENTRATION, Quantity, Unit, to_step

_SMALL_ML: Final = Decimal(10)
_SMALL: Final = to_step("0.01")
_LARGE: Final = to_step("0.1")
"""What syringes can measure: 0.01 mL below 10 mL, 0.1 mL above; never more than half a percent off."""
_HUNDRED: Final = 100
_HOUR_MS: Final = 3_600_000


class Plan(msgspec.Struct, frozen=True):
    """What the sheet will say."""

    product: Id
    body: ProductSigned
    draw: Quantity
    vials: int
    final_volume: Quantity
    final_concentration: Quantity
    objections: tuple[Refusal, ...]


def plan_for(dose: Dose, product: Id, situation: CourseSituation, withdraw: bool) -> Plan | Refusal:
    """Plan a dose with a product; objections are what forbids preparing it so."""
    order = dose.versions[0].order
    body = situation.products_of(order.substance).get(product)
    if body is None:
        return _no_such_product(product, situation, order.substance)
    try:
        draw = _draw(order, body)
        mode: FillMode = "undiluted" if not order.diluent else "replaced" if withdraw else "added"
        volume = final_volume(draw, order.volume, mode)
        strength = final_concentration(
            order.prescribed, draw, order.volume, mode, rounding=STORED_CONCENTRATION
        ).result
        objections = broken(
            route_trouble(situation, order.substance, order.route, product),
            unless_lifted(_diluent(order, body), dose),
            unless_lifted(_concentration(order, volume, strength, body), dose),
            unless_lifted(_too_full(order, draw, mode, situation.dose_limits), dose),
        )
        return Plan(
            product,
            body,
            draw,
            vials_needed(order.prescribed, body.vial),
            volume,
            strength,
            objections,
        )
    except DosingError as error:
        return refused_dosing(error)


def _no_such_product(product: Id, situation: CourseSituation, substance: str) -> Refusal:
    state = situation.products.get(product)
    if state is None or not state.versions:
        return Refusal("product.unknown")
    if state.current is None:
        return Refusal("product.disputed", {"product": state.versions[0].body.label})
    return Refusal("product.other_substance", {"product": state.current.label, "substance": substance})


def _draw(order: DoseOrder, body: ProductSigned) -> Quantity:
    """Rounded to 0.01 mL when it is little, else to 0.1 mL."""
    fine = volume_to_draw(order.prescribed, body.concentration, rounding=_SMALL).result
    if fine.decimal < _SMALL_ML:
        return fine
    return volume_to_draw(order.prescribed, body.concentration, rounding=_LARGE).result


def vials_needed(dose: Quantity, vial: Quantity) -> int:
    """How many vials hold the dose."""
    wanted, each = exact_fraction(drug_amount("dose", dose)[0]), exact_fraction(drug_amount("vial", vial)[0])
    return int(-(-wanted // each))


def _diluent(order: DoseOrder, body: ProductSigned) -> Refusal | None:
    if not order.diluent or plain(order.diluent) in map(plain, body.diluents):
        return None
    return Refusal("diluent.refused", {"substance": order.substance, "diluent": order.diluent})


def _concentration(
    order: DoseOrder, volume: Quantity, strength: Quantity, body: ProductSigned
) -> Refusal | None:
    """Only what is diluted has a range: a syringe of stock solution is as strong as its vial."""
    if not order.diluent:
        return None
    unit = body.concentration.unit
    low = Quantity(body.concentration_min, unit) if body.concentration_min is not None else None
    high = Quantity(body.concentration_max, unit) if body.concentration_max is not None else None
    verdict = check_concentration(order.prescribed, volume, low, high)
    if verdict in ("within", "no_limits"):
        return None
    values = {
        "substance": order.substance,
        "value": f"{strength.value} {strength.unit.value}",
        "lowest": f"{low.value} {unit.value}" if low else "",
        "highest": f"{high.value} {unit.value}" if high else "",
    }
    return Refusal("concentration.out_of_range", values)


def _too_full(
    order: DoseOrder, draw: Quantity, mode: FillMode, limits: DoseLimitsSigned | None
) -> Refusal | None:
    """What is added to a bag is limited by the bag; what is withdrawn first leaves it as full as it was."""
    if mode != "added" or order.volume is None or limits is None:
        return None
    percent = exact_fraction(draw.value) / exact_fraction(order.volume.value) * _HUNDRED
    if percent <= exact_fraction(limits.drawn_percent):
        return None
    values = {
        "substance": order.substance,
        "draw": shown(draw),
        "volume": shown(order.volume),
        "limit": shown(Quantity(limits.drawn_percent, Unit.PERCENT)),
    }
    return Refusal("volume.beyond_bag", values)


def use_by(now_ms: int, body: ProductSigned) -> int:
    """The instant after which it must not be used, counted from the claim."""
    return now_ms + body.stability_hours * _HOUR_MS
