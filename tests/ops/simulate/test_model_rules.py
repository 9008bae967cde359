"""The table of disagreements: it names what the program names, and whose each is."""

from __future__ import annotations

import pytest

from node.domain.merge.owners import OWNERS
from node.domain.merge.table import ROWS
from ops.simulate.model_acts import ROLES
from ops.simulate.model_rules import RULES


@pytest.mark.parametrize("name", RULES)
def test_each_is_a_row_of_the_program_with_its_owners(name: str) -> None:
    assert all(tuple(rule.owners) == OWNERS[name] for rule in RULES[name])


def test_each_offers_what_the_program_offers() -> None:
    for name, rules in RULES.items():
        for rule in rules:
            assert (tuple(rule.choices), rule.known_too) == (ROWS[name].choices, ROWS[name].known_too)
            assert rule.holds_bags == ROWS[name].holds_bags


def test_its_roles_are_those_of_acts() -> None:
    known = {*ROLES.values(), "rejected", "left_out", "elsewhere"}
    assert {role for rules in RULES.values() for rule in rules for role in (*rule.left, *rule.right)} <= known
