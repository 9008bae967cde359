"""Steps of a vault: what an act changes by product, and whose second signature counts."""

from __future__ import annotations

from decimal import Decimal

from node.domain.fold.narcotics import changes_of, line_id, product_key, vault_case
from schema.acts.narcotics import VaultWitnessed
from schema.transaction import ActRef
from tests.node.domain.acts import Site
from tests.node.domain.vault_splits import MORPHINE, VAULT, counting, entry

KEY = product_key(MORPHINE, "1")


def test_amounts_have_their_sign_and_a_count_its_difference() -> None:
    assert changes_of(entry("in", 3)) == {KEY: Decimal(3)}
    assert changes_of(entry("out", 3)) == changes_of(entry("destroyed", 3)) == {KEY: Decimal(-3)}
    assert changes_of(counting(8, 10)) == {KEY: Decimal(-2)}
    assert changes_of(counting(8, 8)) == changes_of(None) == {}


def test_a_product_written_otherwise_is_the_same_and_another_unit_is_not() -> None:
    assert product_key("MORPHINE  fictive 10 mg/mL Ampoule", "1") == KEY
    assert product_key(MORPHINE, "mg") != KEY


def test_the_second_person_is_another_who_knew() -> None:
    site = Site()
    count = site.act("a", counting(8, 10), VAULT, by="alice")
    site.act("a", VaultWitnessed(count.ref), VAULT, by="alice")
    site.act("b", VaultWitnessed(count.ref), VAULT, by="bob")
    assert vault_case(site.acts).steps == []
    second = site.act("a", VaultWitnessed(count.ref), VAULT, by="carol")
    case = vault_case(site.acts)
    assert [step.act for step in case.steps] == [count]
    assert case.witnesses[count.ref] == second


def test_lines_of_two_branches_of_a_journal_are_two() -> None:
    """A clone writes another line at the same place."""
    one = ActRef(b"j" * 16, 7, 1, b"a" * 32)
    places = (one, ActRef(one.journal, 7, 1, b"b" * 32), ActRef(one.journal, 7, 2, one.core))
    assert len({line_id(ref) for ref in places}) == 3
