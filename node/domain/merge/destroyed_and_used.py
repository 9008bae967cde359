"""Destroyed or recalled ‖ dispensed, received or given: alarm, both kept."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id


def find(pair: Pair, _case: DoseCase) -> Found | None:
    """A bag that must not be used or no longer exists, and that was used apart from that."""
    ended = pair.get(Role.DESTROYED, Role.RECALLED)
    if ended.bag is None:
        return None
    return Found(subject=ended.bag, acts=(pair.first.act, pair.second.act), alarm=True)


def way_out(subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """Destroyed by somebody who knew that it had been handed over: it was found, and it is gone."""
    bag = case.bags.get(subject)
    if bag is None or bag.given:
        return None
    return knowing(bag.of(Role.DESTROYED), acts)


ROW = Row(
    rule="destroyed_and_used",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("reviewed",),
    leaves=DECISIONS,
)
