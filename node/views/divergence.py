"""Who makes something else of the same transactions, which must never be; who is doubled."""

from collections.abc import Mapping

from schema.ids import Id
from sync.membership import Membership
from sync.receipts import Receipt, What


def diverging(receipts: Mapping[Id, Receipt]) -> frozenset[Id]:
    """The workstations that hold the same heads by the same rules as another, and another state.

    Which of them is wrong cannot be told from here, so that all are named. Receipts by other rules,
    or of another moment, say nothing about each other.
    """
    alike: dict[tuple[What, int], list[Id]] = {}
    for workstation, receipt in receipts.items():
        alike.setdefault((receipt.what, receipt.rules), []).append(workstation)
    return frozenset(
        workstation
        for group in alike.values()
        if len({receipts[one].state for one in group}) > 1
        for workstation in group
    )


def enrolled_twice(membership: Membership) -> tuple[str, ...]:
    """The names of the workstations of which two enrolments name different keys."""
    known = membership.workstations.values()
    return tuple(sorted(one.name for one in known if one.doubled and not one.removed))


def keys_twice(membership: Membership) -> tuple[Id, ...]:
    """The people of whom nobody can tell which key is theirs."""
    return tuple(sorted(one.id for one in membership.people.values() if one.doubled and not one.removed))
