"""Doses of a person in one of whose files something waits for review: held until somebody said what it is."""

from collections.abc import Iterator
from typing import Final

from node.domain.merge.across import on_dose, pending
from node.domain.merge.unverified import waiting
from node.domain.world import Found, World

RULE: Final = "unverified_patient"


def unverified_patient(world: World) -> tuple[Found, ...]:
    """Doses that rest on what somebody told or decided without being shown to have the right to."""
    return tuple(_found(world))


def _found(world: World) -> Iterator[Found]:
    for item in pending(world):
        # Any file of the person: a weight, an allergy, a result counts for all of it.
        acts = {act for _, file in item.person for one in waiting(file.conflicts) for act in one.acts}
        if acts:
            # Nobody says "seen" here: it is reviewed where it was written, once for all doses.
            yield on_dose(item, RULE, acts, choices=())
