"""What a walk over a journal has established, place by place: orders and causal pasts.

Journals are long, so each place costs few bytes: transactions in a row that saw nothing new share one past.
"""

from array import array

from sync.causality import NOTHING, Past


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
