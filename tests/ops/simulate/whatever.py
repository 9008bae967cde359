"""Courses on which anything at all may happen, by any of the kinds that the model knows."""

from __future__ import annotations

from random import Random

from ops.simulate.model_settled import owners_of
from schema.acts.base import Told
from schema.acts.prescription import PrescriptionTranscribed
from schema.rules import RULES
from tests.node.domain.builder import History, Station
from tests.node.domain.builder_orders import an_id, bag_id, dose
from tests.node.domain.random_courses import BAGS, NAMES, Deed, random_course

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


def _withdrawn(station: Station, random: Random) -> None:
    """Apart from the withdrawal of the right to."""
    name, bag = random.choice(NAMES), random.choice(BAGS)
    own = random.choice([one for one in BAGS if one.startswith(f"bag {station.name}")])
    aside = "withdrawn"
    random.choice(
        (
            lambda: station.prescribes(dose(name, mg="60"), set_aside=aside),
            lambda: station.validates(name, set_aside=aside),
            lambda: station.goes_ahead(name, set_aside=aside),
            lambda: station.claims(name, own, set_aside=aside),
            lambda: station.makes(bag, set_aside=aside),
            lambda: station.releases(bag, set_aside=aside),
            lambda: station.dispenses(bag, set_aside=aside),
            lambda: station.gives(name, bag, set_aside=aside),
        )
    )()


def _careful(station: Station, random: Random) -> None:
    """Careful, and more, on a workstation that is shut out, cloned or nobody's."""
    name, other = random.sample(NAMES, 2)
    bag = random.choice(BAGS)
    own = random.choice([one for one in BAGS if one.startswith(f"bag {station.name}")])
    aside = random.choice(("cut", "suspended", "forked", "nobody"))
    mg = random.choice(("50", "100", "120"))
    random.choice(
        (
            lambda: station.prescribes(dose(name, mg=mg), dose(other), set_aside=aside),
            lambda: station.prescribes(dose(name, mg=mg, diluent="G5 %"), set_aside=aside),
            lambda: station.stops(set_aside=aside),
            lambda: station.stops("day", cycle=1, day=random.choice((1, 8)), set_aside=aside),
            lambda: station.stops("line", line=random.choice(("L1", "L9")), set_aside=aside),
            lambda: station.holds(name, set_aside=aside),
            lambda: station.defers(name, other, set_aside=aside),
            lambda: station.rejects(bag, set_aside=aside),
            lambda: station.recalls(bag, set_aside=aside),
            lambda: station.claims(name, own, set_aside=aside),
            lambda: station.goes_ahead(name, set_aside=aside),
            lambda: station.goes_ahead(name, other, set_aside=aside),
        )
    )()


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
MORE: tuple[Deed, ...] = (
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
    _withdrawn,
    _withdrawn,
    _careful,
    _careful,
    _go_aheads,
    _anybody,
    _tells_the_contrary,
    _denies,
    _settles_what_is_theirs,
    _settles_what_is_theirs,
)
