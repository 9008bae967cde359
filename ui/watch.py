"""Keeping an eye on the node: its evidence every few seconds, another look at the screen after a change.

While much arrives a look costs the node more: the window looks less often, so that arriving goes on.
"""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from node.api.base import Answer, Changed
from node.api.site import GetStatus, Status
from ui.calls import Calls

STATUS_EVERY_MS = 5_000
REFRESH_AFTER_MS = 120
REFRESH_AT_MOST_AFTER_MS = 2_000


class Watch(QObject):
    """Asks for the strip's evidence, and says when the screen should ask again; `told` after each answer."""

    def __init__(
        self,
        parent: QObject,
        calls: Calls,
        refresh: Callable[[], None],
        told: Callable[[Status | None], None],
    ) -> None:
        super().__init__(parent)
        self._calls, self._screen, self._told = calls, refresh, told
        self._again = self._timer(REFRESH_AFTER_MS, self._look_again, once=True)
        self._looked = QElapsedTimer()
        """Since the last look after a change."""
        self._poll = self._timer(STATUS_EVERY_MS, self.ask)
        self._poll.start()
        calls.on_changed(self._changed)
        # What somebody did here shows at once, however much arrives from elsewhere.
        calls.on_recorded(self.ask)

    def ask(self) -> None:
        """Ask for the strip's evidence; without an answer it is drawn as it was known."""
        self._ask(self._answered)

    def stop(self) -> None:
        """Look no more."""
        self._poll.stop()
        self._again.stop()

    def _changed(self, _: Changed) -> None:
        # Begun again with each, the timer would wait for as long as changes keep coming.
        if not self._again.isActive():
            self._again.start()

    def _look_again(self) -> None:
        if self._calls.busy:
            # The node has not answered the last question yet: another one would only queue behind it.
            self._again.start()
            return
        self._looked.start()
        self._screen()
        self._ask(self._look_answered)

    def _ask(self, then: Callable[[Answer], None]) -> None:
        self._calls.ask(GetStatus(), then, lambda _: self._told(None))

    def _look_answered(self, answer: Answer) -> None:
        # A look alone says what looking costs: what is asked besides it is answered sooner.
        took = self._looked.elapsed()
        self._again.setInterval(min(max(REFRESH_AFTER_MS, 2 * took), REFRESH_AT_MOST_AFTER_MS))
        self._answered(answer)

    def _answered(self, answer: Answer) -> None:
        self._told(answer if isinstance(answer, Status) else None)

    def _timer(self, every: int, act: Callable[[], None], *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every)
        timer.setSingleShot(once)
        timer.timeout.connect(act)
        return timer
