"""Stops, resumptions and cycles."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import History, Station, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import anomalies, dose_of


def _course() -> tuple[History, Station, Station]:
    history = History()
    a, b = history.stations("A", "B")
    start(a, dose("J1"), dose("J1b", line="L2"), dose("J8", day=8))
    a.prescribes(dose("K1"), cycle=2)
    b.sees(a)
    return history, a, b


@pytest.mark.parametrize(
    ("level", "cycle", "day", "line", "stopped"),
    [
        ("course", 0, 0, "", {"J1", "J1b", "J8", "K1"}),
        ("cycle", 1, 0, "", {"J1", "J1b", "J8"}),
        ("cycle", 2, 0, "", {"K1"}),
        ("day", 1, 8, "", {"J8"}),
        ("day", 1, 1, "", {"J1", "J1b"}),
        ("line", 0, 0, "L1", {"J1", "J8", "K1"}),
        ("line", 1, 0, "L1", {"J1", "J8"}),
        ("line", 0, 0, "L2", {"J1b"}),
    ],
)
def test_a_stop_covers_its_level(level: str, cycle: int, day: int, line: str, stopped: set[str]) -> None:
    history, a, _ = _course()
    a.stops(level, cycle=cycle, day=day, line=line)
    state = history.fold()
    assert {name for name in ("J1", "J1b", "J8", "K1") if dose_of(state, name).status == "stopped"} == stopped


def test_a_stop_holds_until_a_resumption_that_names_it() -> None:
    history, a, b = _course()
    one, other = a.stops("line", line="L1"), a.stops("day", cycle=1, day=1)
    lifted = a.resumes(one)
    state = history.fold()
    assert dose_of(state, "J1").stops == (other.ref,)
    assert dose_of(state, "J8").stops == ()
    assert [(stop.act, stop.lifted) for stop in state.stops] == [(one.ref, lifted.ref), (other.ref, None)]
    assert state.anomalies == ()
    b.resumes(other)
    assert history.fold().stops[1].lifted is None, "it did not know the stop that it names"


def test_lifting_a_stop_that_nobody_knows_is_an_anomaly() -> None:
    history, a, b = _course()
    elsewhere = History().stations("elsewhere")[0].stops()
    a.resumes(elsewhere)
    assert anomalies(history.fold()) == ["unknown_stop"]
    assert b.fold().anomalies == ()


def test_a_dose_moved_after_the_stop_of_its_day_is_free_of_it() -> None:
    history, a, b = _course()
    a.stops("day", cycle=1, day=8)
    a.prescribes(dose("J8", day=9))
    assert dose_of(history.fold(), "J8").stops == ()
    b.prescribes(dose("J8", day=8))
    assert len(dose_of(history.fold(), "J8").stops) == 1


def test_moved_apart_from_the_stop_it_is_stopped() -> None:
    history, a, b = _course()
    a.stops("day", cycle=1, day=8)
    b.prescribes(dose("J8", day=9))
    assert dose_of(history.fold(), "J8").status == "stopped"


def test_moved_away_before_the_stop_it_is_not_covered() -> None:
    history, a, _ = _course()
    a.prescribes(dose("J8", day=9))
    a.stops("day", cycle=1, day=8)
    assert dose_of(history.fold(), "J8").stops == ()


def test_cycles_are_what_was_planned_or_prescribed() -> None:
    history, a, _ = _course()
    moved = a.plans(1, "2026-03-05")
    a.plans(3, "2026-04-02")
    cycles = history.fold().cycles
    assert [(one.cycle, one.day_one) for one in cycles] == [(1, "2026-03-05"), (2, ""), (3, "2026-04-02")]
    assert cycles[0].planned == moved.ref
