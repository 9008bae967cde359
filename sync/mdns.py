"""The multicast sockets of one computer, open for as long as somebody looks or announces."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from zeroconf import InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncZeroconf


@asynccontextmanager
async def opened(interfaces: Sequence[str] | None) -> AsyncIterator[AsyncZeroconf]:
    """`interfaces` are own addresses to use; `None` for all. Raises what a computer without a network does.

    However the block ends, its goodbye is said and its sockets are closed: a second at most.
    """
    chosen = InterfaceChoice.All if interfaces is None else list(interfaces)
    node = AsyncZeroconf(interfaces=chosen, ip_version=IPVersion.V4Only)
    try:
        yield node
    finally:
        # In a task of its own: the library stops closing where its caller was cancelled, meanwhile or
        # before (what it waits for at its start is cancelled with whoever waits).
        closing = asyncio.get_running_loop().create_task(node.async_close())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await asyncio.wait([closing])
            raise
