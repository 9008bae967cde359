"""Processes to be killed: each is forked, in a few milliseconds, from one that has everything imported.

A test process has threads, and a process with threads must not be forked; so a program of its own,
with one thread (`python -m tests.crash.forking`), does nothing else.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.tree import ROOT

Job = Callable[..., None]
_SIZE = 8


class Child:
    """A running child."""

    def __init__(self, forker: Forker, pid: int) -> None:
        self._forker = forker
        self.pid = pid
        self.status: int | None = None
        """As `os.waitpid` says it, once it has ended."""

    def kill(self) -> None:
        """End it between two instructions, as a power cut would. Its memory is gone, its files are not."""
        with contextlib.suppress(ProcessLookupError):  # it had ended by itself a moment before
            os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask a child that serves to end by itself."""
        self._forker.write(b".")

    def wait(self) -> int:
        """How it ended."""
        if self.status is None:
            self.status = self._forker.read()
        return self.status

    @property
    def was_killed(self) -> bool:
        """Whether SIGKILL ended it."""
        status = self.wait()
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


class Forker:
    """The program that forks, from the test's side; a context manager. One child at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        self._last: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_last()
        self._process.communicate()

    def child(self, job: Job, *arguments: object) -> Child:
        """Fork a child that runs this job, a function of a module, and ends.

        A child that a failed test left behind is ended first: it reads what is written here.
        """
        self._end_last()
        frame = pickle.dumps((job, arguments))
        self.write(len(frame).to_bytes(_SIZE, "big") + frame)
        self._last = Child(self, self.read())
        return self._last

    def _end_last(self) -> None:
        if self._last is not None and self._last.status is None:
            self._last.kill()
            self._last.wait()

    def write(self, data: bytes) -> None:
        """To the program or, while it waits, to its child."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def read(self) -> int:
        """A number it says."""
        assert self._process.stdout is not None
        said = self._process.stdout.read(_SIZE)
        assert len(said) == _SIZE, "the forking program has ended; its reason is on standard error"
        return int.from_bytes(said, "big")


def _read(size: int) -> bytes:
    """From standard input, without a buffer: a child goes on reading where its parent stopped."""
    data = b""
    while len(data) < size and (part := os.read(0, size - len(data))):
        data += part
    return data


def _say(number: int) -> None:
    os.write(1, number.to_bytes(_SIZE, "big"))


def _run(job: Job, arguments: tuple[Any, ...]) -> None:
    """In the child."""
    try:
        job(*arguments)
    except BaseException:  # noqa: BLE001  # whatever it is, the parent's loop must not go on here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Fork what is asked for, until nobody asks any more."""
    while size := _read(_SIZE):
        job, arguments = pickle.loads(_read(int.from_bytes(size, "big")))  # noqa: S301  # from our own test
        pid = os.fork()
        if pid == 0:
            _run(job, arguments)
        _say(pid)
        _say(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    from tests.crash.jobs import warm_up

    warm_up()
    main()
