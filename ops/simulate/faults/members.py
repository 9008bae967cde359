"""Workstations and rights come and go."""

from typing import TYPE_CHECKING, cast

from node.api.base import Answer
from node.domain.decision import Draft
from node.domain.rights import ROLES
from node.handlers.pins import change_key
from ops.beside import BesideError
from ops.simulate.chance import Chance
from ops.simulate.faults.cables import apart
from ops.simulate.faults.machines import FEWEST, any_of
from ops.simulate.founding import PIN, RefusedError, join
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType, Tip
from sync.journal import Written
from sync.membership import CLINICAL, MEMBERSHIP, Workstation

if TYPE_CHECKING:
    from node.sessions import Session
    from ops.simulate.station import Station
    from ops.simulate.world import World


WORKS_ON = 12
"""Things that somebody tries to do who has not heard that they may no longer."""


def enacted(
    world: "World", station: "Station", file: FileRef, body: Wire, who: str = "administrator"
) -> Written | None:
    """An act of an administrator, who signs in here for it; nil when they could not, or it fell meanwhile."""
    written = None
    with world.guarded(station):
        station.sign_in(who)
        session = station.desk.sessions.get(station.sessions.get(who))
        if session is not None:
            written = station.desk.write((Draft(file, body),), session, scope=MEMBERSHIP)
            world.timeline.note("membership", station.name, type(body).__name__)
    if station.runs:
        world.learn(station)
    return written


def rights(world: "World", chance: Chance) -> bool:
    """Some of somebody's rights are withdrawn, or given back."""
    station = any_of(world, chance)
    return station is not None and _rights_at(world, station, chance)


def rights_apart(world: "World", station: "Station", chance: Chance) -> None:
    """The same at a workstation whose journals are written elsewhere too."""
    if station.runs and world.acting:
        _rights_at(world, station, chance)


def _rights_at(world: "World", station: "Station", chance: Chance) -> bool:
    who = chance.pick(("nurse2", "preparer2", "prescriber2"))
    person = station.people[who]
    held = tuple(sorted(ROLES[who.rstrip("2")]))
    body: Wire = RightsGranted(person, held)
    if chance.happens(0.6):
        cuts = tuple(sorted(station.replica.vector("all").values()))
        body = RightsWithdrawn(person, tuple(sorted(chance.shuffled(held)[:2])), cuts)
    return enacted(world, station, FileRef(FileType.PERSON, person), body) is not None


def pin_changed(world: "World", chance: Chance) -> bool:
    """Somebody changes their PIN, that is their key; perhaps at two workstations that have not heard."""
    who = chance.pick(("nurse", "preparer", "prescriber", "pharmacist"))
    for station in chance.shuffled(world.running)[: chance.between(1, 2)]:
        with world.guarded(station):
            world.timeline.note("pin changed", station.name, who, type(_other_key(station, who)).__name__)
        if station.runs:
            world.learn(station)
    return bool(world.running)


def _other_key(station: "Station", who: str) -> Answer:
    """Everybody has one PIN here for good; the key behind it is another."""
    station.desk.follow_journal()
    refused = station.sign_in(who)
    session = station.desk.sessions.get(station.sessions.get(who))
    return refused or change_key(station.desk, cast("Session", session), PIN, PIN)


def withdrawn_apart(world: "World", chance: Chance) -> bool:
    """Somebody's rights are withdrawn while they work at a workstation that cannot hear of it."""
    station, other = any_of(world, chance), any_of(world, chance)
    if station is None or other is None or station is other:
        return False
    who = chance.pick(("nurse2", "preparer2", "prescriber2", "pharmacist2"))
    person, rights = station.people[who], tuple(sorted(ROLES[who.rstrip("2")]))
    apart(world, chance, other.name)
    cuts = tuple(sorted(station.replica.vector("all").values()))
    enacted(world, station, FileRef(FileType.PERSON, person), RightsWithdrawn(person, rights, cuts))
    for _ in range(WORKS_ON):
        world.work.works_on(other, who)
    return True


def _by_two(
    world: "World", station: "Station", file: FileRef, body: Wire, chance: Chance, mostly: float = 0.6
) -> bool:
    """Proposed by one administrator and mostly agreed to by another, here and now; or called off, or both."""
    proposed = enacted(world, station, file, body)
    if proposed is None:
        return False
    site, about = FileRef(FileType.SITE, station.contents.site), proposed.act(0)
    # By whoever proposed it, before or after: here, or elsewhere, where nobody may have heard of it.
    second = chance.child(proposed.hash.hex())
    calls_off, before = second.happens(0.4), second.happens(0.5)
    where = station if second.happens(0.5) or not world.running else second.pick(world.running)
    if calls_off and before and where.runs:
        enacted(world, where, site, ProposalWithdrawn(about, "mal choisi"))
    if station.runs and chance.happens(mostly):
        enacted(world, station, site, MembershipAgreed(about), "administrator2")
    if calls_off and not before and where.runs:
        enacted(world, where, site, ProposalWithdrawn(about, "mal choisi"))
    return True


def _another(world: "World", station: "Station", chance: Chance) -> "Workstation | None":
    known = station.desk.members.workstations
    # Now and then an administrator shuts out the very workstation they sit at.
    itself = chance.happens(0.1)
    others = [
        one for one in world.stations if one.id in known and (one is station) is itself and not one.destroyed
    ]
    if not others:
        return None
    other = chance.pick(others)
    if other is not station and chance.happens(0.5):
        apart(world, chance, other.name)
    return known[other.id]


def _tips(station: "Station", workstation: Id) -> tuple[Tip, ...]:
    """How far its journals are known here: all branches of them."""
    own = {one.id for one in station.desk.members.journals.values() if one.workstation == workstation}
    return tuple(sorted(tip for tip in station.replica.vector("all").values() if tip.journal in own))


def removal(world: "World", chance: Chance) -> bool:
    """An administrator proposes to remove a workstation: it is suspended from then on, removed by two."""
    station = any_of(world, chance)
    other = _another(world, station, chance) if station is not None else None
    if station is None or other is None or len(world.running) <= FEWEST:
        return False
    body = WorkstationRemovalProposed(other.id, "volée", _tips(station, other.id))
    return _by_two(world, station, FileRef(FileType.WORKSTATION, other.id), body, chance)


def suspension(world: "World", chance: Chance) -> bool:
    """A workstation is suspended by one administrator, as far as they have seen it."""
    station = any_of(world, chance)
    other = _another(world, station, chance) if station is not None else None
    if station is None or other is None or len(world.running) <= FEWEST:
        return False
    body = WorkstationSuspended(other.id, "égarée", _tips(station, other.id))
    return enacted(world, station, FileRef(FileType.WORKSTATION, other.id), body) is not None


def let_in_again(world: "World", chance: Chance) -> bool:
    """A suspension is lifted by one, a removal by two: its workstation goes on in new journals."""
    station = any_of(world, chance)
    if station is None:
        return False
    out = [one for one in station.desk.members.workstations.values() if not one.welcome]
    if not out:
        return False
    other = chance.pick(sorted(out, key=lambda one: one.id))
    file = FileRef(FileType.WORKSTATION, other.id)
    if not other.removed:
        return enacted(world, station, file, WorkstationResumed(other.id, "retrouvée")) is not None
    journals = tuple(NewJournal(scope, chance(32)) for scope in (MEMBERSHIP, CLINICAL))
    again = WorkstationReadmissionProposed(other.id, "retrouvée", _tips(station, other.id), journals)
    return _by_two(world, station, file, again, chance)


def settlement(world: "World", chance: Chance) -> bool:
    """Two administrators say how far each branch of a forked journal counts; perhaps others do so apart."""
    forked = {one.name: sorted(one.replica.chain.strands.forked) for one in world.running}
    knowing = chance.shuffled([one for one in world.running if forked[one.name]])
    done = False
    for station in knowing[: chance.pick((1, 2, 2))]:
        if station.runs:
            journal = chance.pick(forked[station.name])
            info = station.desk.members.journals.get(journal)
            if info is None:
                continue  # what announced it is damaged there: nobody can say whose it is
            tips = [tip for tip in station.replica.vector("all").values() if tip.journal == journal]
            # Whoever settles apart mostly takes another branch for the true one.
            said = ForkSettled(
                journal, tuple(sorted(chance.shuffled(tips)[: chance.pick((1, 1, len(tips)))]))
            )
            file = FileRef(FileType.WORKSTATION, info.workstation)
            done |= _by_two(world, station, file, said, chance, mostly=0.95)
    return done


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
