"""Exact numbers: one text per number, strict on the wire, forgiving but never guessing at the keyboard."""

from __future__ import annotations

import _pydecimal
import random
import re
from decimal import Decimal, DivisionByZero, FloatOperation, InvalidOperation, Overflow
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.codec import InvalidBytesError, decode, encode
from schema.i18n import text
from schema.quantity import (
    WIRE_DIGITS,
    NumberError,
    Quantity,
    Rounding,
    Unit,
    _matches,
    clinical,
    decimal_text,
    format_number,
    parse_decimal_text,
    parse_typed,
    power,
    quantity,
    square_root,
    to_step,
    unit_text,
)

WIRE_NUMBERS = st.builds(
    lambda number, scale: Decimal(number).scaleb(-scale),
    st.integers(-(10**12) + 1, 10**12 - 1),
    st.integers(0, 12),
)


def code_of(failed: pytest.ExceptionInfo[NumberError]) -> str:
    assert str(failed.value) == text(f"number.{failed.value.code}", "en", failed.value.values)
    return failed.value.code


@pytest.mark.parametrize(
    ("number", "wire"),
    [
        ("0", "0"),
        ("-0.000", "0"),
        ("1.50E+1", "15"),
        ("1E+11", "100000000000"),
        ("0.000000000001", "0.000000000001"),
        ("-12.340", "-12.34"),
        ("0E-999", "0"),
        ("1." + "0" * 200, "1"),
    ],
)
def test_the_one_text_of_a_number(number: str, wire: str) -> None:
    assert decimal_text(Decimal(number)) == wire
    assert parse_decimal_text(wire) == Decimal(number)


@given(WIRE_NUMBERS)
def test_number_to_text_and_back(number: Decimal) -> None:
    assert parse_decimal_text(decimal_text(number)) == number


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1E+12", "too_long"),
        ("1E-13", "too_long"),
        ("1.0000000000001", "too_long"),
        ("1E+999999", "too_long"),
        ("1E-999999", "too_long"),
    ],
)
def test_a_number_without_wire_text(number: str, code: str) -> None:
    with pytest.raises(NumberError) as failed:
        decimal_text(Decimal(number))
    assert code_of(failed) == code


@pytest.mark.parametrize(
    "wire",
    [
        "", "-", "-0", "-0.0", "0.0", "1.", ".5", "1.50", "01", "+1", "1e3", "1E3", "NaN", "inf", " 1", "1 ",
        "1\n", "1,5", "1_000", "١", "１", "1234567890123", "0.1234567890123", "--1", "0x1", "1.5.2",
    ],
)  # fmt: skip
def test_poison_is_not_a_number(wire: str) -> None:
    with pytest.raises(NumberError) as failed:
        parse_decimal_text(wire)
    assert code_of(failed) == "not_canonical"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 70 ", "70"),
        ("0,125", "0.125"),
        ("0.5", "0.5"),
        ("1250", "1250"),
        ("1 250", "1250"),
        ("1\u202f250,5", "1250.5"),
        ("1\u00a0234\u00a0567.25", "1234567.25"),
        ("1,2500", "1.25"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("15 000", "15000"),
        ("1,50", "1.5"),
    ],
)
def test_what_people_type(typed: str, number: str) -> None:
    assert parse_typed(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("1,250", "ambiguous_thousands"),
        ("1.250", "ambiguous_thousands"),
        ("-70,000", "ambiguous_thousands"),
        ("1.250,5", "several_marks"),
        ("1,2,3", "several_marks"),
        (",5", "bare_mark"),
        ("5,", "bare_mark"),
        ("05", "leading_zero"),
        ("007", "leading_zero"),
        ("12 34", "spaces"),
        ("1 2500", "spaces"),
        ("0 500", "spaces"),
        ("1 250 5", "spaces"),
        ("12,5 mg", "spaces"),
        ("12mg", "not_a_number"),
        ("1e3", "not_a_number"),
        ("NaN", "not_a_number"),
        ("٣", "not_a_number"),
        ("1'000", "not_a_number"),
        ("1234567890123", "too_long"),
        ("0,1234567890123", "too_long"),
    ],
)
def test_what_is_not_guessed(typed: str, code: str) -> None:
    with pytest.raises(NumberError) as failed:
        parse_typed(typed)
    assert code_of(failed) == code


@pytest.mark.parametrize("typed", ["9,871", "98 71", "9871,", "0987", "9,8,7"])
def test_a_typed_number_stays_out_of_the_error(typed: str) -> None:
    """It may be a patient's weight, and errors end in logs."""
    with pytest.raises(NumberError) as failed:
        parse_typed(typed)
    assert "98" not in str(failed.value)
    assert "98" not in repr(failed.value.values)


@given(WIRE_NUMBERS, st.sampled_from(["fr", "en"]))
def test_what_is_shown_can_be_typed_again(number: Decimal, language: str) -> None:
    """Or is refused as ambiguous; never read as another number."""
    shown = format_number(number, language)
    if re.fullmatch("\u2212?[1-9][0-9]{0,2}[.,][0-9]{3}", shown):
        with pytest.raises(NumberError, match="two ways"):
            parse_typed(shown)
    else:
        assert parse_typed(shown) == number


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        ("0.5", "0,5", "0.5"),
        ("1234.50", "1\u202f234,5", "1\u202f234.5"),
        ("999", "999", "999"),
        ("-15000", "\u221215\u202f000", "\u221215\u202f000"),
        ("1000000", "1\u202f000\u202f000", "1\u202f000\u202f000"),
        ("-0", "0", "0"),
    ],
)
def test_shown_numbers(number: str, french: str, english: str) -> None:
    assert format_number(Decimal(number)) == french
    assert format_number(Decimal(number), "en") == english


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        ("1", Unit.UG, "1\u00a0microgramme", "1\u00a0microgram"),
        ("1.5", Unit.IU, "1,5\u00a0unité", "1.5\u00a0units"),
        ("15000", Unit.IU, "15\u202f000\u00a0unités", "15\u202f000\u00a0units"),
        ("75", Unit.MG_PER_M2, "75\u00a0mg/m²", "75\u00a0mg/m²"),
        ("20", Unit.PERCENT, "20\u00a0%", "20%"),
        ("3", Unit.ONE, "3", "3"),
    ],
)
def test_shown_quantities(value: str, unit: Unit, french: str, english: str) -> None:
    assert Quantity(value, unit).shown() == french
    assert Quantity(value, unit).shown("en") == english


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.ONE])
def test_every_unit_has_its_words(unit: Unit, language: str) -> None:
    for number in (None, Decimal(1), Decimal(15)):
        assert not unit_text(unit, language, number).startswith("unit.")
    assert unit.value.isascii()


def test_a_quantity_travels_as_text() -> None:
    dose = quantity(Decimal("290.20"), Unit.MG)
    assert encode(dose) == b"\x92\xa5290.2\xa2mg"
    assert decode(Quantity, encode(dose)) == dose
    assert dose.decimal == Decimal("290.2")


@pytest.mark.parametrize("value", ["290.20", "NaN", "1e2", "", "٣"])
def test_a_bad_quantity_is_neither_made_nor_received(value: str) -> None:
    with pytest.raises(NumberError):
        Quantity(value, Unit.MG)
    with pytest.raises(InvalidBytesError):
        decode(Quantity, encode([value, "mg"]))


def test_long_texts_are_refused_and_not_kept() -> None:
    """A member may send texts of a megabyte; only those that could be numbers are remembered."""
    longest = f"-{'9' * WIRE_DIGITS}.{'9' * WIRE_DIGITS}"
    assert parse_decimal_text(longest) == Decimal(longest)
    kept = _matches.cache_info().currsize
    for length in (len(longest) + 1, 1_000_000):
        with pytest.raises(InvalidBytesError):
            decode(Quantity, encode(["9" * length, "mg"]))
    assert _matches.cache_info().currsize == kept


def test_binary_floats_are_not_received() -> None:
    with pytest.raises(InvalidBytesError):
        decode(Quantity, b"\x92\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00\xa2mg")


def test_the_context_refuses_what_is_not_a_number() -> None:
    with clinical():
        with pytest.raises(DivisionByZero):
            Decimal(1) / Decimal(0)
        with pytest.raises(InvalidOperation):
            Decimal(-1).sqrt()
        with pytest.raises(Overflow):
            Decimal("1E+999") * 100
        with pytest.raises(FloatOperation):
            Decimal(0.5)  # noqa: RUF032 – the very mistake that must raise


@pytest.mark.parametrize("base", ["0", "-1"])
def test_no_power_of_what_is_not_positive(base: str) -> None:
    with pytest.raises(NumberError) as failed:
        power(Decimal(base), Decimal("0.5"))
    assert code_of(failed) == "not_positive"


def test_powers_agree_between_the_two_implementations_of_decimal() -> None:
    """C and Python versions of the standard library, on bases and exponents of the body surface formulas."""
    source = random.Random(7)
    python = _pydecimal.Context(prec=60, rounding=_pydecimal.ROUND_HALF_EVEN)
    out = _pydecimal.Context(prec=34, rounding=_pydecimal.ROUND_HALF_EVEN)
    for _ in range(300):
        base = f"{source.randint(200, 25000)}e-2"
        exponent = source.choice(["0.725", "0.425", "0.3964", "0.5378", "0.42246", "0.51456"])
        expected = out.plus(
            python.exp(python.multiply(_pydecimal.Decimal(exponent), python.ln(_pydecimal.Decimal(base))))
        )
        assert str(power(Decimal(base), Decimal(exponent))) == str(expected)


@given(st.integers(1, 10**9), st.integers(0, 6))
def test_square_roots_agree_with_whole_numbers(number: int, scale: int) -> None:
    root = square_root(Decimal(number).scaleb(-scale))
    assert int(root.scaleb(20)) == isqrt(number * 10 ** (40 - scale))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["3", "3", "2", "-3", "0"]),
        ("half_even", ["2", "3", "2", "-2", "0"]),
        ("down", ["2", "2", "2", "-2", "0"]),
        ("up", ["3", "3", "2", "-3", "0"]),
    ],
)
def test_rounding_modes(mode: str, expected: list[str]) -> None:
    policy = Rounding(name=mode, step="1", mode=mode)  # type: ignore[arg-type]  # parametrised by name
    numbers = ["2.5", "2.51", "2", "-2.5", "0"]
    assert [str(policy.apply(Decimal(number))) for number in numbers] == expected


@given(
    st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6),
    st.sampled_from(["0.0001", "0.01", "0.1", "0.3", "1", "2.5", "50"]),
)
def test_rounding_is_the_nearest_multiple(number: Fraction, step: str) -> None:
    rounded = Fraction(to_step(step).apply(number))
    assert (rounded / Fraction(step)).denominator == 1
    distance = abs(rounded - number)
    assert distance <= Fraction(step) / 2
    if distance == Fraction(step) / 2:
        assert abs(rounded) > abs(number)


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_rounding_needs_a_step(step: str) -> None:
    with pytest.raises(NumberError) as failed:
        Rounding("bad", step)
    assert code_of(failed) == "bad_step"


def test_a_policy_is_named_after_what_it_does() -> None:
    assert to_step("5") == Rounding("half_up:5", "5", "half_up")
    assert to_step("0.1", "down").name == "down:0.1"
