"""Bounds at the door: at once, per time, per source and overall."""

from sync.gate import Gate, Limits

LIMITS = Limits(at_once=3, at_once_per_source=2, knocks=6, knocks_per_source=4, seconds=10)


def test_so_many_at_once_and_the_place_of_one_who_left() -> None:
    gate = Gate(LIMITS)
    assert [gate.admit("a", 0) for _ in range(3)] == [True, True, False]
    assert [gate.admit("b", 0) for _ in range(2)] == [True, False]
    gate.release("a")
    assert gate.admit("b", 0)


def test_so_many_knocks_per_time() -> None:
    gate = Gate(LIMITS)

    def knock(source: str, now: float) -> bool:
        admitted = gate.admit(source, now)
        if admitted:
            gate.release(source)
        return admitted

    assert [knock("a", 0) for _ in range(6)] == [True] * 4 + [False] * 2
    assert [knock("b", 9) for _ in range(3)] == [True, True, False]
    assert knock("a", 10), "a new window"


def test_nothing_is_kept_of_those_who_left() -> None:
    gate = Gate(LIMITS)
    for number in range(6):
        assert gate.admit(str(number), 0)
        gate.release(str(number))
    assert not gate._inside
    gate.admit("x", 11)
    assert set(gate._knocks) == {"x"}
