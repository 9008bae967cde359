"""Exact quantities: a decimal number that travels as text, with its unit, and never as a binary float.

One number has one text (the wire form of `ops/protocol.md`), one Decimal context computes everything, and
rounding happens only by a named policy that is recorded with the result.
Decision and alternatives: `ops/decisions/0004-exact-numbers.md`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    Underflow,
    localcontext,
)
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from schema.codec import Wire
from schema.i18n import text

WIRE_DIGITS: Final = 12
"""At most so many digits before and after the point; a clinical number that needs more is a mistake."""

# Always matched in full: `$` would also accept a final line feed.
_CANONICAL = re.compile(r"0|-?(?:[1-9][0-9]{0,11}(?:\.[0-9]{0,11}[1-9])?|0\.[0-9]{0,11}[1-9])")
_LONGEST: Final = 2 * WIRE_DIGITS + 2
"""Characters of a canonical text, with its sign and point."""
_PLAIN = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_THREE_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPING = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " ") | {"\u2212": "-"})
_THOUSANDS = "\u202f"


class NumberError(ValueError):
    """A number cannot be taken as it is; `code` names the sentence (`number.<code>`) that says why.

    The number itself is never part of the message: it may be a patient's measurement.
    """

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.values = dict(values or {})
        super().__init__(text(f"number.{code}", "en", self.values))


_CLINICAL = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-999,
    Emax=999,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow, Underflow, FloatOperation],
)
_GUARDED_DIGITS: Final = 60


@contextmanager
def clinical() -> Iterator[Context]:
    """Everything clinical is computed inside `with clinical():`, in a private copy of one context.

    34 digits, half-even (no bias on the way: the rounding people see is a `Rounding` at the end);
    NaN, division by zero, overflow and any mixing with binary floats raise.
    """
    with localcontext(_CLINICAL) as context:
        yield context


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """`base` > 0 to any `exponent`, to 34 digits.

    Decimal's own `**` is documented as "almost always" correctly rounded, hence free to differ between
    implementations; `ln` and `exp` are correctly rounded by specification. Composed at 60 digits they
    give the same 34 digits everywhere.
    """
    if not base > 0:
        raise NumberError("not_positive")
    with clinical() as context:
        context.prec = _GUARDED_DIGITS
        guarded = (exponent * base.ln(context)).exp(context)
    with clinical():
        return +guarded


def square_root(number: Decimal) -> Decimal:
    """The square root to 34 digits (correctly rounded by specification)."""
    with clinical() as context:
        return number.sqrt(context)


def decimal_text(number: Decimal) -> str:
    """The one wire text of a number; `NumberError` when it is not finite or needs more than 12 + 12 digits.

    >>> decimal_text(Decimal("1.50E+1")), decimal_text(Decimal("-0.0"))
    ('15', '0')
    """
    if not number.is_finite():
        raise NumberError("not_a_number")
    if not number:
        return "0"
    # The exponent is looked at first: "1E+999999" would be written out as a million digits.
    sane = abs(number.adjusted()) <= 2 * WIRE_DIGITS and len(number.as_tuple().digits) <= 1000
    shown = format(number, "f") if sane else ""
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if not _CANONICAL.fullmatch(shown):
        raise NumberError("too_long", {"digits": str(WIRE_DIGITS)})
    return shown


def parse_decimal_text(wire: str) -> Decimal:
    """The number of a wire text, which must be the canonical one; `NumberError` otherwise."""
    if not _is_canonical(wire):
        raise NumberError("not_canonical")
    return Decimal(wire)


def _is_canonical(wire: str) -> bool:
    # What comes from elsewhere may be of any length: only what could be a number is remembered.
    return len(wire) <= _LONGEST and _matches(wire)


@lru_cache(maxsize=4096)
def _matches(wire: str) -> bool:
    """Remembered: the same few weights and doses come again and again."""
    return _CANONICAL.fullmatch(wire) is not None


def parse_typed(typed: str) -> Decimal:
    """The number a person typed, with `,` or `.`, spaces between thousands; `NumberError` when in doubt.

    In doubt means: what one person reads as another number than another. "1.250" and "1,250" (one and
    a quarter, or 1250?) and "05" or ",5" (a lost comma, a lost digit?) are refused with what to type.
    """
    cleaned = typed.translate(_GROUPING).strip()
    if not cleaned:
        raise NumberError("empty")
    if " " in cleaned:
        if not _GROUPED.fullmatch(cleaned):
            raise NumberError("spaces")
        cleaned = cleaned.replace(" ", "")
    elif _THREE_DECIMALS.fullmatch(cleaned):
        raise NumberError("ambiguous_thousands")
    parts = _PLAIN.fullmatch(cleaned)
    if parts is None:
        several = sum(cleaned.count(mark) for mark in ",.") > 1
        bare = cleaned.startswith((",", ".")) or cleaned.endswith((",", "."))
        raise NumberError("several_marks" if several else "bare_mark" if bare else "not_a_number")
    sign, whole, decimals = parts.groups()
    if len(whole) > 1 and whole.startswith("0"):
        raise NumberError("leading_zero")
    if len(whole) > WIRE_DIGITS or len(decimals or "") > WIRE_DIGITS:
        raise NumberError("too_long", {"digits": str(WIRE_DIGITS)})
    return parse_decimal_text(decimal_text(Decimal(f"{sign}{whole}.{decimals or '0'}")))


def format_number(number: Decimal, language: str = "fr") -> str:
    """The number as people read it: 1 234,5 in French, 1 234.5 in English; never a trailing zero.

    Thousands are set apart by a narrow no-break space in both: an English comma would be a decimal
    comma to the French colleague at the next workstation.
    """
    shown = decimal_text(number)
    sign, digits = ("\u2212", shown[1:]) if shown.startswith("-") else ("", shown)
    whole, _, decimals = digits.partition(".")
    first = len(whole) % 3
    groups = ([whole[:first]] if first else []) + [whole[i : i + 3] for i in range(first, len(whole), 3)]
    mark = "." if language == "en" else ","
    return sign + _THOUSANDS.join(groups) + (mark + decimals if decimals else "")


class Unit(StrEnum):
    """Every unit the circuit knows; the value travels (ASCII, as µ exists twice in Unicode)."""

    MG = "mg"
    G = "g"
    UG = "ug"
    KG = "kg"
    IU = "UI"
    ML = "mL"
    L = "L"
    CM = "cm"
    M2 = "m2"
    MG_PER_M2 = "mg/m2"
    MG_PER_KG = "mg/kg"
    IU_PER_M2 = "UI/m2"
    IU_PER_KG = "UI/kg"
    AUC = "AUC"
    """mg/mL·min: the target exposure of Calvert's formula."""
    UMOL_PER_L = "umol/L"
    MG_PER_DL = "mg/dL"
    GIGA_PER_L = "10^9/L"
    """Cells in a litre of blood, in thousands of millions."""
    ML_PER_MIN = "mL/min"
    MG_PER_ML = "mg/mL"
    IU_PER_ML = "UI/mL"
    G_PER_ML = "g/mL"
    ML_PER_H = "mL/h"
    H = "h"
    MIN = "min"
    DAY = "j"
    YEAR = "an"
    PERCENT = "%"
    ONE = "1"
    """A pure number (a factor, a count)."""


def unit_text(unit: Unit, language: str = "fr", number: Decimal | None = None) -> str:
    """The unit as people read it, in full where a symbol kills ("microgrammes", "unités").

    `number` chooses singular or plural where the unit is a word: French counts below two as one.
    """
    if unit is Unit.ONE:
        return ""
    one = number is not None and (abs(number) < 2 if language == "fr" else abs(number) == 1)
    return text(f"unit.{unit.name.lower()}{'.one' if one and unit in _WORDS else ''}", language)


_WORDS = frozenset({Unit.UG, Unit.IU, Unit.IU_PER_M2, Unit.IU_PER_KG, Unit.IU_PER_ML, Unit.DAY, Unit.YEAR})


class Quantity(Wire, frozen=True):
    """A number with its unit. `value` is the canonical wire text; anything else raises `NumberError`."""

    value: str
    unit: Unit

    def __post_init__(self) -> None:
        if not _is_canonical(self.value):
            raise NumberError("not_canonical")

    @property
    def decimal(self) -> Decimal:
        """The exact number."""
        return Decimal(self.value)

    def shown(self, language: str = "fr") -> str:
        """The number and its unit, a no-break space between (none before %: it has its own in French)."""
        number = format_number(self.decimal, language)
        if self.unit is Unit.ONE:
            return number
        gap = "" if self.unit is Unit.PERCENT and language == "en" else "\u00a0"
        return f"{number}{gap}{unit_text(self.unit, language, self.decimal)}"


def quantity(number: Decimal, unit: Unit) -> Quantity:
    """The quantity of an exact number; `NumberError` when it has too many digits (round it first)."""
    return Quantity(decimal_text(number), unit)


RoundingMode: TypeAlias = Literal["half_up", "half_even", "down", "up"]


class Rounding(Wire, frozen=True):
    """A named rounding policy: to the nearest multiple of `step` (in the unit of what is rounded).

    Half-up is what French pharmacists do by hand, hence the default; `down` and `up` are towards and
    away from zero. The policy is recorded with each result.
    """

    name: str
    step: str
    mode: RoundingMode = "half_up"

    def __post_init__(self) -> None:
        if parse_decimal_text(self.step) <= 0:
            raise NumberError("bad_step")

    def apply(self, number: Decimal | Fraction) -> Decimal:
        """The rounded number, exactly: a quotient (a fraction) is never itself rounded first."""
        ratio = abs(Fraction(number)) / Fraction(self.step)
        whole, rest = divmod(ratio.numerator, ratio.denominator)
        twice = 2 * rest - ratio.denominator
        if (
            (self.mode == "up" and rest)
            or (self.mode == "half_up" and twice >= 0)
            or (self.mode == "half_even" and (twice > 0 or (twice == 0 and whole % 2)))
        ):
            whole += 1
        with clinical():
            return (-whole if number < 0 else whole) * Decimal(self.step)


def to_step(step: str, mode: RoundingMode = "half_up") -> Rounding:
    """The policy "to the nearest `step`", named after what it does."""
    return Rounding(f"{mode}:{step}", step, mode)


STORED_SURFACE: Final = to_step("0.0001")
"""Body surface is stored, and used for doses, with 4 decimals (m²)."""
STORED_CLEARANCE: Final = to_step("0.0001")
"""A clearance is stored, and used for doses, with 4 decimals (mL/min); 2 already move a tenth of a mg."""
STORED_CONCENTRATION: Final = to_step("0.0001")
"""A final concentration is stored with 4 decimals (mg/mL): people read it on a label."""
STORED_RATIO: Final = to_step("0.000001")
"""Volumes and percentages that do not end are stored with 6 decimals."""
