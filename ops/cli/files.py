"""Files that a command reads and writes whole: bounded, private, never written over."""

import os
from pathlib import Path

from ops.cli.errors import StopError
from ops.cli.exits import Exit

LONGEST_TEXT = 64 * 1024
"""Bytes of a file of keys or words; a real one has a few hundred."""


def read_bounded(path: Path, most: int) -> bytes:
    """The file's bytes; raises `StopError` for one that is too long to be what it should, or `OSError`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise StopError("cli.error.too_long", Exit.DAMAGED, path=str(path))
    return data


def text_of(data: bytes, path: str) -> str:
    """What somebody wrote or exported as text; raises `StopError`, which quotes nothing of it."""
    try:
        return data.decode("utf-8-sig")  # some editors mark what they write
    except UnicodeDecodeError:
        raise StopError("cli.error.not_text", Exit.SECRET, path=path) from None


def read_text(path: Path) -> str:
    """The text of a file of keys or words; raises `StopError` or `OSError`."""
    return text_of(read_bounded(path, LONGEST_TEXT), str(path))


def check_folder(*targets: Path | None) -> None:
    """Raise the `StopError` that names the folder which is missing for a file to be written; nil: no file."""
    for target in targets:
        if target is not None and not target.absolute().parent.exists():
            # Never made: a stick that is not plugged in would become a folder of this disk.
            raise StopError("cli.error.no_folder", Exit.MACHINE, path=str(target.absolute().parent))


def write_private(path: Path, content: bytes) -> None:
    """A new file for its owner alone, durable when this returns; whole or not there.

    Raises `StopError` for a folder that is missing, or `OSError`, `FileExistsError` too.
    """
    check_folder(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        path.unlink(missing_ok=True)  # a part of it would stand in the way of another try
        raise


def check_target(*targets: Path | None) -> None:
    """Raise what `write_private` would, before that which the file is to hold is made; nil: none."""
    check_folder(*targets)
    for target in targets:
        if target is not None:
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            target.unlink()


def bdpm_files(folder: Path) -> list[Path]:
    """The files of the public drug database in a folder, by name; raises `StopError` where there is none."""
    files = sorted(folder.glob("CIS*.txt"))
    if not files:
        raise StopError("cli.error.no_bdpm", Exit.FOLDER, path=str(folder))
    return files
