"""Another process of this program beside the one that owns the replica, for work that needs no writing.

It checks what is about to be taken in, folds files, and compares tables, from what it is given and from
what is durable. Where it is gone, whoever asked does that work itself: nothing depends on it but time.
"""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, Self, TypeAlias, TypeVar, cast

import msgspec

from node.api.site import Finding
from node.store.checked import Keys
from node.store.opened import Checked
from schema.ids import Id

T = TypeVar("T")
_LENGTH: Final = 4
"""Bytes that say how long the next message is."""
_PROGRAM: Final = Path(__file__).resolve().parents[2]
"""Where this very program lies: `python -m` looks first in the folder one stands in, and this one is given
the key."""


class GoneError(Exception):
    """The other process has ended, or could not answer; what it said stands in the error output."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Which replica it is, and what opens it."""

    folder: str
    key: bytes
    site: Id

    def __repr__(self) -> str:
        return "Place(…)"


class Check(msgspec.Struct, frozen=True, array_like=True, tag="check"):
    """See `node.store.checked.check_ahead`."""

    site: Id
    keys: Keys
    batch: tuple[bytes, ...]


class Fold(msgspec.Struct, frozen=True, array_like=True, tag="fold"):
    """Encoded states of these files (number, sort, id), from what is durable; nil: fold it yourself."""

    place: Place
    files: tuple[tuple[int, int, Id], ...]


class Rest(msgspec.Struct, frozen=True, array_like=True, tag="rest"):
    """What was folded is all there is: what comes to be folded later comes from other acts."""


class Compare(msgspec.Struct, frozen=True, array_like=True, tag="compare"):
    """See `node.store.compared.compare`."""

    place: Place


Question: TypeAlias = Check | Fold | Rest | Compare


def write_frame(pipe: IO[bytes], message: object) -> None:
    """One message, behind its length."""
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(_LENGTH, "little"))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes:
    """The next one's bytes; empty when the other side has ended."""
    length = int.from_bytes(pipe.read(_LENGTH), "little")
    return pipe.read(length)


class Beside:
    """The other process, started with the first question; questions are answered in turn."""

    def __init__(self, folder: Path, key: bytes, site: Id) -> None:
        self._place = Place(str(folder.absolute()), key, site)
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="veilleuse-beside")
        self._starting = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.questions = 0
        """Asked so far."""
        self._open: set[Future[Any]] = set()

    @property
    def busy(self) -> bool:
        """Whether a question is under way, or waits for its turn."""
        return bool(self._open)

    def check(self, keys: Keys, batch: Sequence[bytes]) -> "Future[list[Checked | None]]":
        """What can be said of these transactions; fails with `GoneError`."""
        return self._ask(Check(self._place.site, keys, tuple(batch)), list[Checked | None])

    def fold(self, files: Sequence[tuple[int, int, Id]]) -> "Future[list[bytes | None]]":
        """Their states, of what is durable since the last `rest`; fails with `GoneError`."""
        return self._ask(Fold(self._place, tuple(files)), list[bytes | None])

    def rest(self) -> "Future[None]":
        """Let go of what was read; fails with `GoneError`."""
        return self._ask(Rest(), None)

    def compare(self) -> "Future[list[Finding]]":
        """What is wrong with the tables; fails with `GoneError`."""
        return self._ask(Compare(self._place), list[Finding])

    def _ask(self, question: Question, kind: Any) -> "Future[Any]":
        with self._starting:
            self.questions += 1
            if not self._closed:
                if self.questions == 1:
                    self._asking.submit(self._begin)
                asked = self._asking.submit(self._answer, question, kind)
                self._open.add(asked)
                asked.add_done_callback(self._open.discard)
                return asked
        gone: Future[Any] = Future()
        gone.set_exception(GoneError())
        return gone

    def _begin(self) -> None:
        """Until it can be asked nothing is being answered: whoever needs it may call it off (ADR 0041).

        What goes wrong here the next question meets again.
        """
        read_frame(cast("IO[bytes]", self._started().stdout))

    def _answer(self, question: Question, kind: type[T]) -> T:
        try:
            process = self._started()
            # Through the pipe, the key too: whoever lists processes sees their arguments.
            write_frame(cast("IO[bytes]", process.stdin), question)
            return msgspec.msgpack.decode(read_frame(cast("IO[bytes]", process.stdout)), type=kind)
        except (OSError, ValueError) as error:
            raise GoneError from error

    def _started(self) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._closed:
                raise GoneError
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "node.store.answering"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    cwd=_PROGRAM,
                )
            return self._process

    def close(self) -> None:
        """End it, whatever it is doing."""
        with self._starting:
            self._closed = True
        if self._process is not None:
            self._process.kill()
        self._asking.shutdown(cancel_futures=True)
        if self._process is not None:
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
