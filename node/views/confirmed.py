"""With whom what is on the screen was last confirmed: from receipts, never from hope."""

from collections.abc import Callable, Iterable, Mapping

from node.api.preparation import Confirmed
from node.api.site import PeerView
from schema.ids import Id
from schema.transaction import ActRef, Tip
from sync.membership import Workstation
from sync.receipts import Receipt


def confirmed(
    heads: Iterable[ActRef],
    orders: Iterable[ActRef],
    others: Iterable[Workstation],
    receipts: Mapping[Id, Receipt],
    peers: Iterable[PeerView],
    covers: Callable[[Iterable[Tip], Tip], bool],
) -> tuple[Confirmed, ...]:
    """One line a workstation; `covers` says whether who holds these tips holds that transaction.

    Who is suspended may have taken the dose all the same, and who was removed, if it knew of one of the
    `orders`: nobody hears of it any more.
    """
    wanted, ordered = {_tip(ref) for ref in heads}, {_tip(ref) for ref in orders}
    linked = {peer.workstation: peer for peer in peers}
    lines = []
    for other in sorted(others, key=lambda one: (one.name, one.id)):
        receipt, peer = receipts.get(other.id), linked.get(other.id)
        knew = receipt is not None and any(covers(receipt.tips, tip) for tip in ordered)
        if other.removed and not knew:
            continue
        connected = peer is not None and peer.connected
        lines.append(
            Confirmed(
                workstation=other.name,
                connected=connected,
                holds=receipt is not None and all(covers(receipt.tips, tip) for tip in wanted),
                since=peer.since if peer is not None and not connected else None,
                receipt_at=receipt.at if receipt is not None else None,
                shut_out="removed" if other.removed else "suspended" if other.suspended else "",
                received=connected and peer is not None and peer.received,
            )
        )
    return tuple(lines)


def _tip(ref: ActRef) -> Tip:
    return Tip(ref.journal, ref.seq, ref.core)
