"""Deceased or transferred ‖ anything that advances care: held, with an alarm."""

from collections.abc import Iterator

from node.domain.merge.across import on_dose, pending
from node.domain.world import Found, World

RULE = "patient_gone"


def patient_gone(world: World) -> tuple[Found, ...]:
    """Doses still to be given to somebody who died, or is treated elsewhere."""
    return tuple(_found(world))


def _found(world: World) -> Iterator[Found]:
    for item in pending(world):
        # Any file of the person says it: a linked one too.
        gone = [one.act for _, file in item.person for one in file.gone]
        if not gone:
            continue
        # Whoever advanced it knew nothing of that, nor the other way round: somebody is preparing for nobody.
        apart = {
            act
            for act in item.advances
            for left in gone
            if not world.knew(act, left) and not world.knew(left, act)
        }
        # A prescriber stops the course, takes the account back, or says that this dose is given all the same.
        yield on_dose(item, RULE, {*gone, *apart}, alarm=bool(apart))
