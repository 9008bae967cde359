"""At most one connection for each member, the same one on both sides; hints are taken with care."""

import asyncio
import errno
import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from sync import switchboard, tls
from sync.channel import ChannelError, dial
from sync.codes import Code
from sync.conversation import Close
from sync.link import Link
from sync.messages import Bye, Hello, Place, decode_message, encode_message
from tests.sync.stations import Post, hello_from, station, stopping


@pytest.mark.parametrize(
    ("me", "other", "was_dialled", "dialled", "kept"),
    [
        (1, 2, True, True, True),  # ours again: the old one is dead
        (1, 2, False, True, True),  # the smaller's
        (1, 2, True, False, False),
        (1, 2, False, False, True),  # theirs again
        (2, 1, True, True, True),
        (2, 1, False, True, False),
        (2, 1, True, False, True),
        (2, 1, False, False, True),
    ],
)
def test_which_of_two_connections_is_kept(
    me: int, other: int, was_dialled: bool, dialled: bool, kept: bool
) -> None:
    async def play() -> None:
        post = Post(me, [other])
        async with stopping(post):
            await post.start()
            peer = post.running._roster.peers[station(other).workstation]
            peer.dialled, peer.linked_at = was_dialled, post.clock.monotonic()
            assert post.running._switchboard._prefers(peer, dialled=dialled) is kept

    asyncio.run(play())


@pytest.mark.parametrize(("me", "other"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("was_dialled", [True, False])
@pytest.mark.parametrize("dialled", [True, False])
def test_who_dials_though_the_two_have_long_been_connected_is_let_in(
    me: int, other: int, was_dialled: bool, dialled: bool
) -> None:
    async def play() -> None:
        post = Post(me, [other])
        async with stopping(post):
            await post.start()
            peer = post.running._roster.peers[station(other).workstation]
            peer.dialled = was_dialled
            peer.linked_at = post.clock.monotonic() - switchboard.SETTLED_SECONDS
            assert post.running._switchboard._prefers(peer, dialled=dialled)

    asyncio.run(play())


def test_both_sides_keep_the_same_one() -> None:
    """The rule, played on paper: each of two crossing connections is judged alike at both ends."""

    def kept(me: int, other: int, dialled: bool) -> bool:
        return dialled == (me < other)

    for a, b in itertools.permutations((1, 2)):
        for by_a in (True, False):
            assert kept(a, b, by_a) == kept(b, a, not by_a)


def test_who_was_removed_between_handshake_and_now_is_told() -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            a.running._roster._by_fingerprint.clear()
            one = station(2)
            context = tls.client_context(one.certificate, one.key, [a.station.certificate])
            channel = await dial(a.address(), context, None)
            await channel.send(encode_message(Bye(Code.DONE, "")))
            message = decode_message(await channel.receive())
            assert message == Bye(Code.NOT_MEMBER, "")
            with pytest.raises(ChannelError):
                await channel.receive()
            assert [incident.code for incident in a.running.incidents()] == ["not_member"]
            channel.abort()

    asyncio.run(play())


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (lambda post: post.running._roster.refresh([]), Code.NOT_MEMBER),
        (lambda post: setattr(post.running._switchboard, "closing", True), Code.STOPPING),
        (lambda _post: None, None),
    ],
)
def test_what_became_of_a_member_while_the_older_connection_ended_is_looked_at(
    meanwhile: Callable[[Post], None], said: Code | None
) -> None:
    """A second connection takes the place of one that takes its time to end."""

    async def play() -> None:
        a, one = Post(1, [2]), station(2)
        async with stopping(a):
            await a.start()
            peer = a.running._roster.peers[one.workstation]

            async def leave(_: Code) -> None:
                await asyncio.sleep(0)
                meanwhile(a)
                peer.link = None

            peer.link, peer.dialled = cast("Link", SimpleNamespace(leave=leave)), False
            context = tls.client_context(one.certificate, one.key, [a.station.certificate])
            with await dial(a.address(), context, None) as channel:
                await channel.send(hello_from(2))
                message = decode_message(await channel.receive())
                assert isinstance(message, Hello) if said is None else message == Bye(said, "")
            assert said is None or peer.link is None

    asyncio.run(play())


def test_a_note_that_cannot_be_kept_holds_up_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was lost is looked for at once, whatever becomes of the note that it was."""
    monkeypatch.setattr(switchboard, "SETTLED_SECONDS", 0.0)

    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            board = a.running._switchboard
            peer = a.running._roster.peers[station(2).workstation]

            async def full(*_: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            async def lost(_: bytes | None) -> Close:
                peer.connected_since = 1
                peer.news.clear()
                return Close(Code.LOST, "")

            monkeypatch.setattr(a.replica, "note_peer", full)
            link = cast("Link", SimpleNamespace(run=lost, channel=SimpleNamespace(remote=a.address())))
            monkeypatch.setattr(peer, "learn", lambda _: None)
            with pytest.raises(OSError, match="No space"):
                await board._hold(peer, link, None, None)
            assert peer.news.is_set()
            assert peer.error == "lost"

    asyncio.run(play())


def test_hints_are_numbers_of_members() -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            board, book = a.running._switchboard, a.running._roster.book
            await board._heard_places(
                station(2).workstation,
                [
                    Place(station(2).workstation, "192.0.2.7", 1, 1),
                    Place(station(2).workstation, "intranet.example", 1, 1),
                    Place(station(3).workstation, "192.0.2.8", 1, 1),
                    Place(a.station.workstation, "192.0.2.9", 1, 1),
                ],
            )
            assert [known.place.host for known in book.candidates(station(2).workstation)] == ["192.0.2.7"]
            assert book.candidates(station(3).workstation) == []
            assert a.noted("place") == [{"host": "192.0.2.7", "port": "1", "lobby": "1"}]

    asyncio.run(play())
