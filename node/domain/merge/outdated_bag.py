"""Made from r ‖ revision s: the bag is to be re-assessed, its dispensing held."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import ADMINISTERED, Role
from node.domain.history import Act, before
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import ENDS, ended, on_the_ward
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A step of a bag made from one version, and another version that its author did not know of."""
    order = pair.get(Role.ORDERED)
    step = pair.other(order)
    bag = case.bags.get(step.bag or b"")
    # The other version orders the same thing: the bag is just what is wanted.
    if bag is None or case.versions.alike(bag.version, order.ref):
        return None
    if not pair.apart:
        # Whoever handled the bag knew of the order: nothing was unknown, a fault is a breach.
        if pair.first is order:
            return None
        # Ordered after the bag was given or had ended: that is a matter for the order, not for the bag.
        over = bag.of(*ADMINISTERED, *ENDS)
        if any(before(end.act, order.act) for end in over):
            return None
    # Revised although the bag was known to be under way, or apart from it: it is of the wrong version.
    return Found(subject=bag.bag, acts=(pair.first.act, pair.second.act), alarm=on_the_ward(case, bag.bag))


def way_out(subject: Id, _acts: Sequence[Act], case: DoseCase) -> Act | None:
    """The bag ended.

    Not that its version is in force after all: who ordered the same again, apart, knew of no bag.
    """
    return ended(case.bags.get(subject))


ROW = Row(
    rule="outdated_bag",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("keep",),
    leaves=DECISIONS,
    known_too=True,
)
