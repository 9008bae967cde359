"""A workstation of the site in bad hands, and one whose program is newer than everybody else's."""

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from node.admitting import enrolment_acts, let_in, redemption
from node.domain.narcotics import VaultState
from node.newcomer import make_newcomer
from ops.simulate.chance import Chance
from ops.simulate.faults.machines import any_of
from ops.simulate.faults.members import enacted
from ops.simulate.faults.quarrels import NONE_YET
from ops.simulate.hostile import Hostile
from ops.simulate.newer import RULE, write_unknown
from ops.simulate.people import open_conflicts
from schema.acts.membership import RulesSwitched, WorkstationInvited
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.journal import public_key
from sync.membership import secret_hash
from sync.messages import Batch, encode_message

if TYPE_CHECKING:
    from ops.simulate.world import World


def _hostile(world: "World") -> Hostile | None:
    """The same one for a whole run, while it runs."""
    if world.hostile is None:
        world.excuses.workstations.add(world.stations[-1].id)
        world.hostile = Hostile(world.stations[-1], world.chance.child("hostile"), world.model.forged)
    return world.hostile if world.hostile.station.runs else None


def act(world: "World", chance: Chance) -> bool:
    """It writes what no honest program would have written, with a good seal."""
    hostile = _hostile(world)
    if hostile is None:
        return False
    station = hostile.station
    with world.guarded(station):
        states = [(course, station.course(course)) for course in station.courses()]
        torn = [pair for pair in states if pair[1] is not None and open_conflicts(pair[1])]
        course, state = chance.pick(torn or states) if states else (b"", None)
        done = hostile.write(course, state) if state is not None else None
        if done is not None:
            world.timeline.note("hostile", done[0], done[1].hash)
    if station.runs:
        world.learn(station)
    return True


def keys_of_a_vault(world: "World", chance: Chance) -> bool:
    """It hands a vault over, and whoever keeps it does so elsewhere; where there is none, one is opened."""
    hostile = _hostile(world)
    if hostile is None:
        return False
    station = hostile.station
    others = [one for one in world.running if one is not station]
    keepers: dict[Id, frozenset[Id]] = {}
    with world.guarded(station):
        known = {file.id: station.file(file) for file in station.files() if file.type == FileType.VAULT}
        keepers = {
            vault: frozenset(state.keepers) for vault, state in known.items() if isinstance(state, VaultState)
        }
    if not keepers or not others:
        world.work.writes(station, FileRef(FileType.VAULT, NONE_YET))
        return False
    vault = chance.pick([*keepers])
    keeper = next((one for one in others if one.id in keepers[vault]), None)
    with world.guarded(station):
        hostile.hands_over(vault, chance.pick(others).id)
    if station.runs:
        world.learn(station)
    return keeper is not None and world.work.does(keeper, partial(world.people.hands_over, keeper, vault))


def wire(world: "World", chance: Chance) -> bool:
    """It sends what no honest program would have sent."""
    hostile = _hostile(world)
    links = world.network.of(hostile.station) if hostile is not None else []
    if hostile is None or not links:
        return False
    link, station = chance.pick(links), hostile.station
    with world.guarded(station):
        # Behind something that the peer still lacks, or alone: checks of a batch differ from those of one.
        for course in station.courses()[: chance.between(0, 1)]:
            hostile.note(course)
    if not station.runs or not link.alive:
        return False
    world.learn(station)
    target = next(one for one in link.stations if one is not station)
    way, data = hostile.wire(target.replica.vector("all"))
    world.timeline.note("hostile bytes", way)
    link.inject(1 - link.stations.index(station), data)
    return True


def branches(world: "World", chance: Chance) -> bool:
    """It begins its own journal again at many places, and tells one of the others."""
    hostile = _hostile(world)
    links = world.network.of(hostile.station) if hostile is not None else []
    if hostile is None or not links:
        return False
    link, station = chance.pick(links), hostile.station
    with world.guarded(station):
        for course in station.courses()[:1]:
            hostile.note(course)
    if not station.runs or not link.alive:
        return False
    world.learn(station)
    target = next(one for one in link.stations if one is not station)
    made = hostile.branches()
    known = {journal: tip.seq for journal, tip in target.replica.vector("all").items()}
    lacking = station.replica.relay.after(known, "all", 2**30)
    for one in made:
        world.model.learn(one)
    world.timeline.note("hostile branches", len(made))
    link.inject(1 - link.stations.index(station), encode_message(Batch((*lacking, *made), last=True)))
    return True


def enrolled_again(world: "World", chance: Chance) -> bool:
    """It enrols a workstation of the site once more, with keys of its own, in an administrator's name.

    With journals under these keys, perhaps: they are nobody's to announce. Or by another key than the
    invitation has, as whoever comes too late.
    """
    hostile = _hostile(world)
    if hostile is None:
        return False
    station = hostile.station
    other = chance.pick(sorted(station.desk.members.workstations.values(), key=lambda one: one.id))
    request = replace(make_newcomer(chance).request, workstation=other.id)
    invitation = chance(16)
    file = FileRef(FileType.WORKSTATION, invitation)
    key = chance(32)
    invited = WorkstationInvited(invitation, other.name, other.place, secret_hash(public_key(key)))
    if enacted(world, station, file, invited) is None or not station.runs:
        return False
    acts = enrolment_acts(station.replica.site, request, other.name, other.place, invitation)
    acts = acts if chance.happens(0.3) else acts[:1]
    late = chance.happens(0.2)
    with world.guarded(station):
        last = redemption(station.replica.site, invitation, acts, chance(32) if late else key)
        let_in(station.desk, [*acts, last])
        world.timeline.note("enrolled again", station.name, other.id)
    if station.runs:
        world.learn(station)
    return True


def newer_additive(world: "World", chance: Chance) -> bool:
    """A workstation writes an act of a kind that nobody's program knows yet, which only adds something."""
    return _newer(world, chance, critical=False)


def newer_critical(world: "World", chance: Chance) -> bool:
    """The same of a kind, or a version of one, without which the file is known in part."""
    return _newer(world, chance, critical=True)


def _newer(world: "World", chance: Chance, *, critical: bool) -> bool:
    station = any_of(world, chance)
    if station is None:
        return False
    with world.guarded(station):
        for course in chance.shuffled(station.courses())[:1]:
            written = write_unknown(station, course, chance, critical=critical)
            world.timeline.note("newer", station.name, written)
    if station.runs:
        world.learn(station)
    return True


def newer_rule(world: "World", chance: Chance) -> bool:
    """An administrator switches on a rule that nobody's program has yet: once, of one sort of file."""
    station = any_of(world, chance)
    if station is None or RULE.name in station.desk.members.rules:
        return False
    site = FileRef(FileType.SITE, station.contents.site)
    return enacted(world, station, site, RulesSwitched((RULE,))) is not None
