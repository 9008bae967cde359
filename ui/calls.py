"""The one file of the window that knows threads: work goes to a worker, results come back by one signal.

The worker is one, so commands reach the node in the order in which people gave them. A result and an
error both arrive on the main thread; a call that was dropped arrives nowhere.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

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


class Calls(QObject):
    """Runs work elsewhere and brings what came of it back to the main thread."""

    _back = Signal(object)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="window-calls")
        self._pending: set[Future[None]] = set()
        self._closed = False
        self._recorded: Callable[[], None] = lambda: None
        self._back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

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

        def job() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001  # whatever it is, it belongs to who asked
                failed = error
                self._back.emit(lambda: otherwise(failed))
            else:
                self._back.emit(lambda: then(result))

        future = self._worker.submit(job)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Hear of changes on the main thread."""
        self._client.on_changed(lambda changed: self._back.emit(lambda: callback(changed)))

    def on_recorded(self, callback: Callable[[], None]) -> None:
        """Hear, on the main thread, of each act recorded from this window, once its answer was told."""
        self._recorded = callback

    @property
    def busy(self) -> bool:
        """Whether something asked has not come back from the worker."""
        return bool(self._pending)

    def close(self) -> None:
        """Drop what waits, wait for what runs, let go of the node; nothing arrives any more."""
        if self._closed:
            return
        self._closed = True
        self._back.disconnect(self._deliver)
        self._client.close()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, arrived: Callable[[], None]) -> None:
        arrived()
