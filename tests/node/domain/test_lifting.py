"""What two people may lift, and what their derogation covers."""

from __future__ import annotations

from node.domain import lifting
from schema.rules import PASSED_UNREAD
from tests.node.domain.states import ready_dose, ref


def test_what_two_people_may_lift_follows_the_rules_that_hold() -> None:
    assert set(lifting.LIFTABLE) - set(lifting.liftable(())) == {"course.known_in_part"}
    assert lifting.liftable({PASSED_UNREAD}) == lifting.LIFTABLE


def test_no_derogation_lifts_another_rule() -> None:
    dose = ready_dose(derogations=(("vial.expired", ref("agreed")),))
    assert not lifting.lifted("bag.expired", dose)
