"""A count ‖ a movement, or another count: the difference that was found may be that very movement."""

from collections.abc import Sequence

from node.domain.fold.lot import LotCase, LotRole, LotStep
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.ids import Id


def find(pair: PairOf[LotStep], _case: LotCase) -> Found | None:
    """A count, and a line that it did not see although it had happened."""
    count = pair.get(LotRole.COUNTED)
    line = pair.other(count)
    # Told to have happened after the count: the shelf was counted before, and the sum is right.
    if line.role == LotRole.MOVED and line.happened_at > count.happened_at:
        return None
    # A count apart that found no difference has nothing in it that could be counted twice.
    if not count.change and not (line.role == LotRole.COUNTED and line.change):
        return None
    return Found(subject=count.subject, acts=(pair.first.act, pair.second.act), blocks=False)


def way_out(subject: Id, acts: Sequence[Act], case: LotCase) -> Act | None:
    """Counted again by somebody who knew of both: what is on the shelf is known."""
    counts = case.of(subject, LotRole.COUNTED)
    return next((one.act for one in counts if all(before(act, one.act) for act in acts)), None)


ROW = RowOf(rule="lot_count_apart", find=find, way_out=way_out, owners=("stock",))
