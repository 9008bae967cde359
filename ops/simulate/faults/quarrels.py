"""People settle one thing at two workstations at the same moment, each as they think right."""

from typing import TYPE_CHECKING

from ops.simulate.chance import Chance

if TYPE_CHECKING:
    from ops.simulate.world import World


def settled_apart(world: "World", chance: Chance) -> bool:
    """On a course that is in conflict for both; neither has heard of the other."""
    pair = chance.shuffled(world.running)[:2]
    for course in chance.shuffled(pair[0].courses()) if len(pair) == 2 else ():
        if world.work.settles(pair[0], course):
            return world.work.settles(pair[1], course)
    return False
