"""What holds by the name of the drug, whatever a site signed or forgot."""

from __future__ import annotations

import pytest

from node.domain import drug_gates
from node.domain.backstop import fatal_by_other_routes, forbidden_by_name, is_vinca, required_by_name
from tests.node.domain.situations import situation
from tests.node.domain.states import PRODUCT, dose_state, order, outcome, ready_dose
from tests.node.domain.states_of_reference import product_state
from tests.node.intake.table import all_substances


@pytest.mark.parametrize(
    "name",
    [
        "vincristine",
        "VINCRISTINE (SULFATE DE)",
        "Sulfate de vincristine",
        "vindésine",
        "Vinorelbine ditartrate",
        "vinflunine",
        "vinblastine",
    ],
)
@pytest.mark.parametrize("route", ["it", "sc", "im", "ip", "vessie", ""])
def test_a_vinca_alkaloid_by_any_name_goes_into_a_vein_only(name: str, route: str) -> None:
    assert forbidden_by_name(name, route)
    assert not forbidden_by_name(name, "iv")


@pytest.mark.parametrize("name", ["fluorouracile", "Fluorouracil", "5-FU", "capécitabine", "tégafur"])
def test_a_fluoropyrimidine_by_any_name_takes_the_mention(name: str) -> None:
    assert required_by_name(name) == {"uracilemia"}


@pytest.mark.parametrize("name", ["cisplatine", "méthotrexate", "paclitaxel", "vin", "uracile", ""])
def test_other_drugs_are_left_to_what_was_signed(name: str) -> None:
    assert not is_vinca(name)
    assert not required_by_name(name)


def test_every_drug_that_the_catalogue_knows_in_these_families_is_caught() -> None:
    """The drug database's own table and this one cannot drift apart."""
    for substance in all_substances():
        assert is_vinca(substance.inn) is (substance.family == "vinca"), substance.inn
        assert bool(required_by_name(substance.inn)) is (substance.family == "fluoropyrimidine")


def test_a_product_signed_without_its_family_removes_no_stop() -> None:
    careless = product_state(substance="vincristine", family="", routes=("iv", "it"), prerequisites=())
    here = situation(products={PRODUCT: careless})
    dose = dose_state(order(substance="vincristine", route="it"))
    refusal = drug_gates.forbidden_route(here, dose, PRODUCT)
    assert outcome(refusal) == "refused route.forbidden"
    assert drug_gates.forbidden_route(here, dose_state(order(substance="vincristine")), PRODUCT) is None


def test_a_paper_says_so_by_family_or_by_name() -> None:
    assert fatal_by_other_routes("vincristine", "")
    assert fatal_by_other_routes("un alcaloïde futur", "vinca")
    assert not fatal_by_other_routes("cisplatine", "platinum")


def test_nor_does_no_product_at_all() -> None:
    here = situation(products={})
    dose = dose_state(order(substance="vincristine", route="it"))
    assert outcome(drug_gates.forbidden_route(here, dose)) == "refused route.forbidden"


@pytest.mark.parametrize("products", [{}, {PRODUCT: product_state(prerequisites=(), family="")}])
def test_a_product_signed_without_its_prerequisite_removes_no_mention(products: dict[bytes, object]) -> None:
    here = situation(products=products)
    assert drug_gates.mentions_required(here, "fluorouracile") == ("uracilemia",)
    assert outcome(drug_gates.mention_missing(here, ready_dose(), ())) == "refused mention.not_checked"


def test_signed_prerequisites_add_to_those_by_name() -> None:
    here = situation(products={PRODUCT: product_state(prerequisites=("autre",))})
    assert drug_gates.mentions_required(here, "fluorouracile") == ("autre", "uracilemia")
    assert drug_gates.mentions_required(here, "cisplatine") == ()
