"""What a walk over a journal has established, place by place: orders and causal pasts.

Journals are long, so each place costs few bytes: transactions in a row that saw nothing new share one past.
"""

from array import array
from collections.abc import Mapping, Sequence

from schema.ids import Id
from sync.causality import Past
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
        """Note a place: its order, and its past but for what lies before it on its own chain."""
        if seq - self._since == len(self._bases):
            self._orders.append(order)
            self._bases.append(base)
        else:
            self._odd[seq] = order, base

    def order(self, seq: int) -> int:
        """0 when that place was not passed."""
        return self._at(seq)[0]

    def base(self, seq: int) -> Past | None:
        """See `put`; nil when that place was not passed."""
        return self._at(seq)[1]

    def _at(self, seq: int) -> tuple[int, Past | None]:
        index = seq - self._since
        if 0 <= index < len(self._bases):
            return self._orders[index], self._bases[index]
        return self._odd.get(seq, (0, None))


def base_of(strands: Strands, trails: Mapping[Id, Trail], spot: tuple[Id, int]) -> Past:
    """What a walk has put down as the past of a place but for what lies before it on its own chain."""
    trail = trails.get(spot[0])
    found = trail.base(spot[1]) if trail is not None else None
    return strands.nothing if found is None else found


def base_after(
    strands: Strands, trails: Mapping[Id, Trail], spot: tuple[Id, int], seen: Sequence[tuple[Id, int]]
) -> Past:
    """The same of the place that comes next on its chain and saw these."""
    strand, seq = spot
    base = base_of(strands, trails, (strands.holding(strand, seq - 1), seq - 1))
    # Runs that saw nothing new share one.
    if not seen:
        return base
    return strands.nothing.joined([base, *(base_of(strands, trails, one) for one in seen)]).with_tips(seen)
