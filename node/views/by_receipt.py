"""What is known of a workstation that no connection reaches: what it last said that it holds.

That came by a stick or through others, and may be newer than the last connection.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from node.api.site import PeerView
from node.desk import Desk
from node.peer_notes import news
from sync.conversation.heads import lacking
from sync.receipts import what_of


def by_receipts(desk: Desk, peers: Iterable[PeerView]) -> Iterator[PeerView]:
    """Those out of reach by what they last said; a workstation never lacks what it wrote itself."""
    receipts, vector, journals = desk.receipts(), desk.replica.vector("all"), desk.members.journals
    known = news(desk.replica)
    ours, what = vector.values(), what_of(vector)
    for one in peers:
        said = receipts.get(one.workstation)
        if one.connected or said is None:
            yield one
            continue
        others = [
            tip
            for tip in ours
            if (info := journals.get(tip.journal)) is None or info.workstation != one.workstation
        ]
        # Each of the two says at most how much is lacking: it only ever comes to hold more.
        lack = 0 if said.what == what else lacking(others, said.tips)
        came = known.get(one.workstation)
        yield replace(
            one, they_lack=min(one.they_lack, lack), last_news=said.at, news_came=came.at if came else None
        )
