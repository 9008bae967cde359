"""A second computation of every clinical formula, by other means: whole numbers and fractions only.

Nothing here imports the program, uses Decimal, or shares a rounding with it. Roots and powers are found
by exact comparison: n is the answer when x lies between the powers of its two neighbouring half-steps.
`python -m tests.node.domain.dosing.oracle` writes `golden.json` again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isqrt
from pathlib import Path

GOLDEN = Path(__file__).with_name("golden.json")


def nearest(value: Fraction, step: str) -> str:
    """The multiple of `step` nearest to value ≥ 0, ties upwards, as text without needless zeros."""
    one = Fraction(step)
    return shown(((2 * value + one) // (2 * one)) * one)


def shown(value: Fraction) -> str:
    """A fraction that ends, as text; ValueError for one that does not within 30 decimals."""
    scaled = value * 10**30
    if scaled.denominator != 1:
        raise ValueError("the fraction does not end")
    digits = str(abs(scaled.numerator)).rjust(31, "0")
    decimals = digits[-30:].rstrip("0")
    return ("-" if value < 0 else "") + digits[:-30] + ("." + decimals if decimals else "")


def mosteller(height: str, weight: str) -> str:
    """√(H·W/3600) to 4 decimals by the integer square root of four times the number."""
    area = Fraction(height) * Fraction(weight) / 3600 * 10**8
    return shown(Fraction((isqrt(4 * area.numerator // area.denominator) + 1) // 2, 10**4))


def power_product(factor: str, height: str, of_height: str, weight: str, of_weight: str) -> str:
    """factor · H^a · W^b to 4 decimals, by raising candidates to the common denominator of a and b."""
    a, b = Fraction(of_height), Fraction(of_weight)
    common = a.denominator * b.denominator // _gcd(a.denominator, b.denominator)
    # Numerators and denominators apart: reducing fractions of a million digits would take minutes.
    up = down = 1
    for number, exponent in ((factor, common), (height, int(a * common)), (weight, int(b * common))):
        up *= Fraction(number).numerator ** exponent
        down *= Fraction(number).denominator ** exponent
    up *= (2 * 10**4) ** common
    low, high = 0, 10**5  # the answer is below 10 m²
    while high - low > 1:
        middle = (low + high) // 2
        # middle is at or under the answer iff (middle − ½) is, since ties go upwards
        if (2 * middle - 1) ** common * down <= up:
            low = middle
        else:
            high = middle
    return shown(Fraction(low, 10**4))


def _gcd(a: int, b: int) -> int:
    return a if not b else _gcd(b, a % b)


def dubois(height: str, weight: str) -> str:
    return power_product("0.007184", height, "0.725", weight, "0.425")


def haycock(height: str, weight: str) -> str:
    return power_product("0.024265", height, "0.3964", weight, "0.5378")


def gehan_george(height: str, weight: str) -> str:
    return power_product("0.0235", height, "0.42246", weight, "0.51456")


def cockcroft(variant: str, years: int, weight: str, micromoles: str, female: bool) -> Fraction:
    """Cockcroft-Gault in mL/min for a creatinine in µmol/L, exact."""
    base = (140 - years) * Fraction(weight) / Fraction(micromoles)
    last = variant.removeprefix("cockcroft_gault_")
    if last.startswith("fr_"):
        return base * Fraction(last.removeprefix("fr_") if female else "1.23")
    factor = Fraction(10**4) / Fraction("113.12") if last == "molar" else Fraction(last)
    return base * factor / 72 * (Fraction(85, 100) if female else 1)


def calvert(auc: str, clearance: Fraction) -> Fraction:
    return Fraction(auc) * clearance + Fraction(auc) * 25


def wrong_calvert(auc: str, clearance: Fraction) -> Fraction:
    """The other formula that circulates under this name; here to prove that ours is not it."""
    return Fraction(auc) * (Fraction("1.2") * clearance + 20)


def _patients() -> Iterator[tuple[str, str, int, str, bool]]:
    """60 plausible and a few extreme patients, from a fixed linear congruence."""
    yield from (("45", "2.4", 0, "20", True), ("210", "220", 99, "600", False))
    state = 20210209
    for _ in range(58):
        numbers = []
        for _ in range(5):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            numbers.append(state >> 33)
        height = shown(Fraction(500 + numbers[0] % 1500, 10))
        weight = shown(Fraction(30 + numbers[1] % 1500, 10))
        yield (
            height,
            weight,
            numbers[2] % 95,
            shown(Fraction(200 + numbers[3] % 4000, 10)),
            bool(numbers[4] % 2),
        )


def golden(limit: int | None = None) -> list[dict[str, str]]:
    """The rows of golden.json (the first `limit` ones)."""
    rows = []
    surfaces: dict[str, Callable[[str, str], str]] = {
        "mosteller": mosteller, "dubois": dubois, "haycock": haycock, "gehan_george": gehan_george,
    }  # fmt: skip
    for number, (height, weight, years, creatinine, female) in enumerate(_patients()):
        if limit is not None and number >= limit:
            break
        row = {"height": height, "weight": weight, "years": str(years), "creatinine": creatinine}
        row["sex"] = "female" if female else "male"
        row |= {name: formula(height, weight) for name, formula in surfaces.items()}
        for last in ("88.4", "88.42", "molar", "fr_1.04", "fr_1.05"):
            variant = f"cockcroft_gault_{last}"
            row[variant] = nearest(cockcroft(variant, years, weight, creatinine, female), "0.0001")
        row["carboplatin_auc5"] = nearest(calvert("5", Fraction(row["cockcroft_gault_88.4"])), "1")
        dose = nearest(175 * Fraction(row["mosteller"]), "0.1")
        drawn = nearest(Fraction(dose) / 6, "0.1")
        row |= {"paclitaxel_175": dose, "drawn_at_6": drawn}
        row["added_to_500"] = nearest(Fraction(dose) / (500 + Fraction(drawn)), "0.000001")
        row["replaced_in_500"] = nearest(Fraction(dose) / 500, "0.000001")
        rows.append(row)
    return rows


def _write() -> None:
    GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
