"""What a dose and a bag tell of their own giving."""

from __future__ import annotations

from node.domain.state import Dose
from tests.node.domain.states import bag_at, dose_state, ref


def test_given_whole_and_given_in_part_are_both_given() -> None:
    whole, part = ref("whole"), ref("part")
    doses: tuple[Dose, ...] = (dose_state(given=(whole,)), dose_state(interrupted=(part,)), dose_state())
    assert [dose.administered for dose in doses] == [(whole,), (part,), ()]
    assert bag_at("received", given=(whole,), interrupted=(part,)).administered == (whole, part)
    assert bag_at("received").administered == ()
