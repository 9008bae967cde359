"""The end of a run: everything is put right, and then nothing may be wrong any more."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from node.store.errors import StoreError
from node.store.verify import verify
from ops.simulate import accounts, any_order, invariants, ledgers
from ops.simulate.history import Set, Tx
from ops.simulate.invariants import Broken
from ops.simulate.model_settled import for_review
from ops.simulate.said import bits
from ops.simulate.station import Station
from schema.acts.settlement import ConflictSettled

if TYPE_CHECKING:
    from ops.simulate.world import World

STEPS_TO_HEAL = 200_000
ROUNDS = 3
"""Times that whoever is not connected dials once more when nothing moves."""
IN_ANY_ORDER = 0.1
"""Share of sites of which all that was written is received again in another order."""


def heal(world: "World") -> None:
    """Every cable in, every workstation up, nothing goes wrong any more; until nothing moves."""
    world.timeline.note("heal")
    network = world.network
    network.loss = 0.0
    for station in world.stations:
        station.disk.calm()
        if station.disk.full and station.runs:
            station.disk.empty(station.replica.connection)
        world.restart(station)
        if station.name in world.flipped and station.runs:
            _look_after(world, station)
    for pair in network.cables:
        network.cables[pair] = True
    quiet = 0
    for _ in range(STEPS_TO_HEAL):
        if world.timeline.step():
            continue
        if quiet == ROUNDS:
            return
        quiet += 1
        for pair in network.cables:
            network.connect(pair)
    world.break_(Broken("never_calm", "network", f"{STEPS_TO_HEAL} steps after the last cable"))


def _look_after(world: "World", station: Station) -> None:
    """Somebody runs `verify`: what is damaged is asked again from a peer."""
    try:
        verify(station.replica)
    except StoreError as error:
        world.timeline.note("beyond repair", station.name, error.code)
        world.lose(station)
    else:
        world.flipped.discard(station.name)
        world.switch_off(station)
        world.restart(station)


def judge(world: "World") -> None:
    """All invariants on every workstation that is still a member and can be reached."""
    stations = members(world)
    found = [*invariants.two_truths(stations)]
    # What a disk held before it was set back, or a twin held, a receipt may still say.
    believed = [station for station in stations if station.id not in world.set_back | world.twins]
    reachable = [tx for tx, at in world.acknowledged.values() if _kept(world, tx, at, stations)]
    for station in stations:
        for course in station.courses():
            world.compare(station, course)
        for file in station.files():
            world.compare_file(station, file)
        found += [
            *invariants.forgotten(station, world.comparer.held(station), reachable),
            *at_any_time(world, station),
            *invariants.receipt_boasts(station, believed, world.model),
        ]
    chance = world.chance.child("any order")
    if stations and chance.happens(IN_ANY_ORDER):
        found += any_order.order_shows(stations[0], chance)
    world.break_(*found)


def at_any_time(world: "World", station: Station) -> Iterator[Broken]:
    """What holds on a workstation whatever it has not heard of yet, as long as its disk is sound."""
    held = world.comparer.held(station)
    txs = world.model.of(held)
    aside = sum(tx.bit for tx in txs if world.model.why_aside(tx, held))
    # Of those for review some may count: which ones is for the comparison with the model.
    review = sum(tx.bit for tx in txs if tx.bit & aside and for_review(world.model, tx, held))
    yield from invariants.stale_picture(station)
    yield from invariants.second_bag_unnoticed(station)
    yield from invariants.silent_winner(station, world.model)
    yield from accounts.account_hidden(station, txs)
    yield from invariants.aside_advances(station, aside & ~review & ~_looked_into(world, txs), world.model)
    yield from invariants.unknown_advances(station, txs, aside)
    yield from invariants.register_torn(station, txs)
    yield from invariants.number_doubled_unnoticed(station, txs)
    yield from ledgers.ledger_off(station, txs, aside, review)
    yield from invariants.impostor_unnoticed(station, (tx for tx in txs if not tx.bit & aside))
    yield from invariants.unreadable(station)


def _looked_into(world: "World", txs: Iterable[Tx]) -> Set:
    """Acts set aside that somebody counted or admitted: whether rightly is for the comparison too."""
    settlements = [body for tx in txs for body in tx.bodies if isinstance(body, ConflictSettled)]
    named = {act.core for one in settlements if one.choice in {"counted", "admit"} for act in one.heads}
    return bits(world.model.known[core] for core in sorted(named) if core in world.model.known)


def _kept(world: "World", tx: Tx, at: Station, stations: list[Station]) -> bool:
    """Whether some disk has it still: one set back may have sent it only to one that was lost since."""
    set_back = at.id in world.set_back
    return at in stations and (not set_back or any(tx.bit & world.comparer.held(one) for one in stations))


def members(world: "World") -> list[Station]:
    """Workstations that nobody shut out, with whoever they can talk to in the end: the largest group."""
    up = [station for station in world.running if not _removed_somewhere(world, station)]
    together = _largest_group(world, up)
    while lost := [one for one in together if _beyond_repair(one, together)]:
        # Nobody it can reach has the row: what that disk holds is to be restored, as after any loss.
        world.timeline.note("beyond repair", *(one.name for one in lost))
        together = _largest_group(world, [one for one in together if one not in lost])
    return together


def _beyond_repair(station: Station, together: list[Station]) -> bool:
    wanted = {named for rows in station.replica.chain.damaged.values() for named in rows.values()}
    others = [one for one in together if one is not station]
    return any(not any(_has(one, named) for one in others) for named in wanted)


def _has(station: Station, named: bytes) -> bool:
    damaged = {one for rows in station.replica.chain.damaged.values() for one in rows.values()}
    row = station.replica.connection.row("SELECT 1 FROM transactions WHERE hash = ?", (named,))
    return named not in damaged and row is not None


def _largest_group(world: "World", up: list[Station]) -> list[Station]:
    groups: list[list[Station]] = []
    for station in up:
        near = [group for group in groups if any(_talk(world, station, one) for one in group)]
        groups = [group for group in groups if group not in near] + [[station, *(s for g in near for s in g)]]
    largest = max(groups, key=lambda group: (len(group), sorted(one.name for one in group)), default=[])
    return [station for station in world.stations if station in largest]


def _talk(world: "World", *two: Station) -> bool:
    """A cable, and neither takes the other for shut out: whoever has heard only half of it stays alone."""
    one, other = two
    views = one.desk.members.workstations.get(other.id), other.desk.members.workstations.get(one.id)
    welcome = all(view is None or view.welcome for view in views)
    return welcome and frozenset((one.name, other.name)) in world.network.cables


def _removed_somewhere(world: "World", station: Station) -> bool:
    """Shut out, or let in by an act that was cut, as those see it who were there from the start."""
    first = [one for one in world.running if one.name.startswith("W")]
    said = [other.desk.members.workstations.get(station.id) for other in first]
    return any(member is None or not member.welcome for member in said)
