"""Who is wired to whom: everybody with everybody, or only so that each hears of each through others."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from ops.simulate.chance import Chance
from ops.simulate.network import Network

Pairs: TypeAlias = list[tuple[str, str]]


def wirings(names: Sequence[str]) -> Mapping[str, Pairs]:
    """By shape, the pairs that a cable joins, each once."""
    shapes = {
        "all": [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]],
        "chain": list(pairwise(names)),
        "star": [(names[0], other) for other in names[1:]],
        "ring": [*pairwise(names), (names[0], names[-1])],
    }
    return {
        shape: [(one, other) for one, other in dict.fromkeys(tuple(sorted(pair)) for pair in pairs)]
        for shape, pairs in shapes.items()
    }


def lay_cables(network: Network, names: Sequence[str], chance: Chance) -> None:
    """Wire these workstations in a shape, with losses, that chance picks."""
    names = chance.shuffled(names)
    shape = chance.pick(("all", "chain", "star", "ring"))
    for one, other in wirings(names)[shape]:
        network.lay(one, other)
    network.loss = chance.pick((0.0, 0.001, 0.02))
    network.timeline.note("site", shape, *names)
