"""Bytes on the wire that are not what was sent: doubled, cut short, too many, none of ours.

Under TLS only a broken program does that; the connection may end over it, nothing else.
"""

from typing import TYPE_CHECKING

from ops.simulate.chance import Chance
from sync.messages import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from ops.simulate.link import Link
    from ops.simulate.world import World


def _link(world: "World", chance: Chance) -> "Link | None":
    link = chance.pick(world.network.links) if world.network.links else None
    if link is not None:
        world.excuses.pairs.add(frozenset(station.id for station in link.stations))
    return link


def _sent(link: "Link", chance: Chance) -> bytes:
    """Something that was said between these two, on this connection or one before."""
    return chance.pick(link.said) if link.said else b""


def doubled(world: "World", chance: Chance) -> bool:
    """An old message comes once more, long after its turn."""
    link = _link(world, chance)
    if link is not None:
        link.inject(chance.between(0, 1), _sent(link, chance))
    return link is not None


def cut_short(world: "World", chance: Chance) -> bool:
    """Half a message, then nothing more."""
    link = _link(world, chance)
    if link is not None:
        data = _sent(link, chance)
        link.inject(chance.between(0, 1), data[: chance.between(0, len(data))])
        link.cut()
    return link is not None


def oversized(world: "World", chance: Chance) -> bool:
    """A message longer than any may be."""
    link = _link(world, chance)
    if link is not None:
        link.inject(chance.between(0, 1), bytes(MAX_MESSAGE_BYTES + 1))
    return link is not None


def garbage(world: "World", chance: Chance) -> bool:
    """No message at all, or one with a bit turned over."""
    link = _link(world, chance)
    if link is not None:
        data = bytearray(_sent(link, chance) or chance(40))
        data[chance.between(0, len(data) - 1)] ^= 1 << chance.between(0, 7)
        link.inject(chance.between(0, 1), chance.pick((bytes(data), chance(40))))
    return link is not None
