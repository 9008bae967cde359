"""What people and peers say of a clock, and until when it counts."""

from __future__ import annotations

from node.timekeeper import SAME_MINUTE_MS, Timekeeper
from schema.transaction import Tip
from tests.node.stations import MORNING, Clock

MINUTE, DAY = 60_000, 86_400_000
A, B = b"a" * 16, b"b" * 16


def act(at: int, seq: int = 1) -> tuple[Tip, int]:
    return Tip(b"j" * 16, seq, bytes([seq]) * 32), at


def test_one_that_does_not_ask_believes_its_clock() -> None:
    keeper = Timekeeper(Clock(), None, asks=False)
    keeper.heard(A, 10 * DAY)
    assert (keeper.doubt(act(MORNING + DAY)), keeper.now()) == ("", MORNING)


def test_alone_until_a_peer_agrees_and_ever_after() -> None:
    keeper = Timekeeper(Clock(), None, asks=True)
    assert keeper.doubt(None) == "alone"
    keeper.heard(A, 3_000)
    assert keeper.doubt(None) == ""
    keeper.heard(A, None)
    assert keeper.doubt(None) == ""


def test_a_restart_right_after_an_act_needs_nobody() -> None:
    assert Timekeeper(Clock(), act(MORNING - MINUTE), asks=True).doubt(act(MORNING - MINUTE)) == ""
    assert Timekeeper(Clock(), act(MORNING - DAY), asks=True).doubt(act(MORNING - DAY)) == "alone"


def test_a_person_who_confirms_is_asked_again_only_by_something_new() -> None:
    clock = Clock()
    keeper = Timekeeper(clock, act(MORNING + DAY), asks=True)
    keeper.heard(A, DAY)
    assert keeper.doubt(act(MORNING + DAY)) == "behind"
    keeper.confirm(MORNING + SAME_MINUTE_MS, act(MORNING + DAY))
    assert (keeper.doubt(act(MORNING + DAY)), keeper.now()) == ("", MORNING)
    # What is recorded from here on is dated by the clock that was confirmed.
    assert keeper.doubt(act(MORNING, seq=2)) == ""
    clock.advance(days=-1)
    assert keeper.doubt(act(MORNING, seq=2)) == "behind"
    clock.advance(days=1)
    # The peer that was off when they were asked may drift a little; another one is a new question.
    keeper.heard(A, DAY + MINUTE)
    assert keeper.doubt(act(MORNING, seq=2)) == ""
    keeper.heard(B, DAY)
    assert keeper.doubt(act(MORNING, seq=2)) == "peers"


def test_a_person_may_correct_the_clock() -> None:
    """A flat battery: the machine believes it is another year, and only an administrator may set it."""
    clock = Clock()
    keeper = Timekeeper(clock, act(MORNING + 400 * DAY), asks=True)
    right = MORNING + 400 * DAY + 8 * 60 * MINUTE
    keeper.confirm(right, act(MORNING + 400 * DAY))
    clock.advance(minutes=3)
    assert keeper.now() == keeper.now_ms() == right + 3 * MINUTE, "peers compare what acts are dated by"
    assert keeper.monotonic() == clock.monotonic()
    # A peer whose clock is right agrees with what the person said, not with the machine.
    keeper.heard(A, 10_000)
    assert keeper.doubt(act(right, seq=2)) == ""
    keeper.heard(B, MORNING - right)
    keeper.heard(A, None)
    assert keeper.doubt(act(right, seq=2)) == "peers"


def test_a_peer_told_of_before_a_correction_agrees_with_it_after() -> None:
    """What was heard against the wrong time is not heard again to be believed."""
    clock = Clock()
    keeper = Timekeeper(clock, None, asks=True)
    keeper.heard(A, 400 * DAY)
    assert keeper.doubt(None) == "peers"
    keeper.confirm(MORNING + 400 * DAY, None)
    assert keeper.doubt(act(MORNING + 400 * DAY)) == ""
    keeper.heard(A, 0)
    assert keeper.doubt(act(MORNING + 400 * DAY)) == ""
