"""`veilleuse bench idle`: what a whole site says to each other while nobody does anything.

Real links and conversations, each workstation connected with all others, over channels in memory.
Messages are counted as they are handed to the channel; what WebSocket, TLS and TCP/IP add to each is
computed. Frames of the network below come on top, and mDNS beside. Receipts, places and membership follow
events, and there are none.
"""

import asyncio
import statistics
from typing import Final

from ops.bench.quiet import QuietSite
from ops.bench.site import BenchError
from sync.pace import Pace

MARKS: Final = {"bytes_per_s": 1000}
TLS_BYTES: Final = 22
"""A TLS 1.3 record: header 5, content type 1, tag 16 (RFC 8446, 5.2)."""
WEBSOCKET_BYTES: Final = 6
"""A small frame: header 2, and the dialling side's mask 4 (RFC 6455, 5.2)."""
TCP_IP_BYTES: Final = 2 * (20 + 20 + 12)
"""Headers of IPv4 and TCP with its timestamps (RFC 791, 9293, 7323): each message goes in a packet of its
own, and at most one more says that it came (so it is on the loopback; else the answer mostly says it)."""
_SETTLE_SECONDS: Final = 5.0


def measure(workstations: int, seconds: float, settle: float = _SETTLE_SECONDS) -> dict[str, object]:
    """Bytes per second of each workstation in packets, both directions together; the busiest counts."""
    sent = asyncio.run(_listen(workstations, seconds, settle))
    # What one sends another hears: among equals as much comes in as goes out.
    each = TLS_BYTES + WEBSOCKET_BYTES + TCP_IP_BYTES
    rates = [2 * (size + count * each) / seconds for count, size in sent]
    return {
        "workstations": workstations,
        "bytes_per_s": round(max(rates)),
        "bytes_per_s_median": round(statistics.median(rates)),
        "payload_bytes_per_s": round(2 * max(size for _, size in sent) / seconds),
        "messages_per_s": round(2 * max(count for count, _ in sent) / seconds, 1),
        "overhead_bytes_per_message": each,
        "seconds": seconds,
        "marks": MARKS,
    }


async def _listen(workstations: int, seconds: float, settle: float) -> list[tuple[int, int]]:
    """Messages and bytes that each sent in so many seconds, once all have met."""
    site = QuietSite(workstations, Pace())
    async with asyncio.TaskGroup() as group:
        talks = [group.create_task(link.run()) for link in site.links]
        await asyncio.sleep(settle)
        before = site.sent()
        await asyncio.sleep(seconds)
        after = site.sent()
        met = all(link.conversation.synchronised for link in site.links)
        for talk in talks:
            talk.cancel()
    if not met:
        raise BenchError("some have not met, or have lost each other: their silence is not counted")
    return [(late[0] - early[0], late[1] - early[1]) for early, late in zip(before, after, strict=True)]
