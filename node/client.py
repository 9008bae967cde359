"""The window's side of the node: calls that wait for their answer, and events.

With `node.api`, all that a window, a test or the demonstration may know of a node.
"""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import msgspec

from node.api.base import Answer, Changed, Command, Progress, Refused
from node.api.messages import decode_response, encode_request
from node.api.session import SignedIn
from node.endpoint import ClosedError, Endpoint, knock

A = TypeVar("A", bound=Answer)


class RefusedError(Exception):
    """A call expected another answer and was refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.code} {refused.values or ''}".strip())
        self.refused = refused


class Client:
    """One window's conversation with its node; calls may come from any thread."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Answer]] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._changed: list[Callable[[Changed], None]] = []
        self._progress: list[Callable[[Progress], None]] = []
        self.session: bytes | None = None
        """Quoted with each call; set by a successful `SignIn`."""
        self._reader = threading.Thread(target=self._read, name="veilleuse-client", daemon=True)
        self._reader.start()

    def call(self, command: Command, timeout: float | None = 120) -> Answer:
        """The node's answer. Raises `ClosedError` when the node is gone, `TimeoutError` when it is late."""
        number = next(self._numbers)
        future: Future[Answer] = Future()
        with self._lock:
            if self._closed:
                raise ClosedError
            self._waiting[number] = future
        self._endpoint.send(encode_request(number, self.session, command))
        try:
            answer = future.result(timeout)
        finally:
            with self._lock:
                self._waiting.pop(number, None)
        if isinstance(answer, SignedIn):
            self.session = answer.session
        return answer

    def ask(self, command: Command, expected: type[A], timeout: float | None = 120) -> A:
        """Like `call`, for callers that only go on with one sort of answer; else `RefusedError`."""
        answer = self.call(command, timeout)
        if isinstance(answer, expected):
            return answer
        if isinstance(answer, Refused):
            raise RefusedError(answer)
        raise TypeError(f"{type(command).__name__} was answered by {type(answer).__name__}")

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Have `callback` called, from the reader thread, when something new is stored."""
        self._changed.append(callback)

    def on_progress(self, callback: Callable[[Progress], None]) -> None:
        """Have `callback` called, from the reader thread, as a long piece of work advances."""
        self._progress.append(callback)

    def close(self) -> None:
        """End the conversation."""
        self._endpoint.close()
        if threading.current_thread() is not self._reader:
            self._reader.join(timeout=5)

    def _read(self) -> None:
        try:
            while True:
                number, answer = decode_response(self._endpoint.receive())
                if isinstance(answer, Changed):
                    for callback in tuple(self._changed):
                        callback(answer)
                    continue
                if isinstance(answer, Progress):
                    for follow in tuple(self._progress):
                        follow(answer)
                    continue
                with self._lock:
                    # Taken out: an answered call must not be told, below, that the node is gone.
                    future = self._waiting.pop(number, None)
                if future is not None:
                    future.set_result(answer)
        except (ClosedError, msgspec.MsgspecError):
            # What this program cannot read was said by a node of another version: nobody waits for it.
            self._endpoint.close()
            with self._lock:
                self._closed = True
                waiting = list(self._waiting.values())
            for future in waiting:
                future.set_exception(ClosedError())


def connect(folder: Path) -> Client:
    """A client of the node that serves this folder; raises `ClosedError` when none does."""
    return Client(knock(folder))
