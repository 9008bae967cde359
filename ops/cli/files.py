"""Files that a command reads and writes whole: bounded, private, never written over."""

import os
from pathlib import Path

from ops.cli.errors import StopError
from ops.cli.exits import Exit


def read_bounded(path: Path, most: int) -> bytes:
    """The file's bytes; raises `StopError` for one that is too long to be what it should, or `OSError`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise StopError("cli.error.too_long", Exit.DAMAGED, path=str(path))
    return data


def write_private(path: Path, content: bytes) -> None:
    """A new file for its owner alone, durable when this returns. Raises `OSError`, `FileExistsError` too."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
