"""Injectable, anticancer, special forms; and whether a name counts in salt or in base."""

from __future__ import annotations

import pytest

from node.intake.classify import classify, strengths_of, substance_groups
from node.intake.records import Ingredient
from node.intake.strength import container_of
from schema.quantity import Quantity, Unit


def one(
    name: str, dosage: str = "", nature: str = "SA", link: str = "1", element: str = "solution"
) -> Ingredient:
    return Ingredient(element, "00000", name, dosage, "1 ml" if dosage else "", nature, link)


@pytest.mark.parametrize(
    ("name", "form", "routes", "substance", "injectable", "anticancer"),
    [
        ("PACLITAXEL", "solution à diluer pour perfusion", ("intraveineuse",), "PACLITAXEL", True, True),
        ("NAVELBINE 20 mg", "capsule molle", ("orale",), "VINORELBINE", False, False),
        ("EYLEA", "solution injectable", ("intravitréenne",), "AFLIBERCEPT", True, False),
        ("ZALTRAP", "solution à diluer pour perfusion", ("intraveineuse",), "AFLIBERCEPT", True, True),
        ("BCG VACCIN", "poudre pour suspension injectable", ("intradermique",), "BCG", True, False),
        ("BCG MEDAC", "poudre pour suspension intravésicale", ("intravésicale",), "BCG", True, True),
        ("GLIADEL", "implant", ("intralésionnelle",), "CARMUSTINE", True, False),
        ("FENTANYL", "solution injectable", ("intraveineuse",), "CITRATE DE FENTANYL", True, False),
        ("FOLINATE", "solution injectable", ("intraveineuse",), "FOLINATE DE CALCIUM", True, False),
        ("SANS VOIE", "solution injectable", (), "CISPLATINE", True, True),
    ],
)
def test_kinds(
    name: str, form: str, routes: tuple[str, ...], substance: str, injectable: bool, anticancer: bool
) -> None:
    kind = classify(name, form, routes, [one(substance)])
    assert (kind.injectable, kind.anticancer) == (injectable, anticancer)


def test_families_are_those_of_what_is_ours() -> None:
    both = [one("CYTARABINE"), one("DAUNORUBICINE")]
    kind = classify("VYXEOS LIPOSOMAL", "poudre pour solution à diluer", ("intraveineuse",), both)
    assert kind.families == ("anthracycline", "antimetabolite")
    assert kind.special_form
    assert classify("", "solution injectable", ("intraveineuse",), [one("FOLINATE DE CALCIUM")]).families == (
        "folinate",
    )


@pytest.mark.parametrize(
    ("name", "form", "special"),
    [
        ("CAELYX PEGYLATED LIPOSOMAL 2 mg/ml", "solution à diluer pour perfusion", True),
        ("ABRAXANE 5 mg/mL", "poudre pour dispersion pour perfusion", True),
        ("PACLITAXEL KABI 6 mg/ml", "solution à diluer pour perfusion", False),
    ],
)
def test_special_forms(name: str, form: str, special: bool) -> None:
    assert classify(name, form, ("intraveineuse",), []).special_form == special


SALT = one("CHLORHYDRATE D'IRINOTÉCAN TRIHYDRATÉ", "20 mg", "SA")
BASE = one("IRINOTÉCAN", "17,33 mg", "FT")


@pytest.mark.parametrize(
    ("name", "concentration"),
    [("IRINOTECAN 20 mg/ml", "20"), ("IRINOTECAN 17,33 mg/ml", "17.33"), ("IRINOTECAN", "17.33")],
)
def test_the_name_tells_salt_from_base(name: str, concentration: str) -> None:
    groups = substance_groups([SALT, BASE])
    (strength,) = strengths_of(name, groups, container_of("1 flacon de 5 ml"), alone=True)
    assert strength.substance == "irinotécan"
    assert strength.concentration == Quantity(concentration, Unit.MG_PER_ML)


def test_two_substances_have_two_strengths() -> None:
    groups = substance_groups([one("CYTARABINE", "100 mg", link="2"), one("DAUNORUBICINE", "44 mg")])
    strengths = strengths_of("", groups, container_of("1 flacon de 1 ml"), alone=True)
    assert {(strength.substance, strength.content) for strength in strengths} == {
        ("cytarabine", Quantity("100", Unit.MG)),
        ("daunorubicine", Quantity("44", Unit.MG)),
    }


def test_a_substance_without_amount_is_kept_unread() -> None:
    (strength,) = strengths_of("X", substance_groups([one("INCONNUE")]), container_of("1 flacon"), alone=True)
    assert (strength.substance, strength.content) == ("inconnue", None)
