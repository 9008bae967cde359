"""The receiving half of `bench join`, a process of its own so that its memory is measured apart.

Reads one line of JSON (folder, passphrase, sender's address, how many transactions), writes one
line with what it measured, and ends.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

import msgspec

from node.vault import FILE_NAME, open_vault
from ops.bench.station import Station

HOST = "127.0.0.3"
_LOOK_SECONDS = 0.02


class Order(msgspec.Struct, frozen=True):
    """What to receive, from whom."""

    folder: str
    passphrase: str
    address: str
    transactions: int


class Received(msgspec.Struct, frozen=True):
    """What was measured."""

    seconds: float
    peak_kb: int
    stale: int
    journal: str
    state: str


async def receive(order: Order) -> Received:
    """Join the sender and measure until everything is verified and projected."""
    folder = Path(order.folder)
    vault = open_vault(folder / FILE_NAME, passphrase=order.passphrase)
    station = Station(folder, vault, HOST, order.address)
    replica = station.replica
    began = time.perf_counter()
    await station.start()
    try:
        # One writer thread writes it; reading a counter that only grows needs no lock.
        while replica.chain.next_row <= order.transactions:  # noqa: ASYNC110  # the writer tells nobody
            await asyncio.sleep(_LOOK_SECONDS)
        await asyncio.to_thread(station.on_writer, replica.fold_stale)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        stale = station.on_writer(
            lambda: replica.connection.exec_driver_sql("SELECT count(*) FROM states WHERE stale = 1").scalar()
        )
        journal, state = station.on_writer(replica.digests)
    finally:
        await station.stop()
    return Received(seconds, peak, int(stale or 0), journal.hex(), state.hex())


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.readline(), type=Order)
    print(json.dumps(msgspec.to_builtins(asyncio.run(receive(asked)))), flush=True)
