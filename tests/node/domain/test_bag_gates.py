"""What a bag's own fate keeps it from, one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from node.domain import bag_gates
from node.domain.state import Version
from tests.node.domain.situations import situation
from tests.node.domain.states import ORDERED, bag_at, code_of, order, ready_dose, ref


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


@pytest.mark.parametrize(
    ("use_by", "planned", "code"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), "2026-11-24", "bag.over_before_its_day"),
        # Midnight by the clocks of the site, an hour before that of Greenwich.
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), "2026-11-24", None),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "2026-11-29", "bag.over_before_its_day"),
    ],
)
def test_a_bag_that_is_over_before_its_day_begins(use_by: datetime, planned: str, code: str | None) -> None:
    dose = ready_dose(versions=(Version(ORDERED, order(planned=planned), ()),))
    here = situation(zone=timezone(timedelta(hours=1)))
    assert code_of(bag_gates.over_before_its_day(here, dose, int(use_by.timestamp() * 1000))) == code
