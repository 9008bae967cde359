"""Progress is told at the start, now and then, and at the end."""

from node.progress import EVERY, Steps, unheard


def test_it_begins_and_ends_and_never_passes_the_end() -> None:
    told: list[tuple[int, int]] = []
    steps = Steps(lambda done, total: told.append((done, total)), 3)
    for _ in range(4):
        steps.one()
    assert told == [(0, 3), (3, 3), (3, 3)]


def test_many_steps_are_told_now_and_then() -> None:
    told: list[tuple[int, int]] = []
    steps = Steps(lambda done, total: told.append((done, total)), 1000)
    for _ in range(999):
        steps.one()
    assert len(told) == 1 + 999 // EVERY
    unheard(1, 2)
