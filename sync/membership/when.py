"""When an act was made: its transaction, where that stands, and what its author knew."""

import msgspec

from schema.transaction import Core
from sync.causality import Past, Spot


class When(msgspec.Struct, frozen=True):
    """The place of an act in the causal order."""

    core: Core
    spot: Spot
    past: Past | None
    """Nil while a transaction is judged: then everything known is in its past."""

    def knows(self, spot: Spot) -> bool:
        """Whether the transaction there was known to the author of this one."""
        return self.past is None or self.past.holds(spot.strand, spot.seq)
