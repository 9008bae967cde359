"""Attempts: one place after the other, who lives where, and how often a lobby is visited."""

import asyncio
import socket
from collections.abc import Callable, Coroutine

import pytest

from sync import dialler
from sync.addresses import Address, Source
from sync.channel import Channel
from sync.codes import Code
from sync.conversation import Close
from sync.messages import Place
from tests.sync.stations import Post, station, stopping, synchronised, until


def dead_place(number: int) -> Place:
    """A place of this workstation where nobody listens."""
    with socket.create_server(("127.0.0.9", 0)) as closed:
        return Place(station(number).workstation, "127.0.0.9", closed.getsockname()[1], 0)


def test_a_dead_address_does_not_hide_a_good_one() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start()
            book = b.running._roster
            book.book.add(dead_place(1), Source.LAST_KNOWN)
            book.learn(a.place(), Source.TOLD)
            await until(lambda: synchronised(a, b))
            assert b.sees(a).found_by == "told"

    asyncio.run(play())


def test_a_name_no_host_can_have_is_an_unreachable_address() -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            a.running._roster.learn(Place(station(2).workstation, "a..b\0" + "x" * 80, 1, 1), Source.TYPED)
            await until(lambda: a.sees(Post(2, [])).error == "unreachable")

    asyncio.run(play())


def test_another_member_at_an_address_is_neither_mistaken_nor_disturbed() -> None:
    """The place told for B is C's: B is not found there, and the connection with C goes on."""

    async def play() -> None:
        a, c = Post(1, [2, 3]), Post(3, [1, 2])
        async with stopping(a, c):
            await c.start()
            await a.start(c.place())
            await until(lambda: synchronised(a, c))
            since = c.sees(a).connected_since
            link = c.running._roster.links()
            place = c.place()
            wrong = Place(station(2).workstation, place.host, place.port, place.lobby)
            a.running._roster.learn(wrong, Source.MDNS)
            await asyncio.sleep(0.5)
            assert a.sees(Post(2, [])).connected_since is None
            assert c.running._roster.links() == link
            assert c.sees(a).connected_since == since

    asyncio.run(play())


def test_a_lobby_is_visited_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        b, c = Post(2, [1, 3]), Post(3, [1])
        async with stopping(b, c):
            await c.start()
            await b.start(c.place())
            await until(lambda: b.sees(c).error == "refused")
            visited = b.running._roster.peers[c.station.workstation].visited_at
            assert visited > 0
            await asyncio.sleep(0.5)
            assert b.running._roster.peers[c.station.workstation].visited_at == visited
            monkeypatch.setattr(dialler, "VISIT_EVERY_SECONDS", 0.0)
            b.running._roster.peers[c.station.workstation].news.set()
            await until(lambda: b.running._roster.peers[c.station.workstation].visited_at > visited)

    asyncio.run(play())


@pytest.mark.parametrize("how", ["kept", "typed", "ourselves", "lobby"])
def test_who_dialled_hangs_up_however_the_attempt_ends(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service stops while a connection is nobody's yet: it says goodbye, or we look at what we hold."""

    async def play() -> None:
        dialled: list[Channel] = []

        async def waiting(channel: Channel, *_: object, **__: object) -> Close:
            dialled.append(channel)
            await asyncio.Event().wait()
            return Close(Code.DONE, "")

        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start()
            dials, at = b.running._dialler, a.place()
            monkeypatch.setattr(b.running._switchboard, "talk", waiting)
            monkeypatch.setattr(dials._visits, "exchange", waiting)
            b.running._roster.book.add(at, Source.TOLD)
            peer = b.running._roster.peers[a.station.workstation]
            attempts: dict[str, Callable[[], Coroutine[None, None, object]]] = {
                "kept": lambda: dials._attempt(peer),
                "typed": lambda: dials._attempt_typed(a.address()),
                "ourselves": lambda: dials.look_at_ourselves(b.place()),
                "lobby": lambda: dials._visits.visit(
                    Address(at.host, at.lobby), [a.station.certificate], None
                ),
            }
            attempt = asyncio.create_task(attempts[how]())
            await until(lambda: bool(dialled))
            attempt.cancel()
            await asyncio.wait([attempt])
            assert attempt.cancelled()
            assert dialled[0]._connection.transport.is_closing()

    asyncio.run(play())
