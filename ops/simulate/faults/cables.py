"""Cables are pulled, connections break, flap, hang, or stand twice."""

from functools import partial
from typing import TYPE_CHECKING

from ops.simulate.chance import Chance
from sync.codes import Code

if TYPE_CHECKING:
    from ops.simulate.world import World


def _pair(world: "World", chance: Chance) -> frozenset[str]:
    return chance.pick(sorted(world.network.cables, key=sorted))


def cable(world: "World", chance: Chance) -> bool:
    """One cable is pulled, or put back."""
    pair = _pair(world, chance)
    world.network.plug(pair, into=not world.network.cables[pair])
    return True


def partition(world: "World", chance: Chance) -> bool:
    """Two halves that do not hear of each other, or everything in again."""
    network, names = world.network, [station.name for station in world.stations]
    half = set(chance.shuffled(names)[: len(names) // 2])
    again = chance.happens(0.4)
    for pair in sorted(network.cables, key=sorted):
        wanted = again or pair <= half or not pair & half
        if network.cables[pair] != wanted:
            network.plug(pair, into=wanted)
    return True


def apart(world: "World", chance: Chance, name: str) -> None:
    """All cables of one workstation are out for an hour or two: it goes on alone."""
    for pair in sorted(world.network.cables, key=sorted):
        if name in pair and world.network.cables[pair]:
            world.network.plug(pair, into=False)
            wait = chance.between(3_600_000, 7_200_000)
            world.timeline.after(wait, partial(world.network.plug, pair, into=True))


def flapping(world: "World", chance: Chance) -> bool:
    """A loose plug: in and out for minutes."""
    pair, wait = _pair(world, chance), 0
    for number in range(2 * chance.between(3, 12)):
        wait += chance.between(20, 20_000)
        world.timeline.after(wait, partial(world.network.plug, pair, into=number % 2 == 1))
    return True


def twice_connected(world: "World", chance: Chance) -> bool:
    """Both ends dialled at once; messages come doubled, and over the slower connection out of their order."""
    pair = _pair(world, chance)
    world.network.connect(pair, twice=True)
    if chance.happens(0.5):
        for link in world.network.between(pair)[:1]:
            world.timeline.after(chance.between(10, 60_000), partial(link.leave, Code.DUPLICATE))
    return True


def cut_in_the_middle(world: "World", chance: Chance) -> bool:
    """A connection dies, its cable is still in: whatever was under way is lost."""
    links = world.network.links
    if links:
        chance.pick(links).cut()
    return bool(links)


def stuck(world: "World", chance: Chance) -> bool:
    """One end takes nothing for a while; it goes on in time, or the other loses patience."""
    links = world.network.links
    if links:
        chance.pick(links).hang(chance.between(0, 1), chance.pick((500, 5_000, 90_000)))
    return bool(links)


def ping(world: "World", _chance: Chance) -> bool:
    """Everybody asks for a sign of life."""
    for link in list(world.network.links):
        link.ping()
    return True
