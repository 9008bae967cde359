"""With whom what a screen shows was last confirmed, as this workstation knows it now."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from node.api.preparation import Confirmed
from node.desk import Desk
from node.views.confirmed import confirmed
from schema.transaction import ActRef

Confirming: TypeAlias = Callable[[Iterable[ActRef], Iterable[ActRef]], tuple[Confirmed, ...]]
"""By the heads of what is shown and the orders that it is about."""


def confirming(desk: Desk) -> Confirming:
    """Receipts and peers are asked once, however much is shown."""
    others = [one for one in desk.members.workstations.values() if one.id != desk.vault.workstation]
    receipts, peers, covers = desk.receipts(), desk.network.peers(), desk.replica.relay.covers
    return lambda heads, orders: confirmed(heads, orders, others, receipts, peers, covers)
