"""Narcotics: one keeper workstation a vault; a hand-over is a count by two people."""

from __future__ import annotations

from tests.node.domain.acts import an_id
from tests.node.domain.vault_splits import VaultSplit, entry, handing

RULE = "keepers_apart"


def test_handed_over_once_it_has_a_new_keeper(vault_split: VaultSplit) -> None:
    vault_split.at("base", entry("in", 10))
    assert vault_split.state.keepers == (an_id("base"),)
    handed = vault_split.at("base", handing("x", 10, 10))
    assert vault_split.state.keepers == (an_id("base"),)
    assert vault_split.state.waiting == (handed.ref,)
    vault_split.site.acts.pop()
    vault_split.by_two("base", handing("x", 9, 10))
    assert (vault_split.state.keepers, vault_split.left()) == ((an_id("x"),), "9")


def test_handed_over_twice_apart_is_an_alarm_until_handed_over_anew(vault_split: VaultSplit) -> None:
    vault_split.at("base", entry("in", 10))
    vault_split.part()
    one = vault_split.by_two("x", handing("x", 10, 10))
    other = vault_split.by_two("y", handing("y", 10, 10))
    assert set(vault_split.state.keepers) == {an_id("x"), an_id("y")}
    conflict = vault_split.conflict(RULE, one)
    assert set(conflict.acts) == {one.ref, other.ref}
    assert (conflict.alarm, conflict.owners, conflict.settled) == (True, ("release",), None)
    vault_split.by_two(vault_split.join(), handing("y", 10, 10, hour=4))
    assert vault_split.state.keepers == (an_id("y"),)
    assert vault_split.conflict(RULE, one).settled is not None


def test_lines_of_a_workstation_that_does_not_keep_it_are_marked(vault_split: VaultSplit) -> None:
    vault_split.at("base", entry("in", 10))
    vault_split.part()
    foreign = vault_split.at("x", entry("out", 1, hour=1))
    assert foreign.ref in vault_split.state.apart
    assert vault_split.left() == "9"
