"""The model of two people's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from node.domain.state import CourseState
from ops.simulate.model_acts import Act
from ops.simulate.model_two import BOTH, Words
from schema.rules import RULES, STOP_BY_TWO
from tests.node.domain.acts import an_id
from tests.node.domain.builder import History, Station, brings, ready
from tests.node.domain.builder_states import conflicts_of, dose_of, same_in_any_order
from tests.ops.simulate.told import course_of, disagree


def _said(*people: str) -> list[Act]:
    history = History()
    (here,) = history.stations("A")
    ready(here)
    for one in people:
        here.resumes(here.stops(), by=one)
    return [act for act in course_of(history.file.id, history.acts).acts if act.role == "resumed"]


@pytest.mark.parametrize(
    ("said", "enough", "wanted"),
    [
        ((), False, BOTH),
        ((("anne", "p"),), False, ("validate",)),
        ((("anne", "v"),), False, ("prescribe",)),
        ((("anne", "p"), ("anne", "v")), False, BOTH),
        ((("anne", "pv"),), False, BOTH),
        ((("anne", "p"), ("bela", "p")), False, ("validate",)),
        ((("anne", ""),), False, BOTH),
        ((("anne", "p"), ("bela", "v")), True, BOTH),
        ((("anne", "pv"), ("bela", "p")), True, BOTH),
    ],
)
def test_one_of_each_by_two_people(
    said: tuple[tuple[str, str], ...], enough: bool, wanted: tuple[str, ...]
) -> None:
    acts = _said(*(who for who, _ in said))
    rights = [frozenset(right for right in BOTH if right[0] in its) for _, its in said]
    words = Words(acts, {act.ref: its for act, its in zip(acts, rights, strict=True)})
    assert words.enough is enough
    assert words.heard == {an_id(f"person {who}") for who, its in said if its}
    if not enough:
        assert words.wanted == wanted


WHO = ("prescriber", "second prescriber", "pharmacist", "both")
LEVELS: Sequence[tuple[str, dict[str, int | str]]] = (
    ("course", {}),
    ("cycle", {"cycle": 1}),
    ("day", {"cycle": 1, "day": 1}),
    ("line", {"line": "L1"}),
)


def _something(here: Station, random: Random, state: CourseState) -> None:
    """One of the stations stops, lifts what it knows of, or reviews what it sees."""
    stops = [act for act in here.book.acts if act.kind == "course.stopped/1" and here.knows(act)]
    waiting = conflicts_of(state, "stopped")
    way = random.random()
    if way < 0.15 or not stops:
        level, where = random.choice(LEVELS)
        here.stops(level, **where)  # type: ignore[arg-type]  # the levels take different fields
    elif way < 0.5 or not waiting:
        here.resumes(*stops, by=random.choice(WHO))
    else:
        here.settles(waiting[0], "reviewed", by=random.choice(WHO))


def _drawn(seed: int) -> CourseState:
    random, history = Random(seed), History()
    history.rules = frozenset(RULES) if seed % 5 else frozenset(RULES) - {STOP_BY_TWO}
    history.rights["both"] = frozenset({*BOTH, "settle"})
    history.rights["second prescriber"] = history.rights["prescriber"]
    stations = history.stations("A", "B", "C")
    ready(stations[0])
    stations[1].sees(stations[0])
    stations[2].sees(stations[0])
    brings(stations[1], "J1", "b", "makes")
    for _ in range(random.randint(2, 8)):
        here, other = random.sample(stations, 2)
        if random.random() < 0.5:
            here.sees(other)
        if random.random() < 0.1:
            history.rules = frozenset(RULES)
        _something(here, random, history.fold())
    assert disagree(history.acts) == []
    return same_in_any_order(history.acts)


def test_they_agree_on_whatever_is_said_of_stops() -> None:
    seen: Counter[object] = Counter()
    for seed in range(250):
        state = _drawn(seed)
        for one in conflicts_of(state, "stopped"):
            went_on = not dose_of(state).stops
            by = "nobody" if one.settled is None else "somebody"
            seen[went_on, by, len(one.heard), one.owners] += 1
    for wanted in ((True, "nobody", 1, ("validate",)), (True, "nobody", 1, ("prescribe",))):
        assert seen[wanted], seen
    assert seen[True, "nobody", 1, BOTH], "one who has both rights"
    assert seen[True, "somebody", 0, BOTH], "two"
    assert seen[False, "somebody", 0, BOTH], "one, while it is stopped"
