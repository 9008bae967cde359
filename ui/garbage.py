"""Python's garbage is collected on the main thread alone.

Left to itself, Python looks for objects that only hold each other on whichever thread happens to make one
too many. A window's widgets are among them, and Qt lets them be taken apart on their own thread only: on
another one the process hangs or dies.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1000
"""How often it is asked whether something is due."""


class Garbage(QObject):
    """Collects for as long as `parent` lives, whenever its thread has nothing else to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # Modules and classes stay: no pause is spent on looking through them again.
        gc.freeze()
        timer = QTimer(self)
        timer.timeout.connect(collect_due)
        timer.start(EVERY_MS)


def collect_due() -> None:
    """Collect what Python would have collected by now."""
    for generation, (count, limit) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if count > limit:
            gc.collect(generation)
            return
