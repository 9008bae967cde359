"""People write on one thing at two workstations at the same moment, each as they think right."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from node.domain.state import Bag
from ops.simulate import records, shelf
from ops.simulate.chance import Chance
from ops.simulate.hands import Wanted
from ops.simulate.station import Station
from schema.ids import Id
from schema.transaction import FileRef, FileType

if TYPE_CHECKING:
    from ops.simulate.world import World

NONE_YET = bytes(16)
"""The file of nothing: who has no vault opens one."""
ORDERS = ("revise", "revise", "revise", "move", "stay", "go_ahead", "validate")
"""What two say of one dose; an order most often."""
WAYS_OF_A_BAG: Mapping[str, Sequence[Sequence[str]]] = {
    "release": (("release", "reject"),),
    "dispense": (("dispense", "destroy"),),
    "": (
        ("administer", "interrupt"),
        ("administer", "not_give"),
        ("interrupt", "not_give"),
        ("make", "void"),
    ),
}
"""What two say of one bag, by the step that it waits for: what is rarest first."""
MEANWHILE = ("pass_on", "pass_on", "release", "reject", "return", "destroy", "administer")
"""What is said of a bag where nobody has heard yet that it goes to another patient."""
ROUNDS = 3
"""Words that each of two has in one file before either hears of the other."""


def settled_apart(world: "World", chance: Chance) -> bool:
    """On a course that is in conflict for both; neither has heard of the other."""
    pair = _pair(world, chance)
    for course in chance.shuffled(pair[0].courses()) if pair else ():
        if world.work.settles(pair[0], course):
            return world.work.settles(pair[1], course)
    return False


def ordered_apart(world: "World", chance: Chance) -> bool:
    """On a course that both know: the same sort of word, of a dose of it."""
    pair = _pair(world, chance)
    courses = _courses(pair)
    if not courses:
        return False
    course, what = chance.pick(courses), chance.pick(ORDERS)
    return _both(world, [(one, partial(world.people.orders, one, course, what)) for one in pair])


def handled_apart(world: "World", chance: Chance) -> bool:
    """Of one bag that both know, each says that it went another way."""
    pair = _pair(world, chance)
    known: dict[str, list[tuple[Id, Bag]]] = {}
    for course, bag in _bags(world, pair):
        step = next((one for one in bag.waits_for if one in WAYS_OF_A_BAG), "")
        known.setdefault(step, []).append((course, bag))
    if not known:
        return False
    # Bags that wait for a release are few at any moment; others are told of all the time.
    rarest = next(step for step in WAYS_OF_A_BAG if step in known)
    step = rarest if chance.happens(0.5) else chance.pick(sorted(known))
    course, bag = chance.pick(known[step])
    words = chance.shuffled(chance.pick(WAYS_OF_A_BAG[step]))
    handles, said = world.people.handles, zip(pair, words, strict=True)
    return _both(world, [(one, partial(handles, one, course, bag.bag, what)) for one, what in said])


def passed_on_apart(world: "World", chance: Chance) -> bool:
    """A bag that fits somebody else's dose goes there; of the same bag another says something else."""
    pair = _pair(world, chance)
    handles = world.people.handles
    for course, bag in chance.shuffled(_bags(world, pair)):
        if world.work.does(pair[0], partial(handles, pair[0], course, bag.bag, "pass_on")):
            what = chance.pick(MEANWHILE)
            return world.work.does(pair[1], partial(handles, pair[1], course, bag.bag, what))
    return False


def written_apart(world: "World", chance: Chance) -> bool:
    """In the file of a patient, a lot or a vault that both know."""
    pair = _pair(world, chance)
    if not pair:
        return False
    sort = chance.pick((FileType.PATIENT, FileType.LOT, FileType.VAULT))
    known = _shared(pair, sort)
    if not known:
        world.work.writes(pair[0], FileRef(sort, NONE_YET))
        return sort == FileType.VAULT
    file = FileRef(sort, chance.pick(known))
    for _ in range(ROUNDS):
        for station in pair:
            world.work.writes(station, file)
    return True


def linked_apart(world: "World", chance: Chance) -> bool:
    """Two files that are one person to both become two here; there as well, and one again."""
    pair = _pair(world, chance)
    if not pair:
        return False
    here, there = pair
    patients = _shared(pair, FileType.PATIENT)
    linked: dict[Id, set[Id]] = {patient: set() for patient in patients}
    with world.guarded(here):
        linked |= {patient: records.linked_to(here, patient) for patient in patients}
    both: list[tuple[Id, Id]] = []
    with world.guarded(there):
        both = [(one, two) for one in patients for two in sorted(linked[one] & records.linked_to(there, one))]
    if not both:
        if patients:
            _linked(world, here, chance.pick(patients), None, until=True)
        return False
    patient, other = both[0]
    _linked(world, here, patient, other, until=False)
    _linked(world, there, patient, other, until=False)
    _linked(world, there, patient, other, until=True)
    return True


def _linked(world: "World", station: Station, patient: Id, other: Id | None, *, until: bool) -> None:
    """One asks and another agrees, unless it is so or somebody had asked."""

    def wish() -> Wanted | None:
        linked = records.linked_to(station, patient)
        now = bool(linked) if other is None else other in linked
        return None if now == until else records.next_word(station, patient, other)

    for _ in range(2):
        world.work.does(station, wish)


def remainder_apart(world: "World", chance: Chance) -> bool:
    """An opened vial is set out for a bag here; there for another one, or it is thrown away."""
    pair = _pair(world, chance)
    if not pair:
        return False
    (here, there), work, people = pair, world.work, world.people
    known: list[shelf.Left] = []
    with world.guarded(here):
        known = shelf.remainders(here)
    if not known or not here.runs:
        work.does(here, lambda: people.keeps(here))
        return False
    left = chance.pick(known)
    if not work.does(here, lambda: people.claims(here, left.remainder)):
        return False
    if chance.happens(0.5) and work.does(there, lambda: people.claims(there, left.remainder)):
        return True
    return work.does(there, lambda: people.throws_away(there, left))


def _pair(world: "World", chance: Chance) -> list[Station]:
    """Two workstations; none when no two run."""
    pair = chance.shuffled(world.running)[:2]
    return pair if len(pair) == 2 else []


def _both(world: "World", wishes: Sequence[tuple[Station, Callable[[], Wanted | None]]]) -> bool:
    """What is wished for at each is done before any hears of another; whether all had a wish."""
    done = [world.work.does(station, wish) for station, wish in wishes]
    return all(done)


def _courses(stations: Sequence[Station]) -> list[Id]:
    """Treatments that two workstations know; none when there are no two."""
    known = [{*station.courses()} for station in stations]
    return sorted(known[0] & known[1]) if known else []


def _bags(world: "World", pair: Sequence[Station]) -> list[tuple[Id, Bag]]:
    """Bags of treatments that both know, as the first knows them."""
    known: list[tuple[Id, Bag]] = []
    for course in _courses(pair):
        with world.guarded(pair[0]):
            state = pair[0].course(course)
            known += [(course, bag) for bag in state.bags] if state is not None else []
    return known


def _shared(stations: Sequence[Station], sort: FileType) -> list[Id]:
    """Files of this sort that all of them know."""
    known = set[FileRef].intersection(*({*station.files()} for station in stations))
    return sorted(file.id for file in known if file.type == sort)
