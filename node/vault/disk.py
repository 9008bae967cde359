"""The vault's file as the operating system sees it: read whole and bounded, replaced whole or not.

A vault half-written is a replica lost, so a new version is written beside the old one, forced to
the disk, and takes its name in one step.
"""

import os
from pathlib import Path

from node.durable import force_names
from node.points import AtPoint, nothing
from node.secret_errors import NotAVaultError, VaultMissingError, VaultNotWrittenError, VaultUnreadableError
from schema.machine import machine_reason

WRITE_POINTS = ("vault.begin", "vault.written", "vault.renamed", "vault.done")
LARGEST = 64 * 1024
"""Bytes; a real vault has about 2 KiB."""


def read_bounded(path: Path) -> bytes:
    """The file's bytes; raises the `VaultError` that says why not."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise VaultMissingError(path=str(path)) from None
    except OSError as error:
        raise VaultUnreadableError(path=str(path), reason=machine_reason(error)) from error
    if len(data) > LARGEST:
        raise NotAVaultError(path=str(path))
    return data


def replace_atomically(path: Path, data: bytes, *, at_point: AtPoint = nothing) -> None:
    """Makes `data` the file's bytes, readable by its owner alone; durable when this returns.

    Raises `VaultNotWrittenError` with the previous file untouched.
    """
    beside = path.with_name(path.name + ".new")
    at_point("vault.begin")
    try:
        # What a crash left behind is removed, so that the new file surely has our mode.
        beside.unlink(missing_ok=True)
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            at_point("vault.written")
            beside.replace(path)
            at_point("vault.renamed")
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        force_names(path.parent)
    except OSError as error:
        raise VaultNotWrittenError(path=str(path), reason=machine_reason(error)) from error
    at_point("vault.done")
