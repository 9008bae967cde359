"""What a walk over a journal has established, place by place: orders and causal pasts.

Journals are long, so each place costs few bytes: transactions in a row that saw nothing new share one past.
"""

from array import array
from collections.abc import Mapping, Sequence

from schema.ids import Id
from sync.causality import NOTHING, Past
from sync.strands import Strands


class Trail:
    """One strand, from the seq of its first transaction on."""

    def __init__(self, since: int) -> None:
        self._since = since
        self._orders = array("q")
        self._bases: list[Past] = []
        self._odd: dict[int, tuple[int, Past]] = {}
        """Places behind a gap, which only a damaged replica has."""

    def put(self, seq: int, order: int, base: Past) -> None:
        """Note a place: its order, and its past but for what lies before it in this very strand."""
        if seq - self._since == len(self._bases):
            self._orders.append(order)
            self._bases.append(base)
        else:
            self._odd[seq] = order, base

    def order(self, seq: int) -> int:
        """0 when that place was not passed."""
        return self._at(seq)[0]

    def base(self, seq: int) -> Past:
        """See `put`."""
        return self._at(seq)[1]

    def _at(self, seq: int) -> tuple[int, Past]:
        index = seq - self._since
        if 0 <= index < len(self._bases):
            return self._orders[index], self._bases[index]
        return self._odd.get(seq, (0, NOTHING))


def base_of(trails: Mapping[Id, Trail], spot: tuple[Id, int]) -> Past:
    """What a walk has put down as the past of a place but for what lies before it in its own strand."""
    trail = trails.get(spot[0])
    return NOTHING if trail is None else trail.base(spot[1])


def base_after(
    strands: Strands, trails: Mapping[Id, Trail], spot: tuple[Id, int], seen: Sequence[tuple[Id, int]]
) -> Past:
    """The same of the place that comes next on its strand and saw these."""
    strand, seq = spot
    branch = strands.branch(strand)
    if branch is not None and seq == branch.since:
        base = base_of(trails, (branch.base, seq - 1))
        base = base.with_tip(branch.base, seq - 1) if seq > 1 else base
    else:
        base = base_of(trails, (strand, seq - 1))
    # Runs that saw nothing new share one.
    return base.joined(base_of(trails, one).with_tip(*one) for one in seen) if seen else base
