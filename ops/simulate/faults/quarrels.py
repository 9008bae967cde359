"""People write on one thing at two workstations at the same moment, each as they think right."""

from typing import TYPE_CHECKING

from ops.simulate.chance import Chance
from schema.transaction import FileRef, FileType

if TYPE_CHECKING:
    from ops.simulate.world import World

NONE_YET = bytes(16)
"""The file of nothing: who has no vault opens one."""
ROUNDS = 3
"""Words that each of two has in one file before either hears of the other."""


def settled_apart(world: "World", chance: Chance) -> bool:
    """On a course that is in conflict for both; neither has heard of the other."""
    pair = chance.shuffled(world.running)[:2]
    for course in chance.shuffled(pair[0].courses()) if len(pair) == 2 else ():
        if world.work.settles(pair[0], course):
            return world.work.settles(pair[1], course)
    return False


def written_apart(world: "World", chance: Chance) -> bool:
    """In the file of a patient, a lot or a vault that both know."""
    pair = chance.shuffled(world.running)[:2]
    if len(pair) < 2:
        return False
    sort = chance.pick((FileType.PATIENT, FileType.LOT, FileType.VAULT))
    shared = {*pair[0].files()} & {*pair[1].files()}
    known = sorted(file for file in shared if file.type == sort)
    if not known:
        world.work.writes(pair[0], FileRef(sort, NONE_YET))
        return sort == FileType.VAULT
    file = chance.pick(known)
    for _ in range(ROUNDS):
        for station in pair:
            world.work.writes(station, file)
    return True
