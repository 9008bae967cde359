"""Claim ‖ claim, nothing made: one yields by itself and nothing is held."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import EVERY_STEP, Found, Pair, Row
from node.domain.merge.ways import ended_before


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two claims of one dose for two bags."""
    first = case.bags.get(pair.first.bag or b"")
    second = case.bags.get(pair.second.bag or b"")
    if first is None or second is None:
        return None
    # Both were made: that is another matter, and a graver one.
    if first.exists and second.exists:
        return None
    # Claimed anew after the first bag had ended: so it should be.
    if not pair.apart and ended_before(first, pair.second.act):
        return None
    # The first in fold order keeps the dose (or the one that was made); the other shows "yielded".
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), blocks=False)


ROW = Row(rule="claimed_twice", find=find, owners=(), leaves=EVERY_STEP, known_too=True)
