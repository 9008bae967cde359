"""One side of a measure between two workstations, in a process of its own: so are its time and memory.

Reads one line of JSON (`Order`), writes where it listens, then what it measured; ends when its input does.
"""

import asyncio
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import IO, Final, Self, cast

import msgspec

from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from ops.bench.apart import go_on
from ops.bench.pens import Person
from ops.bench.station import Station

LOOK_SECONDS: Final = 0.002


class Order(msgspec.Struct, frozen=True):
    """Which workstation this is, whom it dials (empty: nobody), and how many transactions make it done.

    With `acts` it writes so many before it opens its doors: it went on while the others were out of reach.
    """

    folder: str
    passphrase: str
    host: str
    address: str
    transactions: int
    acts: int = 0
    people: dict[str, Person] = {}


class Ready(msgspec.Struct, frozen=True):
    """Where its front door is."""

    listening: str


class Reached(msgspec.Struct, frozen=True):
    """When it had everything verified, stored, folded and projected (one clock for the whole machine)."""

    began: float
    connected: float
    done: float
    peak_kb: int
    beside_kb: int
    """At most, of whatever process worked beside it."""
    cpu_s: float
    """Processor time of this process since it began; no neighbour makes it longer."""
    beside_cpu_s: float
    """The same of whatever process worked beside it, its start included."""


class Held(msgspec.Struct, frozen=True):
    """What it then holds: files not yet folded, and its two digests."""

    stale: int
    journal: str
    state: str


class SideError(Exception):
    """A side ended before it had measured anything; its own error output says why."""


class Side:
    """A started side, seen from the measure; `close` it, or use it in `with`."""

    def __init__(self, order: Order) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.bench.side"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            self._say(msgspec.json.encode(order))
            self.listening = msgspec.json.decode(self._line(), type=Ready).listening
        except BaseException:
            self.close()
            raise

    def reached(self) -> Reached:
        """Wait until it has everything."""
        return msgspec.json.decode(self._line(), type=Reached)

    def held(self) -> Held:
        """Ask what it holds, once it has everything."""
        self._say(b"held")
        return msgspec.json.decode(self._line(), type=Held)

    def close(self) -> None:
        """Let it go, and wait until it has gone."""
        self._process.communicate(timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _say(self, line: bytes) -> None:
        pipe = cast("IO[bytes]", self._process.stdin)
        pipe.write(line + b"\n")
        pipe.flush()

    def _line(self) -> bytes:
        line = cast("IO[bytes]", self._process.stdout).readline()
        if not line:
            raise SideError("a workstation of this measure ended too early")
        return line


async def play(order: Order) -> None:
    """Start the workstation, wait until it is done, and until nobody needs it any more."""
    folder = Path(order.folder)
    vault = open_vault(folder / FILE_NAME, passphrase=order.passphrase)
    station = Station(folder, vault, order.host, order.address)
    if order.acts:
        station.on_writer(partial(go_on, station.replica, vault, order.people, order.acts))
    began, spent = time.monotonic(), time.process_time()
    address = await station.start()
    try:
        _tell(Ready(address))
        _tell(await _measure(station, order.transactions, began, spent))
        if await asyncio.to_thread(sys.stdin.readline):
            _tell(station.on_writer(partial(_held, station.replica)))
            await asyncio.to_thread(sys.stdin.readline)
    finally:
        await station.stop()


def _tell(what: msgspec.Struct) -> None:
    print(msgspec.json.encode(what).decode(), flush=True)


async def _measure(station: Station, transactions: int, began: float, spent: float) -> Reached:
    replica = station.replica
    while not station.connected():  # noqa: ASYNC110  # nobody is told of it but the window
        await asyncio.sleep(LOOK_SECONDS)
    connected = time.monotonic()
    news = asyncio.Event()
    station.port.subscribe(news.set)
    # Reading a counter that only grows needs no lock.
    while replica.chain.next_row <= transactions:
        news.clear()
        if replica.chain.next_row <= transactions:
            await news.wait()
    await asyncio.to_thread(station.on_writer, replica.folding.fold_stale)
    done = time.monotonic()
    spent = time.process_time() - spent
    beside = _children()
    peaks = _peak_kb("self"), sum(map(_peak_kb, beside))
    return Reached(began, connected, done, *peaks, spent, sum(map(_spent_s, beside)))


def _children() -> list[str]:
    listed = Path("/proc/self/task").glob("*/children")
    return [child for path in listed for child in path.read_text().split()]


def _peak_kb(process: str) -> int:
    """The most memory that a process has had; what `getrusage` says may be that of whoever started it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _spent_s(process: str) -> float:
    """Processor time of a process: see `man proc_pid_stat`, of which the name may hold anything."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _held(replica: Replica) -> Held:
    stale = replica.connection.value("SELECT count(*) FROM states WHERE stale = 1")
    journal, state = replica.digests()
    return Held(int(stale or 0), journal.hex(), state.hex())


if __name__ == "__main__":
    asyncio.run(play(msgspec.json.decode(sys.stdin.readline(), type=Order)))
