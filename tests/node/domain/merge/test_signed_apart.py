"""Regimen or product signed ‖ signed."""

from __future__ import annotations

import pytest

from node.domain.fold.versions import version_id
from node.domain.reference import ProductState, RegimenState, fold_product, fold_regimen
from schema.acts.regimen import ProductRetired, RegimenDrafted, RegimenRetired
from schema.acts.settlement import ProductSettled, RegimenSettled
from schema.rules import RETIRED_ALIKE
from tests.node.domain.acts import an_id
from tests.node.domain.splits import KINDS
from tests.node.domain.states_of_reference import product_body, regimen_body
from tests.node.domain.version_splits import FILE, VersionSplit

RULE = "signed_apart"


@pytest.fixture(params=KINDS)
def regimen(request: pytest.FixtureRequest) -> VersionSplit[RegimenState]:
    return VersionSplit(request.param, fold_regimen, RegimenSettled)


@pytest.fixture(params=KINDS)
def product(request: pytest.FixtureRequest) -> VersionSplit[ProductState]:
    return VersionSplit(request.param, fold_product, ProductSettled)


def test_neither_is_the_default_until_one_is_chosen(regimen: VersionSplit[RegimenState]) -> None:
    regimen.at("base", regimen_body(version="1"))
    regimen.part()
    one = regimen.at("x", regimen_body(version="2a"))
    other = regimen.at("y", regimen_body(version="2b"))
    state = regimen.state
    assert (state.default, set(state.disputed)) == (None, {one.ref, other.ref})
    conflict = regimen.conflict(RULE)
    assert (conflict.owners, conflict.choices, conflict.settled) == (("reference",), ("keep",), None)
    assert (conflict.subject, set(conflict.acts)) == (FILE, {one.ref, other.ref})
    settled = regimen.settle(regimen.join(), conflict, version_id(other.ref))
    state = regimen.state
    assert (state.default, state.disputed) == (other.ref, ())
    assert regimen.conflict(RULE).settled == settled.ref
    # Both stay: a course begun with either goes on with what it names.
    assert state.version(one.ref) == one.body


def test_a_product_too_and_a_new_version_that_knew_both_is_a_way_out(
    product: VersionSplit[ProductState],
) -> None:
    product.part()
    product.at("x", product_body(stability_hours=24))
    product.at("y", product_body(stability_hours=48))
    assert product.state.current is None
    third = product.at(product.join(), product_body(stability_hours=36))
    assert product.state.default == third.ref
    assert product.conflict(RULE).settled == third.ref


def test_word_for_word_the_same_converges(regimen: VersionSplit[RegimenState]) -> None:
    regimen.part()
    signed = [regimen.at(station, regimen_body()) for station in "xy"]
    state = regimen.state
    assert state.conflicts == ()
    assert state.default == min(signed, key=lambda act: act.place).ref


def test_chosen_apart_and_otherwise_it_is_open_again(regimen: VersionSplit[RegimenState]) -> None:
    regimen.part()
    one = regimen.at("x", regimen_body(version="2a"))
    other = regimen.at("y", regimen_body(version="2b"))
    regimen.site.meet("x", "y")
    conflict = regimen.conflict(RULE)
    regimen.settle("x", conflict, version_id(one.ref))
    regimen.settle("y", conflict, version_id(other.ref), by="carol")
    assert regimen.conflict(RULE).settled is None
    assert regimen.state.default is None


def test_what_is_no_version_of_the_two_cannot_be_kept(regimen: VersionSplit[RegimenState]) -> None:
    regimen.part()
    regimen.at("x", regimen_body(version="2a"))
    regimen.at("y", regimen_body(version="2b"))
    regimen.settle(regimen.join(), regimen.conflict(RULE), an_id("something else"))
    assert regimen.conflict(RULE).settled is None


def test_retiring_one_of_them_leaves_the_other(product: VersionSplit[ProductState]) -> None:
    product.part()
    one = product.at("x", product_body(stability_hours=24))
    other = product.at("y", product_body(stability_hours=48))
    retired = product.at(product.join(), ProductRetired(one.ref, True, "erreur de stabilité"))
    state = product.state
    assert state.default == other.ref
    assert [(gone.version, gone.act, gone.wrong) for gone in state.retired] == [(one.ref, retired.ref, True)]
    assert product.conflict(RULE).settled == retired.ref


def test_a_chosen_version_that_is_retired_does_not_bring_the_other_back(
    regimen: VersionSplit[RegimenState],
) -> None:
    regimen.part()
    one = regimen.at("x", regimen_body(version="2a"))
    regimen.at("y", regimen_body(version="2b"))
    z = regimen.join()
    regimen.settle(z, regimen.conflict(RULE), version_id(one.ref))
    regimen.at(z, RegimenRetired(one.ref, False, "remplacée"))
    state = regimen.state
    assert (state.default, state.disputed) == (None, ())


def test_retired_while_a_new_version_is_signed_elsewhere_the_new_one_stands(
    regimen: VersionSplit[RegimenState],
) -> None:
    old = regimen.at("base", regimen_body(version="1"))
    regimen.part()
    regimen.at("x", RegimenRetired(old.ref, False, "ancienne"))
    new = regimen.at("y", regimen_body(version="2"))
    assert (regimen.state.default, regimen.state.conflicts) == (new.ref, ())


@pytest.mark.parametrize("known", [True, False])
def test_a_retirement_takes_what_says_the_same_word_for_word(
    product: VersionSplit[ProductState], known: bool
) -> None:
    product.site.rules = frozenset({RETIRED_ALIKE})
    product.part()
    one, other = product.at("x", product_body()), product.at("y", product_body())
    different = product.at("y", product_body(stability_hours=1))
    retired = product.at(product.join() if known else "x", ProductRetired(one.ref, True, "erreur"))
    state = product.state
    assert (state.default, state.disputed) == (different.ref, ())
    gone = {(found.version, found.act, found.wrong) for found in state.retired}
    assert gone == {(one.ref, retired.ref, True), (other.ref, retired.ref, True)}
    assert state.anomalies == ()


def test_what_is_signed_knowing_of_the_retirement_stands(regimen: VersionSplit[RegimenState]) -> None:
    regimen.site.rules = frozenset({RETIRED_ALIKE})
    regimen.part()
    one = regimen.at("x", regimen_body())
    regimen.at("y", regimen_body())
    z = regimen.join()
    regimen.at(z, RegimenRetired(one.ref, True, "erreur"))
    assert regimen.state.default is None
    again = regimen.at(z, regimen_body())
    assert regimen.state.default == again.ref


def test_before_the_rule_a_retirement_takes_what_it_names_alone(regimen: VersionSplit[RegimenState]) -> None:
    regimen.part()
    one, other = regimen.at("x", regimen_body()), regimen.at("y", regimen_body())
    retired = regimen.at(regimen.join(), RegimenRetired(one.ref, True, "erreur"))
    assert regimen.state.default == other.ref
    assert [(gone.version, gone.act) for gone in regimen.state.retired] == [(one.ref, retired.ref)]


def test_draft_and_draft_are_two_drafts(regimen: VersionSplit[RegimenState]) -> None:
    draft = an_id("draft")
    regimen.at("base", RegimenDrafted(draft, regimen_body(version="d0")))
    regimen.part()
    drafts = {
        regimen.at("x", RegimenDrafted(draft, regimen_body(version="d1"))).ref,
        regimen.at("y", RegimenDrafted(draft, regimen_body(version="d2"))).ref,
    }
    assert {one.act for one in regimen.state.drafts} == drafts
    assert (regimen.state.conflicts, regimen.state.default) == ((), None)
    last = regimen.at(regimen.join(), RegimenDrafted(draft, regimen_body(version="d3")))
    assert [one.act for one in regimen.state.drafts] == [last.ref]


def test_nobody_retires_what_they_do_not_know(regimen: VersionSplit[RegimenState]) -> None:
    regimen.part()
    unknown = regimen.at("x", regimen_body(version="2"))
    odd = regimen.at("y", RegimenRetired(unknown.ref, True, "?"))
    state = regimen.state
    assert state.default == unknown.ref
    assert [(one.code, one.act) for one in state.anomalies] == [("unknown_version", odd.ref)]
