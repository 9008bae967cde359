"""Batches that wait are checked by another process, where it pays and as long as it lives."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from node import ahead
from node.ahead import MANY, MANY_BYTES, Ahead, is_large
from node.store.beside import Beside, GoneError
from node.store.checked import Keys, check_ahead
from node.store.opened import Checked
from tests.node.store.builders import KEY, Ward, processes_beside

LARGE = [(b"",) * MANY, (bytes(MANY_BYTES),)]


class Other(Beside):
    """Answers when told to, without a process."""

    def __init__(self) -> None:
        super().__init__(Path(), KEY, bytes(16))
        self.asked: list[Future[list[Checked | None]]] = []
        self.closed = False

    @property
    def busy(self) -> bool:
        return not all(one.done() for one in self.asked)

    def check(self, keys: Keys, batch: Sequence[bytes]) -> Future[list[Checked | None]]:
        del keys, batch
        self.questions += 1
        self.asked.append(Future())
        return self.asked[-1]

    def close(self) -> None:
        super().close()
        self.closed = True


def helper(checks: Ahead) -> Beside | None:
    return checks.beside


def batch(number: int = 0) -> tuple[bytes, ...]:
    return (bytes([number]),) * MANY


def test_only_what_others_follow_is_large() -> None:
    assert all(is_large(one) for one in LARGE)
    assert not is_large((b"",) * (MANY - 1))
    assert not is_large((bytes(MANY_BYTES - 1),))


def test_one_large_batch_starts_nobody_and_the_second_does() -> None:
    async def play() -> None:
        other = Other()
        checks = Ahead(lambda: other, processors=2)
        small, first, second, third = (b"",), batch(1), batch(2), batch(3)
        for one in (small, first, small):
            checks.expect(one)
        assert helper(checks) is None
        for one in (second, third):
            checks.expect(one)
        assert helper(checks) is other
        assert len(other.asked) == 2
        assert await checks.found(first) == ()
        assert await checks.found(small) == ()
        other.asked[0].set_running_or_notify_cancel()
        other.asked[0].set_result([None, Checked(bytes(32), {})])
        assert await checks.found(second) == [None, Checked(bytes(32), {})]
        # Nobody has begun with it: it is called off.
        assert await checks.found(third) == ()
        assert other.asked[1].cancelled()
        # Another batch with the same content is another batch.
        assert await checks.found(batch(2)) == ()
        checks.close()
        assert other.closed
        assert helper(checks) is None

    asyncio.run(play())


def test_with_one_processor_nobody_is_started() -> None:
    async def play() -> None:
        checks = Ahead(Other, processors=1)
        for one in (batch(1), batch(2), batch(3)):
            checks.expect(one)
        assert checks.beside is None

    asyncio.run(play())


@pytest.mark.parametrize(("pause", "again"), [(600.0, False), (0.0, True)])
def test_one_that_has_gone_has_no_successor_before_a_pause(
    monkeypatch: pytest.MonkeyPatch, pause: float, *, again: bool
) -> None:
    monkeypatch.setattr(ahead, "_AGAIN_SECONDS", pause)

    async def play() -> None:
        others = [Other(), Other()]
        other, started = others[0], iter(others)
        checks = Ahead(lambda: next(started), processors=2)
        first, second = batch(1), batch(2)
        checks.expect(first)
        checks.expect(second)
        other.asked[0].set_running_or_notify_cancel()
        other.asked[0].set_exception(GoneError())
        assert await checks.found(second) == ()
        assert other.closed
        for number in range(3):
            checks.expect(batch(number))
        assert (helper(checks) is others[1]) == again
        checks.close()

    asyncio.run(play())


def test_one_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_PATIENCE_SECONDS", 0.0)

    async def play() -> None:
        other = Other()
        checks = Ahead(lambda: other, processors=2)
        first, second = batch(1), batch(2)
        checks.expect(first)
        checks.expect(second)
        other.asked[0].set_running_or_notify_cancel()
        assert await checks.found(second) == ()
        assert other.closed

    asyncio.run(play())


def test_without_work_it_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_IDLE_SECONDS", 0.0)

    async def play() -> None:
        other = Other()
        checks = Ahead(lambda: other, processors=2)
        checks.expect(batch(1))
        checks.expect(batch(2))
        for _ in range(5):  # a question under way is work, however long it takes
            await asyncio.sleep(0)
        assert helper(checks) is other
        other.asked[0].set_result([])
        while checks.beside is not None:  # noqa: ASYNC110  # nobody is told of it
            await asyncio.sleep(0)
        assert other.closed

    asyncio.run(play())


def test_the_next_one_is_watched_from_its_own_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many questions as the last one had been put are work all the same."""
    monkeypatch.setattr(ahead, "_IDLE_SECONDS", 0.0)

    async def play() -> None:
        others = [Other(), Other()]
        started = iter(others)
        checks = Ahead(lambda: next(started), processors=2)
        checks.expect(batch(1))
        checks.expect(batch(2))
        others[0].asked[0].set_result([])
        while checks.beside is not None:  # noqa: ASYNC110  # nobody is told of it
            await asyncio.sleep(0)
        checks.expect(batch(3))
        checks.expect(batch(4))
        others[1].asked[0].set_result([])
        for _ in range(2):  # it was looked at once
            await asyncio.sleep(0)
        assert helper(checks) is not None
        checks.close()

    asyncio.run(play())


def test_batches_that_are_never_asked_for_are_forgotten() -> None:
    async def play() -> None:
        other = Other()
        checks = Ahead(lambda: other, processors=2)
        batches = [batch(number % 250) for number in range(200)]
        for one in batches:
            checks.expect(one)
        last = other.asked[-1]
        last.set_running_or_notify_cancel()
        last.set_result([None])
        assert await checks.found(batches[1]) == ()
        assert await checks.found(batches[-1]) == [None]
        checks.close()

    asyncio.run(play())


def test_a_real_one(tmp_path: Path) -> None:
    ward = Ward()
    written = ward.everything()
    often = [tuple(written * (1 + MANY // len(written))) for _ in range(3)]

    async def play() -> None:
        checks = Ahead(lambda: Beside(tmp_path, KEY, ward.site), processors=2)
        for one in often:
            checks.expect(one)
        assert checks.beside is not None
        # The first of two is asked for when it was begun with, or done.
        await asyncio.wrap_future(checks.beside.rest())
        assert await checks.found(often[1]) == check_ahead(ward.site, (), often[1])
        checks.close()
        assert processes_beside() == []

    asyncio.run(play())
