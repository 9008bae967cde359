"""What happened before what: the one test of "before" in the whole program.

The causal past of a transaction is the closure over `prev` and `saw`; since journals are chains it
is downward closed in each of them, so that a map strand → highest seq holds it exactly. A journal
without a fork is one strand, named like the journal; `sync.strands` has the others.
"""

from collections.abc import Iterable, Mapping

import msgspec

from schema.ids import Id


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction stands: one strand, one seq, one hash."""

    strand: Id
    seq: int


class Past(msgspec.Struct, frozen=True, gc=False):
    """A causal past: for each strand, everything up to that seq; with a branch, what lies below it."""

    seqs: Mapping[Id, int]

    def holds(self, strand: Id, seq: int) -> bool:
        """Whether that transaction is in this past."""
        return self.seqs.get(strand, 0) >= seq

    def joined(self, others: Iterable["Past"]) -> "Past":
        """The union of pasts."""
        pasts = [self, *others]
        largest = max(pasts, key=lambda one: len(one.seqs))
        merged = dict(largest.seqs)
        for other in pasts:
            for strand, seq in other.seqs.items() if other is not largest else ():
                if merged.get(strand, 0) < seq:
                    merged[strand] = seq
        return Past(merged)

    def with_tip(self, strand: Id, seq: int) -> "Past":
        """This past and that transaction."""
        return Past({**self.seqs, strand: max(seq, self.seqs.get(strand, 0))})


NOTHING = Past({})
"""The past of a site's founding."""
