"""One node per replica: a lock of the operating system, which dies with its process."""

import os
import sys
from pathlib import Path
from typing import IO

from node.store.errors import InUseError

FILE_NAME = "replica.lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from construction to `release`; raises `InUseError` when another process holds it."""

    def __init__(self, path: Path) -> None:
        private = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._handle: IO[bytes] = os.fdopen(private, "ab")
        try:
            _lock(self._handle)
        except OSError as error:
            self._handle.close()
            raise InUseError({"path": path.name}) from error

    def release(self) -> None:
        """Let another program open the replica."""
        self._handle.close()
