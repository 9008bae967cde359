"""Re-attributed ‖ given, re-attributed, released or destroyed: one bag, two truths about where it is.

The bag is held under every number it bears (`reattributed_elsewhere.py` does so in the other courses),
with an alarm, until a pharmacist says which label stands, or that none of the new ones does.
"""

from collections.abc import Sequence
from typing import Final

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import ADMINISTERED, Role
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id

RULE: Final = "reattributed_apart"
KEEP, NONE = "keep", "none"
_OVER = frozenset({*ADMINISTERED, Role.DESTROYED, Role.RECALLED, Role.REASSIGNED})
"""After any of these there is no bag to give to another dose."""
_LATE = frozenset({*ADMINISTERED, Role.RECALLED})
"""Told under the old number by somebody who knew that the bag had got another."""


def find(pair: Pair, _case: DoseCase) -> Found | None:
    """A bag that went to another dose, and what was told or decided of it under its old number."""
    moved = pair.get(Role.REASSIGNED)
    if moved.bag is None:
        return None
    # Told before, and known to who re-attributed it: made, held, even released, it may go to another;
    # given, destroyed, recalled or gone already, it may not, whoever agreed.
    if not pair.apart and pair.second is moved and pair.first.role not in _OVER:
        return None
    # Told afterwards by somebody who knew of the new number: only what happened to the thing itself
    # concerns the other dose; a destruction that knew of everything is the way out, below.
    if not pair.apart and pair.first is moved and pair.second.role not in _LATE | {Role.REASSIGNED}:
        return None
    # Apart: nobody can tell from the acts where the bag is, so whatever was said is kept, and it is held.
    return Found(subject=moved.bag, acts=(pair.first.act, pair.second.act), alarm=True)


def way_out(subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """Destroyed by somebody who knew of everything: there is no bag any more, under any number."""
    bag = case.bags.get(subject)
    if bag is None or bag.given:
        return None
    return knowing(bag.of(Role.DESTROYED), acts)


ROW = Row(
    rule=RULE,
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=(KEEP, NONE),
    leaves=DECISIONS,
    known_too=True,
)
