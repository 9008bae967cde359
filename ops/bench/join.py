"""`veilleuse bench join`: a fresh workstation receives a whole site over mutual TLS on loopback.

Two nodes, two processes. The clock starts when the newcomer opens its doors and stops when every
transaction is verified, stored, folded and projected there; both digests must then be equal.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from node.blobcheck import blob_is_right
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from ops.bench.cache import FIRST, NEWCOMER, Kept, kept_site
from ops.bench.raw import store_raw
from ops.bench.side import Order, Reached, Side
from ops.bench.site import BenchError

MARKS: Final = {"acts_per_s": 25_000, "ratio": 0.5, "peak_mb": 250, "disk_ratio": 1.6}
_SENDER: Final = "127.0.0.2"
_NEWCOMER: Final = "127.0.0.3"


def measure(acts: int, told: Callable[[str], None], cache: Path) -> dict[str, object]:
    """The figures; raises `BenchError` when the newcomer ends up with something else."""
    kept = kept_site(cache, acts, told)
    facts = kept.facts
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        raw = _raw(kept, folder)
        newcomer = kept.copied(NEWCOMER, folder)
        reached, sender = join(kept, newcomer)
        size = (newcomer / REPLICA).stat().st_size
    seconds = reached.done - reached.began
    return {
        "acts": facts.acts,
        "transactions": facts.transactions,
        "signed": facts.signed,
        "acts_per_s": round(facts.acts / seconds),
        "raw_acts_per_s": round(facts.acts / raw),
        "ratio": round(raw / seconds, 3),
        "peak_mb": round(reached.peak_kb / 1024),
        "beside_mb": round(reached.beside_kb / 1024),
        "cpu_s": round(reached.cpu_s, 2),
        "beside_cpu_s": round(reached.beside_cpu_s, 2),
        "sender_cpu_s": round(sender.cpu_s, 2),
        "bytes_per_act": round(facts.bytes / facts.acts),
        "disk_bytes_per_act": round(size / facts.acts),
        "disk_ratio": round(size / facts.bytes, 2),
        "seconds": round(seconds, 2),
        "marks": MARKS,
    }


def _raw(kept: Kept, folder: Path) -> float:
    vault = open_vault(kept.folder / FIRST / FILE_NAME, passphrase=kept.facts.first)
    replica = Replica(kept.folder / FIRST, vault.database_key, vault.site, blob_is_right)
    try:
        return store_raw(folder, (row.data for row in replica.chain.everything()))
    finally:
        replica.close()


def join(kept: Kept, newcomer: Path) -> tuple[Reached, Reached]:
    """Serve a newcomer until it holds everything: what it measured, and what its sender did.

    Raises `BenchError` when it then holds something else.
    """
    facts = kept.facts
    with ExitStack() as stack:
        order = Order(str(kept.folder / FIRST), facts.first, _SENDER, "", facts.transactions)
        sender = stack.enter_context(Side(order))
        order = Order(str(newcomer), facts.newcomer, _NEWCOMER, sender.listening, facts.transactions)
        receiver = stack.enter_context(Side(order))
        reached, sent = receiver.reached(), sender.reached()
        held = receiver.held()
        if held.stale or held != sender.held():
            raise BenchError("the newcomer does not hold what the sender holds")
        return reached, sent
