"""However looking around ends, no socket is left."""

import asyncio
from contextlib import suppress

import pytest
from zeroconf.asyncio import AsyncZeroconf

from sync import mdns
from sync.mdns import opened
from tests.sync.test_discovery import Watcher

HERE = "127.0.0.2"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[AsyncZeroconf]:
    """Every node of the library that was opened."""
    nodes: list[AsyncZeroconf] = []

    def making(**options: object) -> AsyncZeroconf:
        nodes.append(AsyncZeroconf(**options))  # type: ignore[arg-type]  # passed through
        return nodes[-1]

    monkeypatch.setattr(mdns, "AsyncZeroconf", making)
    return nodes


def left_open(nodes: list[AsyncZeroconf]) -> list[object]:
    """Sockets that nobody has closed."""
    engines = [node.zeroconf.engine for node in nodes]
    wrapped = [one.transport for engine in engines for one in (*engine.readers, *engine.senders)]
    return [one for one in wrapped if not one.is_closing()]


@pytest.mark.usefixtures("multicast")
def test_open_within_the_block_and_not_after(made: list[AsyncZeroconf]) -> None:
    async def play() -> None:
        async with opened([HERE]) as node:
            await node.zeroconf.async_wait_for_start()
            assert left_open(made)
        assert not left_open(made)

    asyncio.run(play())
    assert len(made) == 1


@pytest.mark.usefixtures("multicast")
@pytest.mark.parametrize("turns", range(1, 9))
def test_whoever_is_cancelled_at_the_start_leaves_nothing(made: list[AsyncZeroconf], turns: int) -> None:
    """What the library waits for at its start is cancelled with whoever waits."""

    async def play() -> None:
        watcher = Watcher(2)
        watcher.start()
        for _ in range(turns):
            await asyncio.sleep(0)
        await watcher.stop()

    asyncio.run(play())
    assert made
    assert not left_open(made)


@pytest.mark.usefixtures("multicast")
def test_whoever_is_cancelled_while_closing_leaves_nothing(made: list[AsyncZeroconf]) -> None:
    ending = asyncio.Event()

    async def look() -> None:
        async with opened([HERE]) as node:
            await node.zeroconf.async_wait_for_start()
            ending.set()

    async def play() -> None:
        task = asyncio.create_task(look())
        await ending.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()

    asyncio.run(play())
    assert not left_open(made)
