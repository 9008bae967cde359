"""What the sheet will say: volumes, vials, concentration, and what forbids it."""

from __future__ import annotations

from typing import Any

import pytest

from node.domain.decision import Refusal
from node.domain.dilution_plan import Plan, plan_for, use_by, vials_needed
from node.domain.state import Version
from node.reference.limits import STARTER_DOSES
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import NOW, ORDERED, PRODUCT, dose_state, mg, order, ref
from tests.node.domain.states_of_reference import product_body, product_state


def _plan(
    withdraw: bool = False, product: Any = None, lifted: str = "", limited: bool = False, **changes: Any
) -> Plan | Refusal:
    derogations = ((lifted, ref("agreed")),) if lifted else ()
    dose = dose_state(versions=(Version(ORDERED, order(**changes), ()),), derogations=derogations)
    here = situation(
        products={PRODUCT: product_state(**(product or {}))}, dose_limits=STARTER_DOSES if limited else None
    )
    return plan_for(dose, PRODUCT, here, withdraw)


def test_volumes_of_a_bag_to_which_the_drug_is_added() -> None:
    plan = _plan()
    assert isinstance(plan, Plan)
    # 700 mg at 50 mg/mL in 100 mL
    assert plan.draw == Quantity("14", Unit.ML)
    assert plan.final_volume == Quantity("114", Unit.ML)
    assert plan.final_concentration == Quantity("6.1404", Unit.MG_PER_ML)
    assert (plan.vials, plan.objections) == (1, ())


def test_volumes_of_a_bag_from_which_as_much_is_withdrawn_first() -> None:
    plan = _plan(withdraw=True)
    assert isinstance(plan, Plan)
    assert plan.final_volume == Quantity("100", Unit.ML)
    assert plan.final_concentration == Quantity("7", Unit.MG_PER_ML)


def test_a_syringe_is_as_strong_as_its_vial_and_has_no_range() -> None:
    plan = _plan(diluent="", volume=None)
    assert isinstance(plan, Plan)
    assert (plan.final_volume, plan.objections) == (plan.draw, ())
    assert plan.final_concentration == Quantity("50", Unit.MG_PER_ML)


@pytest.mark.parametrize(
    ("prescribed", "draw"), [("1001", "20"), ("499.6", "9.99"), ("52.3", "1.05"), ("2", "0.04")]
)
def test_the_draw_is_what_a_syringe_can_measure(prescribed: str, draw: str) -> None:
    plan = _plan(prescribed=mg(prescribed), diluent="", volume=None)
    assert isinstance(plan, Plan)
    assert plan.draw == Quantity(draw, Unit.ML)


@pytest.mark.parametrize(
    ("changes", "product", "code"),
    [
        ({"route": "it"}, {}, "route.forbidden"),
        ({"diluent": "Ringer"}, {}, "diluent.refused"),
        ({"volume": Quantity("10", Unit.ML)}, {}, "concentration.out_of_range"),
        ({"volume": Quantity("5000", Unit.ML)}, {}, "concentration.out_of_range"),
        ({"volume": Quantity("5000", Unit.ML)}, {"concentration_min": None}, None),
    ],
)
def test_what_forbids_it_is_an_objection(
    changes: dict[str, Any], product: dict[str, Any], code: str | None
) -> None:
    plan = _plan(product=product, **changes)
    assert isinstance(plan, Plan)
    assert [objection.code for objection in plan.objections] == ([code] if code else [])
    if code not in (None, "route.forbidden"):
        lifted = _plan(product=product, lifted=code or "", **changes)
        assert isinstance(lifted, Plan)
        assert lifted.objections == ()


def test_no_derogation_lifts_a_forbidden_route() -> None:
    plan = _plan(lifted="route.forbidden", route="it")
    assert isinstance(plan, Plan)
    assert [objection.code for objection in plan.objections] == ["route.forbidden"]


@pytest.mark.parametrize(
    ("changes", "product", "code"),
    [
        ({"volume": None}, {}, "dosing.no_bag"),
        ({}, {"concentration": Quantity("50", Unit.IU_PER_ML)}, "dosing.unit"),
        ({}, {"substance": "autre"}, "product.other_substance"),
        ({"prescribed": mg("0.001")}, {}, "dosing.rounds_to_nothing"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    changes: dict[str, Any], product: dict[str, Any], code: str
) -> None:
    plan = _plan(product=product, **changes)
    assert isinstance(plan, Refusal)
    assert plan.code == code


def test_a_bag_too_small_to_withdraw_from_is_refused() -> None:
    plan = _plan(withdraw=True, volume=Quantity("10", Unit.ML))
    assert isinstance(plan, Refusal)
    assert plan.code == "dosing.bag_too_small"


def test_products_that_are_unknown_or_disputed_are_named() -> None:
    dose = dose_state()
    state = product_state()
    disputed = type(state)(state.versions, None, (), (), (), (), False)
    for products, code in (({}, "product.unknown"), ({PRODUCT: disputed}, "product.disputed")):
        plan = plan_for(dose, PRODUCT, situation(products=products), withdraw=False)
        assert isinstance(plan, Refusal)
        assert plan.code == code
    assert isinstance(plan_for(dose, an_id("nowhere"), situation(), withdraw=False), Refusal)


@pytest.mark.parametrize(("dose", "vials"), [("1000", 1), ("1000.1", 2), ("1", 1), ("3000", 3)])
def test_vials_are_counted_up(dose: str, vials: int) -> None:
    assert vials_needed(mg(dose), Quantity("1", Unit.G)) == vials


def test_use_by_is_counted_in_hours() -> None:
    assert use_by(NOW, product_body(stability_hours=24)) == NOW + 24 * 3_600_000


def test_a_bag_takes_only_so_much_more_unless_two_people_agree() -> None:
    # 3 750 mg at 50 mg/mL are 75 mL, as much as a bag of 100 mL takes.
    anything = {"concentration_max": None}

    def codes(milligrams: str, **changes: Any) -> list[str]:
        plan = _plan(limited=True, product=anything, prescribed=mg(milligrams), **changes)
        assert isinstance(plan, Plan)
        return [one.code for one in plan.objections]

    assert codes("3750") == []
    assert codes("3755") == ["volume.beyond_bag"]
    assert codes("3755", lifted="volume.beyond_bag") == []
    assert codes("3755", withdraw=True) == [], "as much is taken out first"
    assert codes("3755", diluent="", volume=None) == []


def test_no_hard_stop_hides_behind_another() -> None:
    plan = _plan(prescribed=mg("5000"), limited=True)
    assert isinstance(plan, Plan)
    assert [one.code for one in plan.objections] == ["concentration.out_of_range", "volume.beyond_bag"]
