"""Which hard stops two people may lift together, and whether they did for this version or this bag."""

from collections.abc import Collection, Mapping
from typing import Final

from node.domain.decision import Refusal
from node.domain.fold.settlement import KNOWN_IN_PART
from node.domain.state import Bag, Dose
from schema.rules import PASSED_UNREAD

NEVER_LIFTED = ("patient.wrong", "route.forbidden", "bag.recalled", "bag.lot_recalled", "bag.destroyed")
"""Hard stops that no derogation passes."""


LIFTABLE = (
    "bag.expired",
    "vial.expired",
    "concentration.out_of_range",
    "volume.beyond_bag",
    "dose.beyond_limit",
    "diluent.refused",
    "mention.missing",
    KNOWN_IN_PART,
)
"""Hard stops that a prescriber and a pharmacist may lift together, for one dose in one version."""


_SWITCHED: Final[Mapping[str, str]] = {KNOWN_IN_PART: PASSED_UNREAD}
"""Those of them that they may lift once a rule of `schema.rules` holds, with that rule."""


def liftable(rules: Collection[str]) -> tuple[str, ...]:
    """The hard stops that two people may lift where these rules hold."""
    return tuple(one for one in LIFTABLE if one not in _SWITCHED or _SWITCHED[one] in rules)


def lifted(rule: str, dose: Dose, bag: Bag | None = None) -> bool:
    """Whether two people lifted this hard stop for this version or this bag."""
    return any(name == rule for name, _ in (*dose.derogations, *(bag.derogations if bag else ())))


def unless_lifted(refusal: Refusal | None, dose: Dose, bag: Bag | None = None) -> Refusal | None:
    """The hard stop, unless a derogation by two people covers it."""
    return None if refusal is None or lifted(refusal.code, dose, bag) else refusal
