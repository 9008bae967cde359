"""Workstations and rights come and go."""

from typing import TYPE_CHECKING

from node.domain.decision import Draft
from node.domain.rights import ROLES
from ops.beside import BesideError
from ops.simulate.chance import Chance
from ops.simulate.faults.machines import any_of
from ops.simulate.faults.storage import FEWEST
from ops.simulate.founding import RefusedError, join
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.workstations import WorkstationRemovalProposed
from schema.codec import Wire
from schema.transaction import FileRef, FileType
from sync.journal import Written
from sync.membership import MEMBERSHIP

if TYPE_CHECKING:
    from ops.simulate.station import Station
    from ops.simulate.world import World


def _act(
    world: "World", station: "Station", file: FileRef, body: Wire, who: str = "administrator"
) -> Written | None:
    """An act of an administrator, who signs in here for it; nil when the workstation fell meanwhile."""
    written = None
    with world.guarded(station):
        station.sign_in(who)
        session = station.desk.sessions.get(station.sessions.get(who))
        if session is None:
            return None
        written = station.desk.write((Draft(file, body),), session, scope=MEMBERSHIP)
        world.timeline.note("membership", station.name, type(body).__name__)
    if station.runs:
        world.learn(station)
    return written


def rights(world: "World", chance: Chance) -> bool:
    """Some of somebody's rights are withdrawn, or given back."""
    station = any_of(world, chance)
    if station is None:
        return False
    who = chance.pick(("nurse2", "preparer2", "prescriber2"))
    person = station.people[who]
    held = tuple(sorted(ROLES[who.rstrip("2")]))
    body: Wire = RightsGranted(person, held)
    if chance.happens(0.6):
        cuts = tuple(sorted(station.replica.vector("all").values()))
        body = RightsWithdrawn(person, tuple(sorted(chance.shuffled(held)[:2])), cuts)
    return _act(world, station, FileRef(FileType.PERSON, person), body) is not None


def removal(world: "World", chance: Chance) -> bool:
    """An administrator proposes to remove a workstation, as far as they have seen its journals.

    It is suspended from then on, and removed when, as mostly, another administrator agrees.
    """
    station = any_of(world, chance)
    if station is None or len(world.running) <= FEWEST:
        return False
    known = station.desk.members.workstations
    other = chance.pick([one for one in world.stations if one is not station and one.id in known])
    journals = {one.id for one in station.replica.roll.now.journals.values() if one.workstation == other.id}
    tips = station.replica.vector("all")
    cuts = tuple(sorted(tip for journal, tip in tips.items() if journal in journals))
    body = WorkstationRemovalProposed(other.id, "volée", cuts)
    proposed = _act(world, station, FileRef(FileType.WORKSTATION, other.id), body)
    if proposed is not None and station.runs and chance.happens(0.8):
        agreed = MembershipAgreed(proposed.act(0))
        _act(world, station, FileRef(FileType.SITE, station.contents.site), agreed, "administrator2")
    for link in world.network.between(frozenset((station.name, other.name))):
        link.cut()
    return proposed is not None


def late_joiner(world: "World", chance: Chance) -> bool:
    """A new workstation joins at one of the others."""
    station = any_of(world, chance)
    joined = sum(one.name.startswith("L") for one in world.stations)
    if station is None or joined >= 2:
        return False
    name = f"L{joined + 1}"
    with world.guarded(station):
        station.sign_in("administrator")
        session = station.sessions.get("administrator")
        try:
            if session is None:
                return False
            contents = join(world.folder / name, name, station.desk, session, chance.child(name))
        except (RefusedError, BesideError):
            return False
        finally:
            if station.runs:
                world.learn(station)
        world.timeline.note("joined", name, station.name)
        others = chance.shuffled([one.name for one in world.stations])[:2]
        world.welcome(name, contents, dict.fromkeys((station.name, *others)))
    return True
