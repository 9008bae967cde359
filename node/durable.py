"""Bytes and names that outlast a power cut."""

import os
from pathlib import Path
from typing import BinaryIO


def force_to_disk(out: BinaryIO) -> None:
    """Force the bytes out, and have the next reader ask the disk rather than the memory."""
    out.flush()
    os.fsync(out.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def force_names(folder: Path) -> None:
    """Make new names in a folder durable; Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
