"""A disk that fails: the program dies at a named point of a write, or there is no room left.

A death leaves the files exactly as they are at that instant: they are copied aside before anything
unwinds, and the workstation starts again from the copy. A full disk is the database's own: its size is
capped, so that the error is the real one, wherever it strikes; what stays in memory has no cap.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from node.store.connection import Connection
from node.store.replica import WRITE_POINTS

CRASH_POINTS = (*WRITE_POINTS, "statement")
"""The named points of a write, and any statement of one that changes something."""


class Crash(BaseException):  # not an error: nobody may handle it
    """The program is gone."""


class Disk:
    """The disk of one workstation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._dies_at = ""
        self._after = 0
        self.full = False
        self._connection: Connection | None = None
        """Of the replica on it, once it is full."""

    @property
    def _aside(self) -> Path:
        return self._folder.with_name(self._folder.name + ".aside")

    def die_at(self, point: str, after: int = 0) -> None:
        """The next write to come to that point is the last, or a later one, after so many."""
        self._dies_at, self._after = point, after

    def calm(self) -> None:
        """No more trouble is planned."""
        self._dies_at = ""

    def at_point(self, point: str) -> None:
        """What `Replica` calls at each point of a write."""
        if self.full and self._connection is not None and point in _CAPS:
            _CAPS[point](self._connection)
        if not self._dies_at or point != self._dies_at:
            return
        self._after -= 1
        if self._after < 0:
            self._dies_at = ""
            copy_disk(self._folder, self._aside)
            raise Crash(point)

    def recover(self) -> None:
        """What the next start finds; the replica must be closed."""
        shutil.rmtree(self._folder)
        self._aside.rename(self._folder)

    def fill(self, connection: Connection) -> None:
        """No page more."""
        _cap(connection)
        self.full, self._connection = True, connection

    def empty(self, connection: Connection) -> None:
        """Somebody made room."""
        _lift(connection)
        self.full = False


def copy_disk(folder: Path, image: Path) -> None:
    """The files as they are at this instant, as a virtual machine's snapshot has them."""
    image.mkdir()
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.endswith(("-shm", ".lock")):
            shutil.copyfile(path, image / path.name)


def _cap(connection: Connection) -> None:
    connection.rows(f"PRAGMA max_page_count = {int(connection.value('PRAGMA page_count'))}")


def _lift(connection: Connection) -> None:
    connection.rows("PRAGMA max_page_count = 1073741823")


_CAPS: Mapping[str, Callable[[Connection], None]] = {"in memory": _lift, "on disk": _cap}
"""By point: what is never to be written takes no room."""
