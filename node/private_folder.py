"""A workstation's folder is its user's alone, also where it was there before (ADR 0062)."""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISVTX


def make_private(folder: Path) -> None:
    """Make it, or shut the one that is there to everybody else; raises `OSError` when it cannot be made.

    Where every user has files, as in `/tmp`, it stays as it is. Windows gives it the rights of its parent.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if os.name != "nt" and mode & 0o077 and not mode & S_ISVTX:
        # Somebody else's folder, or a file system without modes: every file in it is this user's alone all
        # the same, and what would lean on the folder looks again (`node.endpoint`).
        with suppress(OSError):
            folder.chmod(mode & 0o7700)
