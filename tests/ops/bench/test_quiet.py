"""The quiet site: everybody meets everybody, and every message is counted once."""

import asyncio

import pytest

from ops.bench.quiet import CountingChannel, QuietSite
from sync.channel import ChannelError
from sync.pace import Pace


def test_all_meet_and_are_counted() -> None:
    async def run() -> QuietSite:
        site = QuietSite(4, Pace())
        talks = [asyncio.ensure_future(link.run()) for link in site.links]
        while not all(link.conversation.synchronised for link in site.links):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        return site

    site = asyncio.run(run())
    assert len(site.links) == 4 * 3
    assert all(messages >= 3 and size > 0 for messages, size in site.sent())


def test_a_closed_pipe_is_a_lost_connection() -> None:
    async def run() -> None:
        one, other = CountingChannel(), CountingChannel()
        one.other, other.other = other, one
        await one.send(b"word")
        assert await other.receive() == b"word"
        assert (one.messages, one.bytes) == (1, 4)
        one.abort()
        for end in (one, other):
            with pytest.raises(ChannelError):
                await end.receive()

    asyncio.run(run())
