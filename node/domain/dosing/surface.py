"""Body surface area (m²) from height (cm) and weight (kg).

The formula is the site's or the regimen's choice and travels with the result: at 185 cm and 110 kg
two of them differ by 3 %. The value is stored with 4 decimals and doses are computed from the stored
value, so that anybody with the sheet and a pocket calculator finds the same dose.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from node.domain.dosing.errors import DosingError
from node.domain.dosing.inputs import positive
from schema.computation import Computation, Figure
from schema.quantity import STORED_SURFACE, Quantity, Rounding, Unit, clinical, power, quantity, square_root

SurfaceFormula: TypeAlias = Literal["mosteller", "dubois", "haycock", "gehan_george", "boyd"]


def _mosteller(height: Decimal, weight: Decimal) -> Decimal:
    """√(H·W/3600). Mosteller RD, N Engl J Med 1987;317:1098."""
    return square_root(height * weight / 3600)


def _product(factor: str, of_height: str, of_weight: str) -> Callable[[Decimal, Decimal], Decimal]:
    def formula(height: Decimal, weight: Decimal) -> Decimal:
        return Decimal(factor) * power(height, Decimal(of_height)) * power(weight, Decimal(of_weight))

    return formula


def _boyd(height: Decimal, weight: Decimal) -> Decimal:
    """0.0003207·H^0.3·G^(0.7285 − 0.0188·log10 G), G in grams. Boyd E, University of Minnesota Press 1935."""
    grams = weight * 1000
    exponent = Decimal("0.7285") - Decimal("0.0188") * grams.log10()
    return Decimal("0.0003207") * power(height, Decimal("0.3")) * power(grams, exponent)


_FORMULAS: Final[Mapping[SurfaceFormula, Callable[[Decimal, Decimal], Decimal]]] = {
    "mosteller": _mosteller,
    # Du Bois D, Du Bois EF, Arch Intern Med 1916;17:863.
    "dubois": _product("0.007184", "0.725", "0.425"),
    # Haycock GB et al., J Pediatr 1978;93:62.
    "haycock": _product("0.024265", "0.3964", "0.5378"),
    # Gehan EA, George SL, Cancer Chemother Rep 1970;54:225.
    "gehan_george": _product("0.0235", "0.42246", "0.51456"),
    "boyd": _boyd,
}


def body_surface(
    formula: SurfaceFormula,
    height: Quantity,
    weight: Quantity,
    *,
    cap: Quantity | None = None,
    rounding: Rounding = STORED_SURFACE,
) -> Computation:
    """The body surface in m²; `cap` is the site's or the regimen's upper limit, absent unless decided.

    Raises `DosingError` for an unknown formula, a wrong unit, or a value that is not above zero.
    """
    compute = _FORMULAS.get(formula)
    if compute is None:
        raise DosingError("unknown_formula", {"formula": formula})
    tall, heavy = positive("height", height, Unit.CM), positive("weight", weight, Unit.KG)
    with clinical():
        stored = quantity(rounding.apply(compute(tall, heavy)), Unit.M2)
    capped = cap is not None and stored.decimal > positive("surface_cap", cap, Unit.M2)
    return Computation(
        formula=f"surface.{formula}/1",
        inputs=(Figure("height", height), Figure("weight", weight)),
        choices=(),
        steps=(Figure("surface", stored),),
        cap=cap if capped else None,
        reduction=None,
        rounding=rounding,
        result=cap if capped and cap is not None else stored,
    )
