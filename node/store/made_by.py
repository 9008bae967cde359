"""By what a replica's tables were folded: after a change its owner folds them again, a reader leaves them."""

from typing import Final

from schema.projection import PROJECTION
from sync.receipts import RULES

PROJECTED_BY: Final = "projection"
"""Local: by what the projections were made, as `MADE_BY`."""
MADE_BY: Final = f"{PROJECTION} {RULES}".encode()
"""By this program: a kind or a rule more may say something of what is already here."""
