"""The other workstation of `bench pauses`: writes so many transactions a second and pushes them.

In a process of its own: told what to do in one line, it says where it listens, and begins at the next one.
"""

import asyncio
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import IO, Final, cast

import msgspec

from node.domain.state import CourseState
from node.vault import FILE_NAME, open_vault
from ops.bench.apart import visit
from ops.bench.pens import Pens, Person
from ops.bench.site import pen_of
from ops.bench.station import Station
from schema.transaction import FileType

_BEAT_SECONDS: Final = 0.05
_HERE: Final = "here"


class Feed(msgspec.Struct, frozen=True):
    """Who writes where, how fast, for how long."""

    folder: str
    passphrase: str
    host: str
    people: dict[str, Person]
    per_second: int
    seconds: float


class Fed(msgspec.Struct, frozen=True):
    """What was written, and how many transactions are then held."""

    written: int
    seconds: float
    held: int


class Feeder:
    """A started feeder, seen from the measure."""

    def __init__(self, feed: Feed) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.bench.feeder"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._out = cast("IO[bytes]", self._process.stdout)
        self._say(msgspec.json.encode(feed))
        self.listening = self._out.readline().decode().strip()

    def go(self) -> None:
        """Begin to write."""
        self._say(b"go")

    def fed(self) -> Fed:
        """Wait until it has written everything."""
        return msgspec.json.decode(self._out.readline(), type=Fed)

    def close(self) -> None:
        """Let it go, and wait until it has gone."""
        self._process.communicate(timeout=60)

    def _say(self, line: bytes) -> None:
        pipe = cast("IO[bytes]", self._process.stdin)
        pipe.write(line + b"\n")
        pipe.flush()


async def play(feed: Feed) -> None:
    """Serve, write at the pace that was asked, and stay until nobody needs it any more."""
    folder = Path(feed.folder)
    vault = open_vault(folder / FILE_NAME, passphrase=feed.passphrase)
    station = Station(folder, vault, feed.host)
    replica = station.replica
    pens = station.on_writer(
        lambda: Pens(replica, feed.people, {_HERE: pen_of(replica, vault)}, station.desk.now())
    )
    courses = station.on_writer(lambda: list(replica.states.all(CourseState, FileType.COURSE)))

    def sign_in() -> None:
        with replica.writing():
            pens.write(_HERE, [pens.sign_in("nurse", _HERE)])

    def write(first: int, until: int) -> None:
        with replica.writing():
            for number in range(first, until):
                visit(pens, _HERE, courses, number)
        station.changed()

    print(await station.start(), flush=True)
    try:
        await asyncio.to_thread(sys.stdin.readline)
        station.on_writer(sign_in)
        began, visits, last = time.monotonic(), 0, round(feed.per_second * feed.seconds) // 2
        while visits < last:
            due = min(last, round((time.monotonic() - began) * feed.per_second / 2))
            if due > visits:
                await asyncio.to_thread(station.on_writer, partial(write, visits, due))
                visits = due
            await asyncio.sleep(_BEAT_SECONDS)
        fed = Fed(2 * visits, time.monotonic() - began, station.on_writer(replica.counts)[0])
        print(msgspec.json.encode(fed).decode(), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    finally:
        await station.stop()


if __name__ == "__main__":
    asyncio.run(play(msgspec.json.decode(sys.stdin.readline(), type=Feed)))
