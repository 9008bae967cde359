"""Mandatory data: each kind of hole is found and named by its path."""

from typing import Any

import pytest
from msgspec.structs import replace

from node.paper.data import Allergies
from node.paper.errors import MissingFieldError
from node.paper.require import require
from tests.node.paper.examples import DEROGATION, LABEL, PLAN, SHEET, day_list


@pytest.mark.parametrize("data", [SHEET, LABEL, PLAN, day_list(3)], ids=lambda data: type(data).__name__)
def test_the_examples_are_complete(data: Any) -> None:
    require(data)


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("patient", "family_name", ""),
        ("patient", "first_names", "  "),
        ("patient", "ward", "\u00a0"),
        ("prescriber", "name", ""),
        ("prescriber", "service", ""),
        ("regimen", "name", ""),
        ("regimen", "version", ""),
        ("pharmacy", "name", ""),
        ("pharmacy", "address", ()),
        ("printing", "workstation", ""),
        ("printing", "person", ""),
        ("printing", "witness", "7F3K"),
    ],
)
def test_a_hole_in_a_part(part: str, field: str, value: object) -> None:
    holed = replace(SHEET, **{part: replace(getattr(SHEET, part), **{field: value})})
    with pytest.raises(MissingFieldError) as caught:
        require(holed)
    assert caught.value.field == f"{part}.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bag", b"short"),
        ("register_number", ""),
        ("drug", ""),
        ("form", ""),
        ("route", ""),
        ("container", ""),
        ("storage", ""),
        ("stability", ""),
        ("steps", ()),
        ("actives", ()),
        ("computations", ()),
    ],
)
def test_a_hole_in_the_sheet(field: str, value: object) -> None:
    with pytest.raises(MissingFieldError) as caught:
        require(replace(SHEET, **{field: value}))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("designation", ""),
        ("form", ""),
        ("route", ""),
        ("method", ""),
        ("lot_number", ""),
        ("register_number", ""),
        ("storage", ""),
        ("substances", ()),
        ("excipients", ()),
    ],
)
def test_a_hole_in_the_label(field: str, value: object) -> None:
    with pytest.raises(MissingFieldError) as caught:
        require(replace(LABEL, **{field: value}))
    assert caught.value.field == field


def test_a_hole_deep_inside() -> None:
    nobody = replace(DEROGATION, people=())
    with pytest.raises(MissingFieldError) as caught:
        require(replace(SHEET, derogations=(DEROGATION, nobody)))
    assert caught.value.field == "derogations[1].people"


def test_known_allergies_are_named() -> None:
    patient = replace(SHEET.patient, allergies=Allergies(state="known"))
    with pytest.raises(MissingFieldError) as caught:
        require(replace(SHEET, patient=patient))
    assert caught.value.field == "patient.allergies.known"


def test_what_may_be_absent_may_be_absent_but_not_blank() -> None:
    require(replace(SHEET, patient=replace(SHEET.patient, ipp=None)))
    with pytest.raises(MissingFieldError):
        require(replace(SHEET, patient=replace(SHEET.patient, ipp="")))


def test_the_error_names_no_patient() -> None:
    with pytest.raises(MissingFieldError) as caught:
        require(replace(SHEET, drug=""))
    assert SHEET.patient.family_name not in str(caught.value)
