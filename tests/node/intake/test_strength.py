"""Printed strengths as exact numbers, and what must stay unread rather than be guessed."""

from __future__ import annotations

import pytest

from node.intake.strength import Container, amount_of, amounts_in, container_of, content_of, is_liquid
from schema.quantity import Quantity, Unit


def mg(value: str) -> Quantity:
    return Quantity(value, Unit.MG)


def ml(value: str) -> Quantity:
    return Quantity(value, Unit.ML)


def iu(value: str) -> Quantity:
    return Quantity(value, Unit.IU)


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("6 mg", mg("6")),
        ("1,00 mg", mg("1")),
        ("1069,00 mg", mg("1069")),
        ("2 000 mg", mg("2000")),
        ("17,33 mg", mg("17.33")),
        ("5 g", mg("5000")),
        ("100 microgrammes", mg("0.1")),
        ("38,5 µg", mg("0.0385")),
        ("15 000 UI", iu("15000")),
        ("15000 U.I.", iu("15000")),
        ("18 millions UI", iu("18000000")),
        ("1 MUI", iu("1000000")),
        ("750 U", iu("750")),
        ("10 000 unités", iu("10000")),
        ("0,125 mg", mg("0.125")),
        ("0.125 mg", mg("0.125")),
    ],
)
def test_amounts(printed: str, amount: Quantity) -> None:
    assert amount_of(printed) == amount


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "55,97325",
        "2CH à 30CH",
        "6 mg/ml",
        "6 mg environ",
        "1.000 mg",
        "2 à 8 x 10^8 UFC",
        "6 mL",
        "- 5 mg",
        "75 mg/m²",
    ],
)
def test_amounts_that_stay_unread(printed: str) -> None:
    assert amount_of(printed) is None


def test_amounts_in_a_name() -> None:
    assert amounts_in("VYXEOS LIPOSOMAL 44 mg/100 mg, poudre") == {mg("44"), mg("100")}
    assert amounts_in("FLUOROURACILE TEVA 5000 mg/100 mL") == {mg("5000")}
    assert amounts_in("SANS CHIFFRE") == frozenset()


@pytest.mark.parametrize(
    ("label", "container"),
    [
        ("1 flacon(s) en verre de 16,7 ml", Container(1, ml("16.7"), None)),
        ("5 flacon(s) en verre (Onco-Tain®) de 2 ml", Container(5, ml("2"), None)),
        ("10 flacon(s) en verre", Container(10, None, None)),
        ("1 flacon(s) en verre de 15  mg", Container(1, None, mg("15"))),
        ("1 flacon en verre jaune(brun) de 45 mL", Container(1, ml("45"), None)),
        ("poche(s) plastique à usage unique de 120 ml", Container(1, ml("120"), None)),
        ("1 flacon(s) en verre de 1,5 ml - 1 flacon(s) en verre de 4,5 ml", Container(1, ml("1.5"), None)),
        ("1 flacon de poudre de 15 mL (verre) + 1 flacon de solvant de 10 mL", Container(1, ml("15"), None)),
        ("4 seringue(s) en verre de 0,6 ml avec 8 tampon(s) de 2 ml", Container(4, ml("0.6"), None)),
        ("1 flacon en verre de 10 mg (2 mg/mL)", Container(1, None, mg("10"))),
        ("1 flacon(s) en verre de 15 ml partiellement-rempli à 10 ml", Container(1, ml("10"), None)),
        ("1 flacon (verre brun) de 25 ml contenant 25 mg de poudre", Container(1, ml("25"), mg("25"))),
        ("1 poche de 15 ml ou de 20 ml", Container(1, None, None)),
        ("1 poche de 1 L", Container(1, ml("1000"), None)),
    ],
)
def test_labels(label: str, container: Container) -> None:
    assert container_of(label) == container


def read(
    element: str,
    dosage: str,
    per: str,
    label: str,
    *,
    named: frozenset[Quantity] = frozenset(),
    alone: bool = True,
) -> tuple[str | None, str | None, str | None]:
    amount = amount_of(dosage)
    printed = named or (frozenset({amount}) if amount else frozenset())
    held = content_of(element, dosage, per, container_of(label), named=printed, alone=alone)
    return tuple(one.value if one else None for one in held)  # type: ignore[return-value]  # three of them


VIAL = "1 flacon(s) en verre"


@pytest.mark.parametrize(
    ("element", "dosage", "per", "label", "content"),
    [
        ("solution", "6 mg", "1 ml de solution à diluer", f"{VIAL} de 16,7 ml", ("100.2", "16.7", "6")),
        ("solution", "160 mg", "8 ml de solution", f"{VIAL} de 8 ml", ("160", "8", "20")),
        ("solution", "2 mg", "2 ml", f"5{VIAL[1:]} de 2 ml", ("2", "2", "1")),
        ("solution", "100 mg", "un flacon de 10 mL", VIAL, ("100", "10", "10")),
        ("solution", "5000,00 mg", "un flacon", f"{VIAL} de 100 ml", ("5000", "100", "50")),
        (
            "solution",
            "60 mg",
            "un flacon de 1,5 ml",
            f"{VIAL} de 1,5 ml - {VIAL} de 4,5 ml",
            ("60", "1.5", "40"),
        ),
        ("solution", "5 mg", "1 ml de solution", f"{VIAL} de 50 mg", ("50", "10", "5")),
        ("solution", "10 mg", "1 ml", f"{VIAL}", (None, None, "10")),
        ("solution", "100 mg", "3 ml", f"{VIAL} de 3 ml", (None, "3", None)),  # 33,33… is not written
        ("poudre", "100 mg", "un flacon", f"{VIAL} de 50 mL", ("100", None, None)),
        ("poudre", "15 000 UI", "un flacon", VIAL, ("15000", None, None)),
        ("poudre", "5 mg", "1 ml de solution reconstituée", f"{VIAL} de 100 mg", ("100", None, None)),
        ("poudre", "25 mg", "1 mL de suspension reconstituée", VIAL, (None, None, None)),
        ("lyophilisat", "50 mg", "un lyophilisat", VIAL, ("50", None, None)),
        ("solution", "", "", f"{VIAL} de 5 ml", (None, None, None)),
        ("solution", "6 mg", "une pression", f"{VIAL} de 5 ml", (None, None, None)),
    ],
)
def test_contents(
    element: str, dosage: str, per: str, label: str, content: tuple[str | None, str | None, str | None]
) -> None:
    assert read(element, dosage, per, label) == content


def test_a_vial_of_another_size_is_not_this_one() -> None:
    """Composition: 25 mg in a flacon de 20 mL. Boxes: 20 mL, 50 mL, and one labelled 100 mg."""
    of = ("poudre", "25 mg", "un flacon de 20 mL")
    assert read(*of, f"{VIAL} de 20 mL", alone=False) == ("25", None, None)
    assert read(*of, f"{VIAL} de 50 mL", alone=False) == (None, None, None)
    assert read(*of, f"{VIAL} de 100 mg", alone=False) == (None, None, None)
    assert read(*of, f"{VIAL} de 100 mg", alone=True) == (None, None, None)
    assert read("poudre", "25 mg", "un flacon", VIAL, alone=False) == (None, None, None)


def test_the_weight_of_the_powder_is_not_the_dose() -> None:
    """Dactinomycin: 0.5 mg in a vial labelled 20.5 mg (with mannitol). Forty times too much, if believed."""
    assert read("poudre", "0,5 mg", "un flacon", f"{VIAL} brun de 20,5  mg") == (None, None, None)


def test_a_label_may_speak_of_the_salt() -> None:
    both = frozenset({mg("500"), mg("534.5")})
    assert read("poudre", "500 mg", "un flacon", f"{VIAL} de 534,5 mg", named=both) == ("500", None, None)


def test_nothing_of_a_substance_says_nothing_of_a_vial() -> None:
    """A concentration of nought would divide a vial's content by nothing."""
    assert read("solution", "0 mg", "1 mL", "1 flacon(s) en verre de 10 mg") == (None, None, None)


def test_liquids() -> None:
    assert is_liquid("solution")
    assert is_liquid("Émulsion")
    assert is_liquid("dispersion")
    assert not is_liquid("poudre")
    assert not is_liquid("lyophilisat")
