"""Situations find what deciders ask for; who did an act is whom it tells of."""

from __future__ import annotations

from node.domain.situation import doers_of
from schema.acts.dispensing import BagReceived
from schema.acts.patient import PatientNoted
from tests.node.domain.acts import Site, an_id
from tests.node.domain.situations import situation, with_bag
from tests.node.domain.states import BAG, DOSE, PRODUCT, bag_state, told
from tests.node.domain.states_of_reference import product_state


def test_doses_bags_and_products_are_found() -> None:
    here = with_bag(bag_state())
    dose, bag = here.dose(DOSE), here.bag(BAG)
    assert dose is not None
    assert bag is not None
    assert (here.dose(BAG), here.bag(DOSE), here.cycle(9)) == (None, None, None)


def test_products_are_found_by_substance_whatever_its_accents() -> None:
    disputed = product_state()
    here = situation(products={PRODUCT: product_state(substance="Éxemplumab"), an_id("other"): disputed})
    assert set(here.products_of("exemplumab")) == {PRODUCT}


def test_a_product_without_a_default_is_not_used() -> None:
    state = product_state()
    none = type(state)(state.versions, None, (), (), (), (), False)
    assert situation(products={PRODUCT: none}).products_of("fluorouracile") == {}


def test_who_did_each_act() -> None:
    site = Site()
    typed = site.act("A", BagReceived(BAG, told(by="nora")), BAG, by="alice")
    own = site.act("A", BagReceived(BAG, told()), BAG, by="alice")
    note = site.act("A", PatientNoted("x"), BAG, by="bob")
    assert typed.doer == an_id("nora")
    assert doers_of(site.acts) == {
        typed.ref: an_id("nora"),
        own.ref: an_id("alice"),
        note.ref: an_id("bob"),
    }
