"""A bundle's file as the operating system sees it: hidden until it is whole, verified and durable."""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import BinaryIO

from node.bundle_errors import FolderError
from schema.ids import Id, short_text
from schema.machine import machine_reason
from sync.bundle.errors import NotABundleError


def prepare_folder(folder: Path) -> None:
    """Make the folder; raises `FolderError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(path=str(folder), reason=machine_reason(error)) from error


def free_name(folder: Path, site: str, workstation: str, day: str, *, beginning: str = "veilleuse") -> Path:
    """`<beginning>-<site>-<workstation>-<day>.age`; a second one of the same day gets a number."""
    stem = f"{beginning}-{plain_name(site)}-{plain_name(workstation)}-{day}"
    number = 1
    while os.path.lexists(path := folder / f"{stem}{f'-{number}' if number > 1 else ''}.age"):
        number += 1
    return path


def plain_name(name: str) -> str:
    """A name as any file system takes it."""
    bare = unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40] or "x"


@contextmanager
def partial_file(folder: Path, workstation: Id, *, beginning: str = "veilleuse") -> Iterator[Path]:
    """The hidden name under which this workstation's next bundle grows; gone afterwards, whatever happens.

    What a crash left there is removed first. A folder may be shared by several workstations.
    """
    path = folder / f".{beginning}-{short_text(workstation)}.partial"
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def create_private(path: Path) -> BinaryIO:
    """A new file that its owner alone may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def open_file(path: Path) -> BinaryIO:
    """A file to read, as somebody else names it; raises `NotABundleError` for a pipe or a device.

    The one would be waited for, the other might never end. Raises `OSError` as well.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR)) if stat.S_ISDIR(mode) else NotABundleError
    return os.fdopen(descriptor, "rb")
