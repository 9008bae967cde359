"""Computations on a sheet: recomputed, and printed only where they agree."""

from __future__ import annotations

import msgspec
import pytest

from node.views.papers.press import product_of
from node.views.papers.works import computations
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.stations import Station
from tests.node.views.papers.subjects import bag_in, dose_in, subject_of


def _formulas(site: Station, code: str, line: str) -> list[str]:
    someone = circuit.ready(site, code)
    dose = circuit.dose_of(site, someone.course, line)
    bag = circuit.claim(site, someone.course, dose.dose)
    press, subject = subject_of(site, someone.course)
    chosen = dose_in(subject, line)
    product = product_of(subject, chosen.versions[0].order.substance)
    found = computations(press, subject, chosen, bag_in(subject, bag), product)
    return [one.formula.rpartition("/")[0] for one in found]


@pytest.mark.parametrize(
    ("code", "line", "first"),
    [
        ("mFOLFOX6", "L1", "surface.dubois"),
        ("CARBO-TAXOL", "L2", "clearance.cockcroft_gault_88.4"),
        ("PEMBRO-200", "L1", "dose.flat"),
    ],
)
def test_what_the_dose_rests_on_comes_first(site: Station, code: str, line: str, first: str) -> None:
    formulas = _formulas(site, code, line)
    assert formulas[0] == first
    assert formulas[-1].startswith("concentration")
    assert len(formulas) == (3 if first.startswith("dose") else 4)


def test_a_number_that_does_not_agree_is_not_explained(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.claim(site, someone.course, dose.dose)
    press, subject = subject_of(site, someone.course)
    chosen, real = dose_in(subject), bag_in(subject, bag)
    product = product_of(subject, "oxaliplatine")
    other = msgspec.structs.replace(
        real, content=msgspec.structs.replace(real.content, draw=Quantity("33.3", Unit.ML))
    )
    formulas = [one.formula for one in computations(press, subject, chosen, other, product)]
    assert len(formulas) == 2  # surface and dose; neither volume nor concentration
    assert len(computations(press, subject, chosen, real, None)) == 2
