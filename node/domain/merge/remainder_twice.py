"""The same remainder used twice, or used ‖ discarded: both kept, an alarm with both numbers."""

from node.domain.fold.lot import LotCase, LotRole, LotStep
from node.domain.merge.row import Found, PairOf, RowOf


def find(pair: PairOf[LotStep], _case: LotCase) -> Found | None:
    """One opened vial that went two ways: what is in one of the bags is not what its sheet says."""
    first, second = pair.first, pair.second
    # Told twice of one bag: the same vial in the same bag is one use.
    bag, other = getattr(first.act.body, "bag", None), getattr(second.act.body, "bag", None)
    if bag is not None and bag == other:
        return None
    # Thrown away after it was used, by somebody who knew: the empty vial went into the bin.
    if not pair.apart and first.role == LotRole.USED and second.role == LotRole.DISCARDED:
        return None
    # Used by somebody who knew that it had been used or discarded is no better than apart.
    return Found(subject=first.subject, acts=(first.act, second.act), alarm=True, blocks=False)


ROW = RowOf(rule="remainder_twice", find=find, owners=("release",), choices=("reviewed",), known_too=True)
