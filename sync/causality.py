"""What happened before what: the one test of "before" in the whole program.

The causal past of a transaction is the closure over `prev` and `saw`; since journals are chains it
is downward closed in each of them, so that a map journal → highest seq holds it exactly.
"""

from collections.abc import Iterable, Mapping

import msgspec

from schema.ids import Id


class Past(msgspec.Struct, frozen=True):
    """A causal past: for each journal, everything up to that seq."""

    seqs: Mapping[Id, int]

    def holds(self, journal: Id, seq: int) -> bool:
        """Whether that transaction is in this past."""
        return self.seqs.get(journal, 0) >= seq

    def joined(self, others: Iterable["Past"]) -> "Past":
        """The union of pasts."""
        merged = dict(self.seqs)
        for other in others:
            for journal, seq in other.seqs.items():
                if merged.get(journal, 0) < seq:
                    merged[journal] = seq
        return Past(merged)

    def with_tip(self, journal: Id, seq: int) -> "Past":
        """This past and that transaction."""
        return Past({**self.seqs, journal: max(seq, self.seqs.get(journal, 0))})


NOTHING = Past({})
"""The past of a site's founding."""
