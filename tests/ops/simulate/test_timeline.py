"""Simulated time: one order of events, one digest of what happened, clocks that are wrong."""

from functools import partial

from ops.simulate.timeline import LAST_LINES, MORNING, Timeline, WallClock


def test_things_happen_in_order_of_time_then_of_asking() -> None:
    timeline, happened = Timeline(), list[str]()
    for delay, what in ((20, "late"), (10, "first"), (10, "second"), (-5, "now")):
        timeline.after(delay, partial(happened.append, what))
    instants = []
    while timeline.step():
        instants.append(timeline.now - MORNING)
    assert happened == ["now", "first", "second", "late"]
    assert instants == [0, 10, 10, 20]
    assert not timeline.step()


def test_what_happens_may_ask_for_more() -> None:
    timeline, happened = Timeline(), list[int]()

    def again() -> None:
        happened.append(timeline.now - MORNING)
        if len(happened) < 3:
            timeline.after(5, again)

    timeline.after(1, again)
    while timeline.step():
        pass
    assert happened == [1, 6, 11]


def test_the_trace_is_all_that_happened_and_when() -> None:
    def run(*words: object, later: int = 0) -> str:
        timeline = Timeline()
        timeline.after(later, lambda: timeline.note(*words))
        timeline.step()
        return timeline.trace

    assert run("pull", "A", b"\x01" * 16) == run("pull", "A", b"\x01" * 16)
    assert len({run("pull"), run("plug"), run("pull", later=1), Timeline().trace}) == 4


def test_only_the_last_lines_are_kept_but_all_are_in_the_digest() -> None:
    timeline, other = Timeline(), Timeline()
    other.note("something before")
    for one in (timeline, other):
        for number in range(LAST_LINES):
            one.note(number)
    assert timeline.lines == other.lines
    assert len(timeline.lines) == LAST_LINES
    assert timeline.trace != other.trace


def test_a_wrong_clock_does_not_move_time() -> None:
    timeline = Timeline()
    right, dead = WallClock(timeline), WallClock(timeline)
    dead.offset = -2 * MORNING
    assert right.now_ms() == timeline.now == MORNING
    assert dead.now_ms() == 1
    before = dead.monotonic()
    timeline.after(1500, lambda: None)
    timeline.step()
    assert dead.monotonic() - before == 1.5
    assert right.now_ms() == MORNING + 1500
