"""A workstation's folder: which one, and opening its vault with a passphrase that was asked or read."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import FOLDER, Parser
from ops.cli.recovery import add_recovery, recovery_keys
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.vault import VaultContents, Way

UNSEEN = "cli.error.words_not_shown"
PASSPHRASE_VARIABLE = "VEILLEUSE_PASSPHRASE_FILE"  # noqa: S105  # the name of a variable


def add_folder(parser: Parser) -> None:
    """`--folder`, which may stand before the verb too."""
    parser.option(FOLDER, type=Path, metavar="DIR", default=argparse.SUPPRESS)


def add_passphrase(parser: Parser, *, recovery: bool = True) -> None:
    """`--passphrase-file`, `--keyring`, and `--recovery` with its shares where it is taken."""
    parser.option("--passphrase-file", metavar="FILE", default=None)
    parser.option("--keyring", action="store_true")
    add_recovery(parser, taken=recovery)


def folder_of(options: argparse.Namespace) -> Path:
    """The folder named, or where this system keeps a program's data."""
    if options.folder is not None:
        return Path(options.folder).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("veilleuse", appauthor=False)


def vault_of(options: argparse.Namespace) -> Path:
    """The file of the folder's vault; raises `VaultMissingError` before anybody is asked for a secret.

    A joining that was cut off just before its vault had its name is finished first. Of a workstation that
    was never finished or never begun, or waits for its invitation, it is told how to go on (`StopError`).
    """
    from node.handover import is_unseen
    from node.joining import finish_joining
    from node.joining_file import has_request
    from node.secret_errors import VaultMissingError
    from node.store.replica import FILE_NAME as REPLICA
    from node.vault import FILE_NAME

    folder = folder_of(options)
    finish_joining(folder)
    path = folder / FILE_NAME
    if not path.exists() and is_unseen(folder):
        raise StopError("cli.error.unfinished", Exit.FOLDER, folder=str(folder))
    if not path.exists() and has_request(folder):
        raise StopError("cli.error.invitation_awaited", Exit.FOLDER, folder=str(folder))
    if not path.exists() and not (folder / REPLICA).exists():
        raise StopError("cli.error.nothing_here", Exit.FOLDER, folder=str(folder))
    if not path.exists():
        raise VaultMissingError(path=str(path))
    return path


def add_again(parser: Parser) -> None:
    """`--again`."""
    parser.option("--again", action="store_true")


def passphrase_of(options: argparse.Namespace, terminal: Terminal) -> str:
    """The vault's passphrase, read or typed; who must type it is told when nobody may have seen it."""
    from node.handover import is_unseen

    source = options.passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    folder = folder_of(options)
    if source is None and is_unseen(folder):
        for msgid in (UNSEEN, f"{UNSEEN}.next"):
            terminal.warn(terminal.text(msgid, {"folder": str(folder)}))
    return terminal.secret("cli.ask.passphrase", source, "--passphrase-file")


def way_in(options: argparse.Namespace, terminal: Terminal) -> "Way":
    """What opens the vault: the recovery key, the system's keyring, or the six words."""
    from node.vault import by_keyring, by_passphrase, by_recovery, system_store

    if options.recovery:
        return by_recovery(recovery_keys(options, terminal).identity)
    if options.keyring:
        return by_keyring(system_store())
    return by_passphrase(passphrase_of(options, terminal))


def unlock(options: argparse.Namespace, terminal: Terminal) -> "VaultContents":
    """Open the vault of the folder; raises a `VaultError`."""
    from node.vault import open_by

    path = vault_of(options)
    return open_by(path, way_in(options, terminal))


def cleared_folder(options: argparse.Namespace) -> Path:
    """The folder, without a workstation whose words nobody has seen: with `--again` that one is removed."""
    from node.handover import begin_again, is_unseen
    from node.joining import finish_joining
    from node.vault import FILE_NAME as VAULT

    folder = folder_of(options)
    finish_joining(folder)
    if is_unseen(folder):
        if (folder / VAULT).exists() and not options.again:
            raise StopError(UNSEEN, Exit.FOLDER, folder=str(folder))
        begin_again(folder)
    return folder


@contextmanager
def until_seen(folder: Path, terminal: Terminal) -> Iterator[None]:
    """While this lasts a workstation is made and its words are handed over; whoever leaves has them.

    What fails before that is told with the way to begin again, as a note of the exception.
    """
    from node.handover import is_unseen, mark_seen
    from node.vault import FILE_NAME as VAULT

    try:
        yield
    except Exception as error:
        if is_unseen(folder) and (folder / VAULT).exists():
            error.add_note(terminal.text("cli.error.begun", {"folder": str(folder)}))
        raise
    mark_seen(folder)


def fresh_folder(options: argparse.Namespace) -> Path:
    """A folder that can take a new workstation; nothing is begun elsewhere before that is sure."""
    from node.secret_errors import VaultExistsError
    from node.store.replica import FILE_NAME as REPLICA
    from node.vault import FILE_NAME as VAULT

    folder = cleared_folder(options)
    if (folder / VAULT).exists():
        raise VaultExistsError(path=str(folder / VAULT))
    if (folder / REPLICA).exists():
        raise StopError("cli.error.replica_without_vault", Exit.FOLDER, path=str(folder / REPLICA))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    probe = folder / ".veilleuse"
    probe.touch()
    probe.unlink()
    return folder
