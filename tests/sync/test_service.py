"""Whole services over real sockets: meeting, relaying, losing, being turned away, stopping."""

import asyncio
import socket
import ssl
from contextlib import suppress

import pytest

from schema.ids import Id
from sync import switchboard, tls
from sync.addresses import Address, Source
from sync.peers import Peer
from tests.crash.cable import Cable, cables
from tests.sync.handshakes import resumed, ticket_of, with_tickets
from tests.sync.stations import Post, station, stopping, synchronised, until


def test_two_meet_synchronise_and_push() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1], off_ms=90_000)
        for number in range(20):
            a.replica.write(f"a{number}")
        b.replica.write("b")
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: synchronised(a, b))
            assert a.replica.texts() == b.replica.texts()
            line = a.sees(b)
            assert (line.we_lack, line.they_lack, line.error) == (0, 0, "")
            assert line.name == "Poste 2"
            assert line.connected_since is not None
            assert line.clock_difference_ms is not None
            assert 85_000 < line.clock_difference_ms < 95_000
            assert b.sees(a).found_by == "last_known"
            assert line.found_by in {"incoming", "told"}
            a.replica.write("later")
            await until(lambda: "later" in b.replica.texts())
            assert b.replica.sources.count(a.station.workstation) == len(b.replica.sources)
            await until(lambda: bool(a.replica.receipts_published and b.replica.receipts_published))
            owner = a.station.workstation, "receipt"
            await until(lambda: b.replica.record_by_key.get(owner) == a.replica.record_by_key[owner])
            assert a.noted("connected")[0]["program"] == "toy"
            assert int(a.noted("clock")[0]["difference_ms"]) > 85_000

    asyncio.run(play())


def test_with_something_untold_nobody_is_called_synchronised() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: synchronised(a, b))
            a.replica.write("nobody was told of this yet")
            assert not a.sees(b).synchronised
            await until(lambda: synchronised(a, b))
            assert a.replica.texts() == b.replica.texts() == ["nobody was told of this yet"]

    asyncio.run(play())


def test_both_dial_at_once_and_one_connection_is_kept() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start()
            place_a, place_b = a.place(), b.place()
            await asyncio.gather(a.stop(), b.stop())
            await asyncio.gather(a.start(place_b), b.start(place_a))
            a.running._roster.learn(b.place(), Source.MDNS)
            b.running._roster.learn(a.place(), Source.MDNS)
            await until(lambda: synchronised(a, b))
            await asyncio.sleep(0.6)
            assert synchronised(a, b)
            links = [post.running._roster.links() for post in (a, b)]
            assert [len(kept) for kept in links] == [1, 1]
            peer_at_a = a.running._roster.peers[b.station.workstation]
            peer_at_b = b.running._roster.peers[a.station.workstation]
            assert peer_at_a.dialled != peer_at_b.dialled

    asyncio.run(play())


def test_a_third_ones_acts_are_relayed_and_its_place_is_told() -> None:
    async def play() -> None:
        a, b, c = Post(1, [2, 3]), Post(2, [1, 3]), Post(3, [1, 2])
        a.replica.write("from a")
        async with stopping(a, b, c):
            await b.start()
            await a.start(b.place())
            await c.start(b.place())
            await until(lambda: c.replica.texts() == ["from a"])
            await until(lambda: synchronised(a, b, c))
            assert {c.sees(a).found_by, a.sees(c).found_by} & {"told"}

    asyncio.run(play())


def test_two_that_dial_a_third_find_each_other_though_neither_announces_an_address() -> None:
    async def play() -> None:
        a, b, c = Post(1, [2, 3]), Post(2, [1, 3]), Post(3, [1, 2])
        async with stopping(a, b, c):
            await b.start()
            await asyncio.gather(a.start(b.place(), everywhere=True), c.start(b.place(), everywhere=True))
            await until(lambda: synchronised(a, b, c))
            assert {c.sees(a).found_by, a.sees(c).found_by} & {"told"}
            await until(lambda: {one["host"] for one in b.noted("place")} == {a.host, c.host})

    asyncio.run(play())


def test_what_one_says_of_itself_later_is_told_on_to_those_met_before() -> None:
    async def play() -> None:
        a, b, c = Post(1, [2, 3]), Post(2, [1, 3]), Post(3, [1, 2])
        async with stopping(a, b, c):
            await b.start()
            for post in (a, c):
                await post.start(b.place())
                post.running._switchboard._own_place = lambda _seen_at: b.place()
            await until(lambda: synchronised(a, b) and synchronised(b, c))
            assert c.sees(a).connected_since is None
            (link,) = a.running._roster.links()
            link.tell_places([a.place()])
            await until(lambda: synchronised(a, b, c))
            assert {c.sees(a).found_by, a.sees(c).found_by} & {"told"}

    asyncio.run(play())


def test_a_typed_address_finds_whose_it_is() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start(typed=(a.address(),))
            await until(lambda: synchronised(a, b))
            assert b.sees(a).found_by == "typed"
            assert b.sees(a).address == str(a.address())

    asyncio.run(play())


@pytest.mark.usefixtures("multicast")
def test_found_by_mdns() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start(discovery=True)
            await b.start(discovery=True)
            await until(lambda: synchronised(a, b), 20)
            await until(lambda: a.sees(b).found_by == b.sees(a).found_by == "mdns")

    asyncio.run(play())


def test_a_peer_that_stops_says_so_and_is_found_again() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: synchronised(a, b))
            await b.stop()
            await until(lambda: a.sees(b).connected_since is None)
            assert a.sees(b).error == "stopping"
            a.replica.write("alone")
            await until(lambda: a.sees(b).they_lack == 1)
            await b.start(a.place())
            await until(lambda: synchronised(a, b))
            assert b.replica.texts() == ["alone"]
            assert a.sees(b).error == ""

    asyncio.run(play())


def test_a_workstation_known_here_and_not_there_proves_itself_in_the_lobby() -> None:
    """B was enrolled at A; C never met A, and has never heard of B."""

    async def play() -> None:
        b, c = Post(2, [1, 3]), Post(3, [1])
        b.replica.write_member("a enrolled b")
        b.replica.write("clinical")
        c.replica.subscribe(lambda: c.know(1, 2) if "a enrolled b" in c.replica.texts() else None)
        async with stopping(b, c):
            await c.start()
            await b.start(c.place())
            await until(lambda: len(c.running.status()) == 2 and b.sees(c).synchronised)
            assert c.replica.texts() == ["a enrolled b", "clinical"]
            assert c.replica.sources[0] is None, "from the lobby, from nobody in particular"

    asyncio.run(play())


def test_a_removed_member_is_dropped_and_not_let_in_again() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: synchronised(a, b))
            a.know()
            a.replica.write_member("b is removed")
            await until(lambda: a.running.status() == ())
            await until(lambda: b.sees(a).connected_since is None)
            a.replica.write("not for b")
            await until(lambda: b.sees(a).error == "refused")
            assert "not for b" not in b.replica.texts()
            assert any("certificate" in incident.code for incident in a.running.incidents())

    asyncio.run(play())


def test_who_came_is_looked_for_though_those_who_went_take_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play() -> None:
        a, b, c = Post(1, [2, 4]), Post(2, [1]), Post(3, [1])
        async with stopping(a, b, c):
            await c.start()
            await a.start(c.place())
            gone: list[Id] = []

            async def stuck(peer: Peer) -> None:
                gone.append(peer.member.workstation)
                await asyncio.Event().wait()

            monkeypatch.setattr(a.running._switchboard, "drop", stuck)
            a.know(3)
            a.replica.write_member("2 and 4 are removed, 3 is let in")
            await until(lambda: [one.connected_since is not None for one in a.running.status()] == [True])
            assert sorted(gone) == [station(2).workstation, station(4).workstation]

    asyncio.run(play())


def test_a_removed_member_with_a_ticket_in_hand_is_judged_anew() -> None:
    """A ticket of the running service itself: who resumed it would be let in unseen."""
    removed, member = station(2), station(1)
    client = with_tickets(tls.client_context(removed.certificate, removed.key, [member.certificate]))

    def ticket_from(post: Post) -> ssl.SSLSession:
        """As it would give one if it ever gave any."""
        door = post.running._roster.context("server")
        ours = door.options, door.num_tickets
        ticket = ticket_of(with_tickets(door), client)
        assert resumed(door, client, ticket)
        door.options, door.num_tickets = ours
        return ticket

    def knock(address: Address, ticket: ssl.SSLSession) -> bytes:
        """What comes back from the front door, if anything; it was a whole handshake."""
        with (
            socket.create_connection((address.host, address.port), timeout=30) as raw,
            client.wrap_socket(raw, session=ticket) as secure,
        ):
            assert not secure.session_reused
            # A server that refuses in TLS 1.3 may hang up before its reason is out.
            with suppress(ssl.SSLError, ConnectionError):
                secure.sendall(b"GET / HTTP/1.1\r\n\r\n")
                return secure.recv(1)
            return b""

    async def play() -> None:
        a = Post(1, [2, 3])
        async with stopping(a):
            await a.start()
            ticket = ticket_from(a)
            assert await asyncio.to_thread(knock, a.address(), ticket), "a member is answered"
            assert a.running.incidents() == ()
            a.know(3)
            a.replica.write_member("2 is removed")
            await until(lambda: len(a.running._roster.peers) == 1)
            assert await asyncio.to_thread(knock, a.address(), ticket) == b""
            await until(lambda: any("certificate" in one.code for one in a.running.incidents()))

    asyncio.run(play())


def test_another_site_is_told_so_and_nothing_else() -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1], site=b"o" * 16)
        a.replica.write("secret")
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: b.sees(a).error == "site")
            assert b.replica.texts() == []
            assert b.sees(a).we_lack is None
            assert any(incident.code == "site" for incident in a.running.incidents())

    asyncio.run(play())


def test_ourselves_and_our_twin() -> None:
    async def play() -> None:
        a, twin = Post(1, [2]), Post(1, [2])
        twin.host = "127.0.0.99"
        door = Cable("127.0.0.98")
        async with cables(door), stopping(a, twin):
            # Somebody typed the address of this very workstation.
            await a.start(typed=(door.address,))
            door.target = a.address()
            await until(lambda: any(i.code == "itself" for i in a.running.incidents()))
            assert a.noted("twin") == []
            await twin.start(typed=(a.address(),))
            await until(lambda: bool(a.noted("twin")) and bool(twin.noted("twin")))

    asyncio.run(play())


@pytest.mark.parametrize("smaller", [True, False])
def test_a_twin_is_heard_though_the_other_one_is_connected(
    monkeypatch: pytest.MonkeyPatch, smaller: bool
) -> None:
    monkeypatch.setattr(switchboard, "SETTLED_SECONDS", 0.3)
    here, there = (1, 2) if smaller else (2, 1)

    async def play() -> None:
        a, b, twin = Post(here, [there]), Post(there, [here]), Post(there, [here])
        b.replica.write("before")
        twin.replica = b.replica.copied()
        twin.know(here)
        twin.host = "127.0.0.99"
        b.replica.write("of the one")
        twin.replica.write("of the other")
        async with stopping(a, b, twin):
            await b.start()
            await a.start(b.place())
            await until(lambda: synchronised(a, b))
            await twin.start(typed=(a.address(),))
            await until(lambda: {"before", "of the one", "of the other"} <= set(a.replica.texts()))
            await until(lambda: "of the other" in b.replica.texts())

    asyncio.run(play())


def test_a_failing_replica_ends_the_connection_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        a, b = Post(1, [2]), Post(2, [1])
        a.replica.write("one")
        integrate = b.replica.integrate
        failures = iter([1, 1])

        async def full_disk(*arguments: object) -> object:
            if next(failures, None):
                raise OSError("no space left on device")
            return await integrate(*arguments)  # type: ignore[arg-type]  # passed through

        b.replica.integrate = full_disk  # type: ignore[method-assign, assignment]  # fails twice
        async with stopping(a, b):
            await a.start()
            await b.start(a.place())
            await until(lambda: a.sees(b).error == "internal")
            await until(lambda: synchronised(a, b))

    asyncio.run(play())
    assert "no space left on device" in caplog.text
