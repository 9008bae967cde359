"""Narcotics: lines found later, made apart and dated before a count that did not see them."""

from __future__ import annotations

from msgspec.structs import replace

from node.domain.history import place_of
from schema.acts.narcotics import Counted, VaultCounted
from schema.rules import RECOUNTED
from tests.node.domain.vault_splits import VaultSplit, counting, entry, told, units

RULE = "found_later"


def _found(split: VaultSplit) -> None:
    split.at("base", entry("in", 10))
    split.part()


def test_it_stands_to_be_reconciled_by_a_pharmacist(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    count = vault_split.by_two("y", counting(8, 10))
    conflict = vault_split.conflict(RULE, line)
    assert set(conflict.acts) == {line.ref, count.ref}
    assert (conflict.alarm, conflict.owners, conflict.settled) == (True, ("release",), None)
    assert vault_split.state.later == (line.ref,)
    # Nothing is hidden meanwhile: the sum of all lines.
    assert vault_split.left() == "6"


def test_two_people_say_that_the_count_had_it_already(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    z = vault_split.join()
    alone = vault_split.reconcile(z, line, vault_split.conflict(RULE, line), "counted")
    assert vault_split.left() == "8"
    assert vault_split.conflict(RULE, line).settled is not None
    assert vault_split.state.later == ()
    assert alone.ref not in vault_split.state.waiting


def test_one_person_alone_reconciles_nothing(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    conflict = vault_split.conflict(RULE, line)
    z = vault_split.join()
    body = vault_split.reconcile(z, line, conflict, "added").body
    assert body is not None
    vault_split.site.acts.pop()
    assert vault_split.conflict(RULE, line).settled is None
    assert len(vault_split.state.waiting) == 1


def test_added_it_stands_beside_the_count(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(10, 10))
    vault_split.reconcile(vault_split.join(), line, vault_split.conflict(RULE, line), "added")
    assert vault_split.left() == "8"
    assert vault_split.state.later == ()


def test_reconciled_otherwise_apart_it_waits_until_somebody_knew_both(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    z = vault_split.join()
    vault_split.site.meet(z, "x")
    conflict = vault_split.conflict(RULE, line)
    vault_split.reconcile("x", line, conflict, "added")
    vault_split.reconcile(z, line, conflict, "counted")
    assert vault_split.conflict(RULE, line).settled is None
    assert (vault_split.state.later, vault_split.left()) == ((line.ref,), "6")
    vault_split.site.meet("x", z)
    vault_split.reconcile(z, line, conflict, "counted")
    assert vault_split.conflict(RULE, line).settled is not None
    assert (vault_split.state.later, vault_split.left()) == ((), "8")


def test_counted_again_by_two_who_knew_of_everything(vault_split: VaultSplit) -> None:
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    vault_split.by_two(vault_split.join(), counting(8, 6, hour=3))
    assert vault_split.left() == "8"
    assert vault_split.conflict(RULE, line).settled is not None


def test_typed_late_by_somebody_who_knew_of_the_count_it_is_found_later_too(vault_split: VaultSplit) -> None:
    _found(vault_split)
    vault_split.by_two("y", counting(8, 10))
    line = vault_split.at("y", entry("out", 2, hour=1))
    assert vault_split.conflict(RULE, line).settled is None


def test_dated_after_the_count_or_known_to_it_it_is_an_ordinary_line(vault_split: VaultSplit) -> None:
    _found(vault_split)
    vault_split.at("y", entry("out", 1, hour=1))
    vault_split.by_two("y", counting(9, 9))
    vault_split.at("x", entry("out", 2, hour=3))
    assert [one for one in vault_split.state.conflicts if one.rule == RULE] == []
    assert vault_split.left() == "7"


def test_one_difference_found_twice_apart(vault_split: VaultSplit) -> None:
    _found(vault_split)
    one = vault_split.by_two("x", counting(9, 10))
    other = vault_split.by_two("y", counting(9, 10))
    assert vault_split.left() == "8"
    conflict = vault_split.conflict(RULE, one)
    assert {one.ref, other.ref} <= set(conflict.acts)


def test_a_count_by_one_person_is_none_yet(vault_split: VaultSplit) -> None:
    _found(vault_split)
    vault_split.at("x", entry("out", 2, hour=1))
    count = vault_split.at("y", counting(8, 10))
    assert vault_split.left() == "8"
    assert vault_split.state.waiting == (count.ref,)
    assert vault_split.state.later == ()


def test_lines_on_two_branches_of_a_journal_are_two_conflicts(vault_split: VaultSplit) -> None:
    """A clone wrote another line at the very place of the first one: each is reconciled by itself."""
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    ref, order = replace(line.ref, core=b"c" * 32), line.place[0]
    twin = replace(
        line, ref=ref, place=place_of(order, ref), strand=b"twin".ljust(16), body=entry("out", 3, hour=1)
    )
    vault_split.site.acts.append(twin)
    vault_split.by_two("y", counting(8, 10))
    assert set(vault_split.state.later) == {line.ref, twin.ref}
    assert vault_split.conflict(RULE, line).subject != vault_split.conflict(RULE, twin).subject


def test_a_count_of_another_product_says_nothing_of_it(vault_split: VaultSplit) -> None:
    vault_split.site.rules = frozenset({RECOUNTED})
    vault_split.site.rights = {"bob": frozenset({"release"})}
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    z = vault_split.join()
    vault_split.by_two(z, VaultCounted((Counted("Autre produit fictif", units(0), units(0)),), told(3)))
    assert vault_split.conflict(RULE, line).settled is None
    vault_split.by_two(z, counting(8, 6, hour=4))
    assert vault_split.conflict(RULE, line).settled is not None


def test_a_count_without_a_pharmacist_reconciles_nothing(vault_split: VaultSplit) -> None:
    vault_split.site.rules = frozenset({RECOUNTED})
    _found(vault_split)
    line = vault_split.at("x", entry("out", 2, hour=1))
    vault_split.by_two("y", counting(8, 10))
    z = vault_split.join()
    vault_split.by_two(z, counting(8, 6, hour=4))
    assert vault_split.conflict(RULE, line).settled is None
    vault_split.site.rights = {"alice": frozenset({"release"})}
    vault_split.by_two(z, counting(8, 8, hour=5))
    assert vault_split.conflict(RULE, line).settled is not None
