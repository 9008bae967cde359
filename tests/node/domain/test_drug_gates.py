"""What a drug demands, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from node.domain import drug_gates
from node.domain.state import Version
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import ORDERED, PRODUCT, code_of, dose_state, order, ready_dose, ref
from tests.node.domain.states_of_reference import product_state


@pytest.mark.parametrize(
    ("route", "product", "code"),
    [
        ("iv", {}, None),
        ("it", {}, "route.forbidden"),
        ("it", {"routes": ("iv", "it")}, None),
        ("it", {"routes": ("iv", "it"), "family": "vinca"}, "route.forbidden"),
        ("iv", {"routes": ("iv", "it"), "family": "vinca"}, None),
    ],
)
def test_a_vinca_alkaloid_goes_into_a_vein_whatever_was_signed(
    route: str, product: dict[str, Any], code: str | None
) -> None:
    here = situation(products={PRODUCT: product_state(**product)})
    assert code_of(drug_gates.forbidden_route(here, dose_state(order(route=route)))) == code


def test_one_vinca_among_the_products_is_enough() -> None:
    products = {PRODUCT: product_state(family="vinca"), an_id("b"): product_state(routes=("it",))}
    here = situation(products=products)
    assert code_of(drug_gates.route_trouble(here, "fluorouracile", "it", an_id("b"))) == "route.forbidden"


@pytest.mark.parametrize(
    ("written", "checked", "code"),
    [
        (("uracilemia",), ("uracilemia",), None),
        ((), ("uracilemia",), "mention.missing"),
        (("uracilemia",), (), "mention.not_checked"),
    ],
)
def test_a_prerequisite_is_stated_and_checked(
    written: tuple[str, ...], checked: tuple[str, ...], code: str | None
) -> None:
    dose = ready_dose(versions=(Version(ORDERED, order(), written),))
    assert code_of(drug_gates.mention_missing(situation(), dose, checked)) == code
    lifted = ready_dose(versions=dose.versions, derogations=(("mention.missing", ref("agreed")),))
    if code == "mention.missing":
        assert drug_gates.mention_missing(situation(), lifted, checked) is None
