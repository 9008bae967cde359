"""Batches that wait for their turn are checked meanwhile by another process, which then helps to fold.

Only where so much comes that it pays: from the second large batch that waits. Whatever that process does
not say in time, or at all, is checked by whoever takes the batch in.
"""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, TypeAlias

from node.store.beside import Beside, GoneError
from node.store.checked import Keys, Verdicts
from node.store.opened import Checked

Check: TypeAlias = Future[list[Checked | None]]
ENOUGH: Final = 2
"""Large batches that wait at once."""
MANY, MANY_BYTES = 256, 256 * 1024
"""A batch of so many transactions or bytes is large: others follow it."""
_KEPT: Final = 64
"""Batches expected; of connections that ended, some are never asked for."""
_PATIENCE_SECONDS: Final = 30.0
_IDLE_SECONDS: Final = 20.0
"""Without a question for so long the other process is ended."""
_AGAIN_SECONDS: Final = 600.0
"""After one that has gone: what ended it (memory that ran short, a machine that stood still) passes."""


def is_large(batch: Sequence[bytes]) -> bool:
    """Whether others probably follow it."""
    return len(batch) >= MANY or sum(map(len, batch)) >= MANY_BYTES


class Ahead:
    """Used on the network's loop alone."""

    def __init__(self, start: Callable[[], Beside], *, processors: int | None = None) -> None:
        """`start` makes the other process; with a single processor there is never one."""
        self._start = start
        self._able = (os.cpu_count() if processors is None else processors) not in {None, 1}
        self._expected: OrderedDict[int, tuple[Sequence[bytes], Check | None]] = OrderedDict()
        """By identity of the batch, which lives as long: its check, if it is to be checked."""
        self._timer: asyncio.TimerHandle | None = None
        self._questions: int | None = None
        """Put to the other process when it was last looked at and none was under way."""
        self._not_before = float("-inf")
        """By the loop's clock: until then nobody is started."""
        self.keys: Keys = ()
        """By which signatures are looked at; whose key it takes is for the replica to say."""
        self.beside: Beside | None = None
        """The other process, while there is one."""

    def expect(self, batch: Sequence[bytes]) -> None:
        """This very batch will be asked for."""
        if not self._able or not is_large(batch):
            return
        now = asyncio.get_running_loop().time()
        if self.beside is None and len(self._expected) + 1 >= ENOUGH and now >= self._not_before:
            self.beside, self._questions = self._start(), None
            self._watch()
        check = None if self.beside is None else self.beside.check(self.keys, batch)
        self._expected[id(batch)] = batch, check
        if len(self._expected) > _KEPT:
            self._expected.popitem(last=False)

    async def found(self, batch: Sequence[bytes]) -> Verdicts:
        """What was found of a batch that was expected; nothing if nobody has begun to look at it."""
        _, check = self._expected.pop(id(batch), (batch, None))
        if check is None or check.cancel():
            return ()
        try:
            # Not `wait_for`: before Python 3.12 it forgets a cancellation that comes with the answer.
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await asyncio.wrap_future(check)
        except (GoneError, TimeoutError):
            self.close()
            self._not_before = asyncio.get_running_loop().time() + _AGAIN_SECONDS
            return ()

    def _watch(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._look)

    def _look(self) -> None:
        if self.beside is None:
            return
        asked = None if self.beside.busy else self.beside.questions
        if asked is not None and asked == self._questions:
            self.close()
        else:
            self._questions = asked
            self._watch()

    def close(self) -> None:
        """End the other process, if there is one."""
        if self._timer is not None:
            self._timer.cancel()
        if self.beside is not None:
            self.beside.close()
        self.beside = None
        self._expected.clear()
