"""Random courses over three workstations: mostly what the state there asks for, sometimes anything at all."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

from node.domain.state import CourseState, Dose
from tests.node.domain.builder import History, Station, meet, start
from tests.node.domain.builder_orders import PATIENT, REGIMEN_VERSION, an_id, bag_id, dose, dose_id

NAMES = ("J1", "J1b", "J8")
BAGS = tuple(f"bag {station}{number}" for station in "ABC" for number in range(3))
_DOSES = {dose_id(name): name for name in NAMES}
_BAGS = {bag_id(name): name for name in BAGS}


def _prescribe(station: Station, random: Random) -> None:
    orders = []
    for name in random.sample(NAMES, random.randint(1, 2)):
        mg = random.choice(["100", "75", "100"])
        orders.append(dose(name, mg=mg, day=8 if name == "J8" else 1, line="L2" if name == "J1b" else "L1"))
    station.prescribes(*orders)


Deed: TypeAlias = Callable[[Station, Random], object]


def random_course(
    random: Random, length: int = 40, *, rules: frozenset[str] = frozenset(), more: tuple[Deed, ...] = ()
) -> History:
    """A course recorded by three workstations that meet now and then; `more` may happen there too."""
    history = History()
    history.rules = rules
    stations = history.stations("A", "B", "C")
    start(stations[0], dose("J1"), dose("J1b", line="L2"), dose("J8", day=8))
    meet(*stations)
    for _ in range(length):
        station = random.choice(stations)
        if random.random() < 0.12:
            station.sees(random.choice([one for one in stations if one is not station]))
        elif random.random() < 0.7:
            sensible(station, random)
        else:
            random.choice((*ANYTHING, *more))(station, random)
    return history


def sensible(station: Station, random: Random) -> None:
    """One of the steps that a dose waits for here."""
    state = station.fold()
    dose_here = random.choice(state.doses)
    if dose_here.waits_for:
        _step(station, random, state, dose_here, random.choice(dose_here.waits_for))


def _step(station: Station, random: Random, state: CourseState, here: Dose, step: str) -> None:
    name = _DOSES[here.dose]
    bags = [_BAGS[bag.bag] for bag in state.bags if bag.dose == here.dose and step in bag.waits_for]
    if step == "validate":
        station.validates(name)
    elif step == "go_ahead":
        station.goes_ahead(*(random.sample(NAMES, 2) if random.random() < 0.2 else [name]))
    elif step == "prepare":
        station.claims(name, _own(station, random))
    elif step == "settle":
        _settle(station, random)
    elif step == "administer":
        station.gives(name, bags[0])
    else:
        verb = {"make": "makes", "check": "checks", "release": "releases"}
        verb |= {"dispense": "dispenses", "receive": "receives"}
        getattr(station, verb[step])(bags[0])


def _settle(station: Station, random: Random) -> None:
    open_ones = [one for one in station.fold().conflicts if one.settled is None and one.choices]
    if open_ones:
        conflict = random.choice(open_ones)
        choice = random.choice(conflict.choices)
        keep = bag_id(random.choice(BAGS)) if choice == "keep" else None
        if choice == "keep" and conflict.subject in _BAGS:
            keep = conflict.subject
        station.settles(conflict, choice, keep)


def _stop(station: Station, random: Random) -> None:
    level = random.choice(["course", "cycle", "day", "line"])
    station.stops(
        level,
        cycle=0 if level == "course" else 1,
        day=random.choice([1, 8]) if level == "day" else 0,
        line=random.choice(["L1", "L2"]) if level == "line" else "",
    )


def _resume(station: Station, random: Random) -> None:
    stops = [act for act in station.view() if act.kind == "course.stopped/1"]
    if stops:
        station.resumes(random.choice(stops))


def _derogation(station: Station, _random: Random) -> None:
    asked = station.asks(dose_id("J1"), "expired", station.version("J1"))
    station.agrees(asked)


def _bag(random: Random) -> str:
    return random.choice(BAGS)


def _own(station: Station, random: Random) -> str:
    """A bag whose id comes from here: random ids never meet."""
    return random.choice([bag for bag in BAGS if bag.startswith(f"bag {station.name}")])


ANYTHING: tuple[Deed, ...] = (
    _prescribe,
    _prescribe,
    lambda station, random: station.validates(random.choice(NAMES)),
    lambda station, random: station.holds(random.choice(NAMES)),
    lambda station, random: station.goes_ahead(*random.sample(NAMES, random.randint(1, 3))),
    lambda station, random: station.goes_ahead(random.choice(NAMES), day="2026-03-03"),
    lambda station, random: station.defers(random.choice(NAMES)),
    lambda station, random: station.claims(random.choice(NAMES), _own(station, random)),
    lambda station, random: station.makes(_bag(random)),
    lambda station, random: station.makes(_bag(random), set_aside="revoked"),
    lambda station, random: station.checks(_bag(random)),
    lambda station, random: station.checks(_bag(random), by="preparer"),
    lambda station, random: station.voids(_bag(random)),
    lambda station, random: station.releases(_bag(random)),
    lambda station, random: station.rejects(_bag(random)),
    lambda station, random: station.destroys(_bag(random)),
    lambda station, random: station.recalls(_bag(random)),
    lambda station, random: station.dispenses(_bag(random)),
    lambda station, random: station.returns(_bag(random)),
    lambda station, random: station.receives(_bag(random)),
    lambda station, random: station.gives(random.choice(NAMES), _bag(random)),
    lambda station, random: station.interrupts(random.choice(NAMES), _bag(random)),
    lambda station, random: station.gives(
        "J1", _bag(random), patient=random.choice([PATIENT, an_id("other")])
    ),
    lambda station, random: station.gives("nobody ordered it", _bag(random)),
    lambda station, random: station.gives("J1", _bag(random), set_aside="revoked"),
    lambda station, random: station.does_not_give(random.choice(NAMES), random.choice([None, _bag(random)])),
    lambda station, random: station.plans(day_one=random.choice(["2026-03-02", "2026-03-05"])),
    lambda station, random: station.claims("J1", _own(station, random), set_aside="revoked"),
    lambda station, _: station.notes(),
    lambda station, _: station.validates("J1", version=station.stops("line", cycle=1, line="L9")),
    lambda station, _: station.asks(dose_id("J1"), "expired", REGIMEN_VERSION),
    _stop,
    _resume,
    _derogation,
    _settle,
)
