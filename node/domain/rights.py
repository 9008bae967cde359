"""Rights by name, and roles: named bundles of rights that an administrator hands out.

A kind of act names the right it takes; a role is only a convenience for enrolling people, and what
counts afterwards is the rights that a person was granted.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from node.domain.decision import Refusal, Who

RIGHTS: Final[tuple[str, ...]] = (
    "identify",
    "measure",
    "note",
    "prescribe",
    "validate",
    "go_ahead",
    "prepare",
    "check",
    "release",
    "stock",
    "narcotics",
    "dispense",
    "receive",
    "administer",
    "settle",
    "reference",
    "import",
    "snapshot",
    "site.pin",
    "site.enrol",
    "site.people",
)
"""Every right there is, in the order of the circuit; words are `right.<right>`."""


def in_order(rights: Collection[str]) -> tuple[str, ...]:
    """These rights in the one order in which people read them everywhere, that of the circuit."""
    return tuple(right for right in RIGHTS if right in rights)


KEEPING: Final = frozenset(right for right in RIGHTS if right.startswith("site."))
"""Those of whoever looks after workstations, people and rules: the recovery key has them, and no other."""

ROLES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "pharmacist": frozenset(
            {
                "identify",
                "measure",
                "note",
                "validate",
                "prepare",
                "check",
                "release",
                "stock",
                "narcotics",
                "dispense",
                "settle",
                "reference",
                "import",
                "snapshot",
                "site.pin",
            }
        ),
        "prescriber": frozenset({"identify", "measure", "note", "prescribe", "go_ahead", "settle"}),
        "preparer": frozenset({"note", "prepare", "check", "stock", "narcotics", "dispense", "snapshot"}),
        "nurse": frozenset({"identify", "measure", "note", "receive", "administer", "settle"}),
        "administrator": frozenset({"note", "import", "snapshot", "site.pin", "site.enrol", "site.people"}),
    }
)
"""Bundles of rights; words are `role.<role>`. Nobody can both prescribe and validate by role alone."""


def roles_with(right: str) -> tuple[str, ...]:
    """The roles that hold a right, for telling someone whom to ask."""
    return tuple(role for role, rights in ROLES.items() if right in rights)


def right_missing(who: Who, right: str) -> Refusal | None:
    """The refusal for someone without this right, naming who may do it; nil when they have it."""
    if right in who.rights:
        return None
    return Refusal("right.missing", {"right": right, "roles": ",".join(roles_with(right))})
