"""Takeover ‖ made: a claim was given up for its owner, who made the bag all the same: held."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import EXISTS
from node.domain.fold.steps import Role
from node.domain.history import Act, before
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import HANDED_OVER, ended
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A claim given up, and an account that the bag exists."""
    voided = pair.get(Role.VOIDED)
    account = pair.other(voided)
    bag = case.bags.get(account.bag or b"")
    if bag is None:
        return None
    # Given up by somebody who knew that it was made: the bag stands, that act is an anomaly.
    if any(before(made.act, voided.act) for made in bag.of(*EXISTS)):
        return None
    # The account stands: the bag exists, and what was claimed instead of it yields meanwhile.
    return Found(subject=bag.bag, acts=(pair.first.act, pair.second.act), alarm=account.role in HANDED_OVER)


def way_out(subject: Id, _acts: Sequence[Act], case: DoseCase) -> Act | None:
    """The bag ended: destroyed, rejected or recalled; then the dose may be prepared anew."""
    return ended(case.bags.get(subject))


ROW = Row(
    rule="taken_over",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("keep",),
    leaves=DECISIONS,
    known_too=True,
)
