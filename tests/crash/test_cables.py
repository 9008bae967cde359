"""Cables that are slow, stuck, cut anywhere or flapping: all arrives, once, and nobody else waits.

Real services over real sockets and TLS; `VEILLEUSE_FLAP_SECONDS` has the cables flap for minutes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sync.addresses import Address
from sync.messages import Place
from sync.pace import Pace
from tests.crash.cable import Cable, cables, flap
from tests.sync.stations import QUICK, Post, stopping, synchronised, until

FLAP_SECONDS = float(os.environ.get("VEILLEUSE_FLAP_SECONDS", "6"))
LINE = "x" * 2000


def _written(post: Post, count: int) -> list[str]:
    texts = [f"{post.number}.{number} {LINE}" for number in range(count)]
    for text in texts:
        post.replica.write(text)
    return texts


def _through(cable: Cable, post: Post) -> Place:
    """The other end of that cable."""
    return Place(post.station.workstation, cable.address.host, cable.address.port, 0)


@asynccontextmanager
async def _joined(a: Post, b: Post, to_a: Cable, to_b: Cable, pace: Pace = QUICK) -> AsyncIterator[None]:
    """Two workstations that reach each other through these cables alone."""
    async with cables(to_a, to_b), stopping(a, b):
        await a.start(pace=pace, announce=to_a.address)
        to_a.target = a.address()
        await b.start(_through(to_a, a), pace=pace, announce=to_b.address)
        to_b.target = b.address()
        yield


def _pair() -> tuple[Post, Post, Cable, Cable]:
    return Post(1, [2, 3]), Post(2, [1, 3]), Cable("127.0.0.41"), Cable("127.0.0.42")


def test_a_cable_that_flaps_all_the_time_delivers_all_the_same() -> None:
    async def play() -> None:
        a, b, to_a, to_b = _pair()
        told = sorted(_written(a, 400) + _written(b, 400))

        def enough() -> bool:
            return to_a.connections + to_b.connections > 3

        # The pace of every day: what ends a connection here is the cable, not a peer that is thought slow.
        async with _joined(a, b, to_a, to_b, Pace()):
            times = [flap(cable, FLAP_SECONDS, seed, enough) for seed, cable in enumerate((to_a, to_b), 1)]
            late = asyncio.ensure_future(asyncio.gather(*times))
            while not late.done():
                await asyncio.sleep(0.2)
                told += [f"{post.number} late {len(told)} {LINE}" for post in (a, b)]
                a.replica.write(told[-2])
                b.replica.write(told[-1])
            assert min(await late) > 3
            await until(lambda: synchronised(a, b))
            assert a.replica.texts() == b.replica.texts() == sorted(told)
            assert not [one.code for one in a.running.incidents() if one.code == "internal"]

    asyncio.run(play())


@pytest.mark.parametrize("after", [1, 700, 2500, 6000, 60_000])
def test_cut_in_the_middle_of_anything_it_goes_on_from_there(after: int) -> None:
    async def play() -> None:
        a, b, to_a, to_b = _pair()
        told = sorted(_written(a, 60) + _written(b, 60))
        to_a.cut_after = to_b.cut_after = after
        async with _joined(a, b, to_a, to_b):
            await until(lambda: to_a.connections + to_b.connections > 2)
            held = len(b.replica.texts())
            to_a.cut_after = to_b.cut_after = 0
            await until(lambda: synchronised(a, b))
            assert a.replica.texts() == b.replica.texts() == told
            # What had arrived before a cut is not asked for again in vain: it is still there.
            assert len(b.replica.texts()) >= held

    asyncio.run(play())


@pytest.mark.parametrize("place", [3, 900, 5000])
def test_a_flipped_bit_on_the_way_is_noticed_and_costs_a_connection(place: int) -> None:
    async def play() -> None:
        a, b, to_a, to_b = _pair()
        told = sorted(_written(a, 40) + _written(b, 40))
        to_a.flip_after = to_b.flip_after = place
        async with _joined(a, b, to_a, to_b):
            await until(lambda: to_a.connections + to_b.connections > 2)
            to_a.flip_after = to_b.flip_after = 0
            await until(lambda: synchronised(a, b))
            assert a.replica.texts() == b.replica.texts() == told
            assert a.replica.evidence == b.replica.evidence == []

    asyncio.run(play())


@pytest.mark.parametrize("flaw", ["slow", "stuck"])
def test_a_slow_or_stuck_peer_holds_up_nobody_else(flaw: str) -> None:
    async def play() -> None:
        a, b, to_a, to_b = _pair()
        c = Post(3, [1])
        told = sorted(_written(a, 300))
        async with _joined(a, b, to_a, to_b):
            for cable in (to_a, to_b):
                cable.bytes_per_s = 4000 if flaw == "slow" else 0
                cable.stuck = flaw == "stuck"
            await c.start(a.place(), pace=QUICK)
            try:
                await until(lambda: c.replica.texts() == told)
                assert b.replica.texts() != told
                for cable in (to_a, to_b):
                    cable.bytes_per_s, cable.stuck = 0, False
                await until(lambda: synchronised(a, b))
                assert b.replica.texts() == told
            finally:
                await c.stop()

    asyncio.run(play())


def test_a_cable_to_nowhere_is_an_attempt_and_no_more() -> None:
    async def play() -> None:
        a, b, to_a, to_b = _pair()
        async with _joined(a, b, to_a, to_b):
            to_a.target = to_b.target = Address("127.0.0.43", 9)
            to_a.cut()
            to_b.cut()
            await until(lambda: a.sees(b).connected_since is None)
            _written(b, 3)
            to_a.target, to_b.target = a.address(), b.address()
            await until(lambda: synchronised(a, b))
            assert len(a.replica.texts()) == 3

    asyncio.run(play())
