"""What a check between files holds back."""

from __future__ import annotations

from node.domain.crosscheck import CROSS_CHECKS
from node.domain.merge.row import EVERY_STEP
from node.domain.merge.steps_held import AGAIN, BACK_TO, holds
from node.domain.merge.table import ROWS


def test_every_open_check_keeps_a_bag_from_the_patient() -> None:
    for rule in CROSS_CHECKS:
        assert holds(rule, "dispense")
        assert holds(rule, "administer")
        # For somebody who is gone nothing is decided either; a prescriber first says what is so.
        assert holds(rule, "validate") is (rule == "patient_gone")


def test_the_way_out_is_never_held_back_by_its_own_rule() -> None:
    for rule, step in BACK_TO.items():
        assert rule in CROSS_CHECKS
        assert step in EVERY_STEP
        assert not holds(rule, step)
    assert not holds("made_before_result", "release")


def test_what_is_due_again_is_left_possible_by_its_own_row() -> None:
    for rule, step in AGAIN.items():
        assert step in ROWS[rule].leaves
        assert not ROWS[rule].choices
