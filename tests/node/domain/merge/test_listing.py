"""Tables of pairs."""

from __future__ import annotations

from enum import StrEnum

from node.domain.merge.listing import Entry, harmless, lookup, rule


class Role(StrEnum):
    LENT = "lent"
    LOST = "lost"
    FOUND = "found"


def test_a_pair_is_found_in_both_orders_and_what_nobody_listed_is_not_there() -> None:
    table = lookup([rule("row", {Role.LENT}, {Role.LOST}), harmless({Role.FOUND}, {Role.FOUND}, "twice")])
    assert table[Role.LENT, Role.LOST] == table[Role.LOST, Role.LENT] == "row"
    assert table[Role.FOUND, Role.FOUND] is None
    assert (Role.FOUND, Role.LOST) not in table


def test_every_pair_of_an_entry_comes_once() -> None:
    entry: Entry[Role, str] = harmless(Role, Role, "all")
    pairs = [frozenset(pair) for pair in entry.pairs()]
    assert len(pairs) == len(set(pairs)) == 6
