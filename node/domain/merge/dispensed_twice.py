"""Dispensed ‖ dispensed elsewhere: one bag cannot be in two places; held, with an alarm."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id


def find(pair: Pair, _case: DoseCase) -> Found | None:
    """One bag handed over twice, apart."""
    # Handed over again by somebody who knew (it came back) is a breach at most, not found here.
    if pair.first.bag is None:
        return None
    return Found(subject=pair.first.bag, acts=(pair.first.act, pair.second.act), alarm=True)


def way_out(subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """The bag was destroyed or recalled by a pharmacist who knew of both."""
    bag = case.bags.get(subject)
    return knowing(bag.of(Role.DESTROYED, Role.RECALLED), acts) if bag is not None else None


ROW = Row(
    rule="dispensed_twice",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("reviewed",),
    leaves=DECISIONS,
)
