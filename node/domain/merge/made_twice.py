"""Made ‖ made: both bags are kept and held; if one was given, only the other is held.

A bag whose making nobody told, but of which somebody told that it was checked, handed over or given,
was made all the same.
"""

from collections.abc import Sequence
from typing import Final

from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import EXISTS, BagCase
from node.domain.fold.steps import Role, Step
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import ended, ended_before
from schema.ids import Id
from schema.rules import GIVEN_AS_ANOTHER

ANOTHER_KEPT: Final = "another_bag_kept"
"""The block of a bag beside which another one was kept."""


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two bags of one dose, both made."""
    first, second = case.bags.get(pair.first.bag or b""), case.bags.get(pair.second.bag or b"")
    if first is None or second is None:
        return None
    # Each bag is named once: by its making, else by the first account that takes a made bag.
    if not (_tells(first, pair.first) and _tells(second, pair.second)):
        return None
    # The first had ended and the second preparer knew: the second replaces it.
    if not pair.apart and ended_before(first, pair.second.act):
        return None
    # One of them is on the ward while another exists: a second administration is a step away.
    alarm = any(bag.handed_over and bag.live and not bag.given for bag in (first, second))
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), alarm=alarm)


def _tells(bag: BagCase, step: Step) -> bool:
    """Whether this step is what tells that the bag was made."""
    if bag.of(Role.MADE):
        return step.role is Role.MADE
    first = min(bag.of(*EXISTS), key=lambda one: one.act.place, default=None)
    if first is None or GIVEN_AS_ANOTHER not in step.act.rules:
        return step == first
    # Given as another dose, it was made for this one all the same.
    return step.ref == first.ref


def bags_of(acts: Sequence[Act], case: DoseCase) -> list[BagCase]:
    """The bags whose making these acts tell."""
    return [bag for bag in case.bags.values() if any(step.act in acts for step in bag.of(*EXISTS))]


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """All but one have ended: nothing is left to choose."""
    bags = bags_of(acts, case)
    ends = [end for bag in bags if (end := ended(bag)) is not None]
    if len(bags) - len(ends) > 1 or not ends:
        return None
    return max(ends, key=lambda act: act.place)


ROW = Row(
    rule="made_twice",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("keep",),
    leaves=DECISIONS,
    known_too=True,
)
