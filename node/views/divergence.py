"""Who makes something else of the same transactions: the alarm that must never ring."""

from collections.abc import Mapping

from schema.ids import Id
from schema.transaction import Tip
from sync.receipts import Receipt


def diverging(receipts: Mapping[Id, Receipt]) -> frozenset[Id]:
    """The workstations that hold the same heads by the same rules as another, and another state.

    Which of them is wrong cannot be told from here, so that all are named. Receipts by other rules,
    or of another moment, say nothing about each other.
    """
    alike: dict[tuple[tuple[Tip, ...], int], list[Id]] = {}
    for workstation, receipt in receipts.items():
        alike.setdefault((receipt.tips, receipt.rules), []).append(workstation)
    return frozenset(
        workstation
        for group in alike.values()
        if len({receipts[one].state for one in group}) > 1
        for workstation in group
    )
