"""The end of a process at an instant that nobody chose."""

from __future__ import annotations

import threading
import time

from tests.crash.forking import Child


class Sudden(threading.Thread):
    """Kills a child after so many seconds."""

    def __init__(self, child: Child, seconds: float) -> None:
        super().__init__()
        self._child = child
        self._seconds = seconds
        self.start()

    def run(self) -> None:
        time.sleep(self._seconds)
        self._child.kill()
