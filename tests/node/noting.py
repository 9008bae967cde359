"""What a peer may tell a node of its own journal."""

from __future__ import annotations

import asyncio
from typing import Final

from node.port import Port
from schema.transaction import Tip

PEER: Final = b"p" * 16


def names_elsewhere(port: Port, tip: Tip) -> None:
    """A peer says that our journal goes on with this."""
    values = {"journal": tip.journal.hex(), "seq": str(tip.seq), "hash": tip.hash.hex()}
    asyncio.run(port.note_peer(PEER, "elsewhere", values))
