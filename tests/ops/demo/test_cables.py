"""The relay as a process of its own, pulled from outside, between two whole services."""

import asyncio
from pathlib import Path

import pytest

from ops.demo.cables import Cables, CablesError
from ops.demo.relay import RESET, SILENT, Door, Endpoint
from sync.addresses import Address
from sync.messages import Place
from tests.sync.stations import Post, stopping, synchronised, until


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with Cables(tmp_path) as cables, pytest.raises(CablesError, match="no such command"):
        cables.pull("127.0.0.2", "127.0.0.3", "gently")


def test_a_relay_that_cannot_start_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    nobody = Endpoint("192.0.2.1", 1)
    with pytest.raises(CablesError, match="did not start"):
        Cables(tmp_path, [Door("127.0.0.2", nobody, nobody)])
    assert "192.0.2.1" in capfd.readouterr().err


@pytest.mark.parametrize("how", [RESET, SILENT])
def test_workstations_notice_a_pulled_cable_and_meet_again(tmp_path: Path, how: str) -> None:
    async def play(cables: Cables) -> None:
        posts = a, b, c = Post(1, [2, 3]), Post(2, [1, 3]), Post(3, [1, 2])
        async with stopping(*posts):
            for post in posts:
                await post.start()
            relayed = [place_behind(cables, post) for post in posts]
            for post in posts:
                await post.stop()
            for post, place in zip(posts, relayed, strict=True):
                others = [other for other in relayed if other != place]
                await post.start(*others, announce=Address(place.host, place.port), listen=post.listened)
            await until(lambda: synchronised(*posts), 20)
            assert set(cables.links()) == {f"{x.host} {y.host}" for x, y in ((a, b), (a, c), (b, c))}

            cables.pull(a.host, b.host, how)
            await until(lambda: a.sees(b).connected_since is b.sees(a).connected_since is None, 20)
            a.replica.write("while cut")
            await until(lambda: "while cut" in b.replica.texts(), 20)  # through c
            assert a.sees(b).connected_since is None
            cables.restore(a.host, b.host)
            await until(lambda: synchronised(*posts), 30)

    with Cables(tmp_path) as cables:
        asyncio.run(play(cables))


def place_behind(cables: Cables, post: Post) -> Place:
    """Doors of the relay for a workstation's front door and lobby."""
    place = post.place()
    post.listened = (place.port, place.lobby)
    host = f"127.0.1.{10 + post.number}"
    front, lobby = (
        cables.open_door(Door(post.host, Endpoint(host, 0), Endpoint(place.host, port)))
        for port in (place.port, place.lobby)
    )
    return Place(place.workstation, host, front.port, lobby.port)
