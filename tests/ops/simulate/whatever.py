"""Courses on which anything at all may happen, by any of the kinds that the model knows."""

from __future__ import annotations

from random import Random

from ops.simulate.model_settled import owners_of
from schema.acts.base import Told
from schema.acts.prescription import PrescriptionTranscribed
from schema.rules import RULES
from tests.node.domain.builder import History, Station
from tests.node.domain.builder_orders import an_id, bag_id, dose
from tests.node.domain.random_courses import ANYTHING, BAGS, NAMES, Deed, random_course, sensible

PEOPLE = ("prescriber", "pharmacist", "nurse", "preparer")


def whatever(seed: int, length: int) -> History:
    """A course of a site on which every rule is switched on."""
    return random_course(Random(seed), length, rules=frozenset(RULES), more=MORE)


def _transcribes(station: Station, random: Random) -> None:
    prescriber = an_id(random.choice(("person prescriber", "person pharmacist")))
    order = dose(random.choice(NAMES), mg=random.choice(["100", "50"]))
    told = Told(0, False, prescriber, "seen")
    station.records(PrescriptionTranscribed(1, (), (order,), (), "au bloc", told), by="pharmacist")


def _settles_what_is_theirs(station: Station, random: Random) -> None:
    waiting = [one for one in station.fold().conflicts if one.choices]
    if waiting:
        conflict = random.choice(waiting)
        rights = owners_of(conflict.rule)
        who = [by for by, right in WHO if right in rights] or list(PEOPLE)
        choice = random.choice(conflict.choices)
        keep = random.choice((conflict.subject, *map(bag_id, BAGS))) if choice == "keep" else None
        station.settles(conflict, choice, keep, by=random.choice(who))


def _anybody(station: Station, random: Random) -> None:
    waiting = [one for one in station.fold().conflicts if one.choices]
    if waiting:
        conflict = random.choice(waiting)
        station.settles(conflict, random.choice(conflict.choices), conflict.subject, by=random.choice(PEOPLE))


def _more_or_less(station: Station, random: Random) -> None:
    """An order of two doses that may differ from what is in force."""
    name, other = random.sample(NAMES, 2)
    diluent = random.choice(("NaCl 0,9 %", "G5 %"))
    station.prescribes(dose(name, mg=random.choice(("50", "100", "120")), diluent=diluent), dose(other))


def _set_aside(station: Station, random: Random) -> None:
    """Whatever anybody does, apart from the withdrawal of their right to, or set aside for another reason."""
    station.book.aside = random.choice(("withdrawn", random.choice(OTHERWISE)))
    random.choice((sensible, random.choice(CAREFUL), random.choice(DEEDS)))(station, random)
    station.book.aside = ""


def _go_aheads(station: Station, random: Random) -> None:
    """For several doses of a course, and others of them apart."""
    station.goes_ahead(*random.sample(NAMES, 2))


def _tells_the_contrary(station: Station, random: Random) -> None:
    """That a bag was given in part, then that it was given."""
    name, bag = random.choice(NAMES), random.choice(BAGS)
    station.interrupts(name, bag)
    station.gives(name, bag)


def _denies(station: Station, random: Random) -> None:
    """An order was never spoken."""
    _transcribes(station, random)
    spoken = [one for one in station.fold().conflicts if one.rule == "spoken_order" and one.settled is None]
    if spoken:
        station.settles(random.choice(spoken), "denied", by="prescriber")


WHO = (
    ("prescriber", "prescribe"),
    ("prescriber", "go_ahead"),
    ("pharmacist", "validate"),
    ("pharmacist", "release"),
    ("nurse", "administer"),
)
OURS: tuple[Deed, ...] = (
    lambda station, random: station.reassigns(random.choice(BAGS), random.choice(BAGS)),
    lambda station, random: station.takes_over(
        random.choice(NAMES),
        random.choice([one for one in BAGS if one.startswith(f"bag {station.name}")]),
        "came",
    ),
    lambda station, random: station.plans(cycle=2, day_one=random.choice(["2026-03-02", "no such day"])),
    lambda station, random: station.voids(random.choice(BAGS)),
    lambda station, random: station.dispenses(random.choice(BAGS), set_aside="revoked"),
    _transcribes,
    _more_or_less,
    _go_aheads,
    _anybody,
    _tells_the_contrary,
    _denies,
    _settles_what_is_theirs,
    _settles_what_is_theirs,
)
DEEDS = (*ANYTHING, *OURS)
CAREFUL: tuple[Deed, ...] = (
    _more_or_less,
    lambda station, random: station.stops("day", cycle=1, day=random.choice((1, 8))),
    lambda station, random: station.stops("line", line=random.choice(("L1", "L9"))),
    lambda station, random: station.holds(random.choice(NAMES)),
    lambda station, random: station.defers(*random.sample(NAMES, 2)),
    lambda station, random: station.rejects(random.choice(BAGS)),
    lambda station, random: station.recalls(random.choice(BAGS)),
)
"""What is reviewed although it is set aside: there may be a reason for it."""
MORE: tuple[Deed, ...] = (*OURS, *[_set_aside] * 6)
OTHERWISE = ("cut", "suspended", "forked", "beyond_rights", "revoked", "nobody")
