"""The one file of the window that knows threads: work goes to a worker, results come back by one signal.

The worker is one, so commands reach the node in the order in which people gave them. A result and an
error both arrive on the main thread; a call that was dropped arrives nowhere.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from node.api.base import Answer, Changed, Command, Recorded

T = TypeVar("T")


class Client(Protocol):
    """What the window needs of its connection to the node (`node.client.Client`)."""

    def call(self, command: Command) -> Answer:
        """Ask and wait; raises what the connection raises."""

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Be told, on some thread, that something new was stored."""

    def close(self) -> None:
        """Let go of the node."""


class _Waits(NamedTuple):
    """Who waits for a piece of work."""

    then: Callable[[Any], None]
    otherwise: Callable[[Exception], None]


class _Outcome(NamedTuple):
    """What came of it."""

    number: int
    result: object
    error: Exception | None


class Calls(QObject):
    """Runs work elsewhere and brings what came of it back to the main thread.

    The worker is given the work alone. Who waits for it stays here: were the worker the last to let go of
    a screen, it would be taken apart on a thread that Qt does not allow to.
    """

    _arrived = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="window-calls")
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waits] = {}
        self._told: SimpleQueue[_Outcome | Changed] = SimpleQueue()
        """What the signal announces: Qt itself carries no object of ours from thread to thread."""
        self._closed = False
        self._changed: list[Callable[[Changed], None]] = []
        self._recorded: Callable[[], None] = lambda: None
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        client.on_changed(self._tell)

    def ask(
        self, command: Command, then: Callable[[Answer], None], otherwise: Callable[[Exception], None]
    ) -> None:
        """Send a command; `then` gets the answer, `otherwise` what was raised, both on the main thread."""

        def arrived(answer: Answer) -> None:
            then(answer)
            if isinstance(answer, Recorded):
                self._recorded()

        self.run(lambda: self._client.call(command), arrived, otherwise)

    def run(
        self, work: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Exception], None]
    ) -> None:
        """Do any slow thing elsewhere: writing a file, asking the node."""
        if self._closed:
            return
        number = next(self._numbers)
        self._waiting[number] = _Waits(then, otherwise)
        self._worker.submit(self._do, number, work)

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Hear of changes on the main thread."""
        self._changed.append(callback)

    def on_recorded(self, callback: Callable[[], None]) -> None:
        """Hear, on the main thread, of each act recorded from this window, once its answer was told."""
        self._recorded = callback

    @property
    def busy(self) -> bool:
        """Whether what came of something asked has not been told yet."""
        return bool(self._waiting)

    def close(self) -> None:
        """Drop what waits, wait for what runs, let go of the node; nothing arrives any more."""
        if self._closed:
            return
        self._closed = True
        self._waiting.clear()
        self._client.close()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _do(self, number: int, work: Callable[[], object]) -> None:
        try:
            outcome = _Outcome(number, work(), None)
        except Exception as error:  # noqa: BLE001  # whatever it is, it belongs to who asked
            outcome = _Outcome(number, None, error)
        self._tell(outcome)

    def _tell(self, what: "_Outcome | Changed") -> None:
        self._told.put(what)
        self._arrived.emit()

    def _deliver(self) -> None:
        told = self._told.get()
        if self._closed:
            return
        if isinstance(told, Changed):
            for callback in self._changed:
                callback(told)
            return
        waits = self._waiting.pop(told.number)
        if told.error is None:
            waits.then(told.result)
        else:
            waits.otherwise(told.error)
