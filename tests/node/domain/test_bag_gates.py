"""What a bag's own fate keeps it from, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from node.domain import bag_gates
from tests.node.domain.states import bag_at, code_of, ready_dose, ref


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"recalled": (ref("x"),), "destroyed": (ref("y"),)}, "bag.recalled"),
        ({"destroyed": (ref("y"),)}, "bag.destroyed"),
        ({"rejected": ref("x")}, "bag.rejected"),
        ({"voided": ref("x")}, "bag.voided"),
        ({"yielded": True}, "bag.yielded"),
    ],
)
def test_each_end_of_a_bag_has_itscode_of(changes: dict[str, Any], code: str | None) -> None:
    assert code_of(bag_gates.ended(bag_at("made", **changes))) == code


def test_a_bag_expires_unless_two_people_agreed() -> None:
    bag, dose = bag_at("released"), ready_dose()
    assert bag_gates.expired(bag, dose, bag.content.use_by) is None
    late = bag.content.use_by + 1
    assert code_of(bag_gates.expired(bag, dose, late)) == "bag.expired"
    lifted = (("bag.expired", ref("agreed")),)
    assert bag_gates.expired(bag_at("released", derogations=lifted), dose, late) is None
    assert bag_gates.expired(bag, ready_dose(derogations=lifted), late) is None
