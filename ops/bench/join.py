"""`veilleuse bench join`: a fresh workstation receives a whole site over mutual TLS on loopback.

Two nodes, two processes. The clock starts when the newcomer opens its doors and stops when every
transaction is verified, stored, folded and projected there; both digests must then be equal.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from node.store.files import reopen
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from ops.bench.content import fill
from ops.bench.raw import store_raw
from ops.bench.receiver import Order, Received
from ops.bench.site import BenchError, Site
from ops.bench.station import Station

_SENDER: Final = "127.0.0.2"
_NEWCOMER: Final = "newcomer"


def measure(acts: int, told: Callable[[str], None]) -> dict[str, object]:
    """The figures; raises `BenchError` when the newcomer ends up with something else."""
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        site = Site(folder)
        try:
            joined = site.join(_NEWCOMER, folder / _NEWCOMER)
            fill(site, acts, lambda done: told(f"{done} / {acts}"))
            transactions, written, _ = site.replica.counts()
            signed = _signed(site.replica)
            digests = tuple(digest.hex() for digest in site.replica.digests())
            raw = store_raw(folder, [row.data for row in site.replica.chain.everything()])
        finally:
            site.close()
        order = Order(str(folder / _NEWCOMER), joined.passphrase, "", transactions)
        received = asyncio.run(_send(site, order))
        if received.stale or (received.journal, received.state) != digests:
            raise BenchError("the newcomer does not hold what the sender holds")
        size = (folder / _NEWCOMER / REPLICA).stat().st_size
    return {
        "acts": written,
        "acts_per_s": round(written / received.seconds),
        "raw_acts_per_s": round(written / raw),
        "ratio": round(raw / received.seconds, 3),
        "peak_mb": round(received.peak_kb / 1024),
        "disk_bytes_per_act": round(size / written),
        "transactions": transactions,
        "signed": signed,
        "seconds": round(received.seconds, 2),
    }


def _signed(replica: Replica) -> int:
    found = 0
    for row in replica.chain.everything():
        transaction, _ = reopen(row.data)
        found += sum(body is not None and body.signature is not None for body in transaction.bodies)
    return found


async def _send(site: Site, order: Order) -> Received:
    """Serve the newcomer until it is done."""
    station = Station(site.folder, site.vault, _SENDER)
    address = await station.start()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ops.bench.receiver",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        asked = msgspec.json.encode(msgspec.structs.replace(order, address=address)) + b"\n"
        answer, _ = await process.communicate(asked)
    finally:
        await station.stop()
    if process.returncode:
        raise BenchError(f"the newcomer's process ended with {process.returncode}")
    return msgspec.json.decode(answer, type=Received)
