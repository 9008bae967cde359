"""A narcotics vault: any order of the same acts is the same ledger, and balances are sums of lines."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from node.domain.narcotics import fold_vault, needs_witness
from schema.acts.narcotics import VaultOpened, VaultWitnessed
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import same_in_any_order
from tests.node.domain.random_books import random_vault
from tests.node.domain.vault_splits import (
    MORPHINE,
    VaultSplit,
    counting,
    entry,
    handing,
)


def test_what_takes_two_people() -> None:
    assert [needs_witness(entry(way, 1)) for way in ("in", "out", "destroyed")] == [False, False, True]
    assert needs_witness(counting(1, 1))
    assert needs_witness(handing("x", 1, 1))
    assert not needs_witness(VaultOpened("Coffre", an_id("x")))


def test_below_nothing_is_an_alarm_and_never_clamped() -> None:
    split = VaultSplit("x comes first")
    split.at("base", entry("in", 1))
    split.part()
    one, other = split.at("x", entry("out", 1, hour=1)), split.at("y", entry("out", 1, hour=1))
    assert split.left() == "-1"
    conflict = split.conflict("vault_negative", one)
    assert set(conflict.acts) == {one.ref, other.ref}
    assert (conflict.alarm, conflict.owners) == (True, ("narcotics",))


def test_a_destruction_counts_at_once_and_waits_for_its_second_person() -> None:
    split = VaultSplit("x comes first")
    split.at("base", entry("in", 5))
    gone = split.at("base", entry("destroyed", 2))
    assert (split.left(), split.state.waiting) == ("3", (gone.ref,))
    split.at("base", VaultWitnessed(gone.ref), by="bob")
    assert (split.left(), split.state.waiting) == ("3", ())


@pytest.mark.parametrize("seed", range(60))
def test_any_order_of_a_random_history_is_the_same_and_balances_are_sums(seed: int) -> None:
    site = random_vault(Random(seed))
    state = same_in_any_order(fold_vault, site.acts)
    for one in state.balances:
        assert Decimal(one.amount) == sum(
            Decimal(line.change) for line in state.lines if line.unit == one.unit
        )
    assert len(state.balances) <= 1
    assert fold_vault(site.acts).balance(MORPHINE, "1") == state.balance(MORPHINE, "1")
