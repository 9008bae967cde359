"""`veilleuse open`: the window, on the node that runs on this folder or on one of its own."""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import UNSEEN, add_again, cleared_folder, folder_of, passphrase_of, vault_of
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_reach

    add_reach(parser, recovery=False)
    add_again(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import running

    check_screen(os.environ, sys.platform)
    from ui.app import open_window

    client = running(folder_of(options))
    if client is not None:
        try:
            return open_window(client, terminal.language)
        finally:
            client.close()
    from node.joining import finish_joining
    from node.settings import load_settings
    from node.store.replica import FILE_NAME as REPLICA
    from node.vault import FILE_NAME
    from ops.cli.own_node import NotStartedError, own_node

    folder = folder_of(options)
    finish_joining(folder)
    if options.again or not (folder / FILE_NAME).exists():
        cleared_folder(options)
    none_yet = not (folder / FILE_NAME).exists() and not (folder / REPLICA).exists()
    passphrase = _become(folder, terminal) if none_yet else _asked(options, terminal)
    if none_yet and not passphrase:
        return Exit.DONE
    load_settings(folder).network()
    words = ("--language", terminal.language, *(("--keyring",) if options.keyring else ()))
    try:
        with own_node(folder, words, passphrase) as client:
            return open_window(client, terminal.language)
    except NotStartedError as error:
        return error.code


def check_screen(environment: Mapping[str, str], platform: str) -> None:
    """Where there is no screen Qt would end the whole program, without a word of ours."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if platform.startswith("linux") and not any(environment.get(name) for name in names):
        raise StopError("cli.error.no_screen", Exit.MACHINE)


def _asked(options: argparse.Namespace, terminal: Terminal) -> str | None:
    """The passphrase of the vault that is there; nil where the system's keyring opens it."""
    vault_of(options)
    if options.recovery:
        # The window's node is another program, to which no seed is handed.
        raise StopError("cli.error.recovery_window", Exit.USAGE)
    return None if options.keyring else passphrase_of(options, terminal)


def _become(folder: Path, terminal: Terminal) -> str:
    """The window by which a computer becomes a workstation; its passphrase, empty when it became none."""
    from node.clock import SystemClock, system_random
    from node.doorstep import Doorstep
    from node.handover import mark_seen
    from node.settings import load_settings
    from ui.app import open_doorstep

    settings = load_settings(folder)
    settings.network()
    doorstep = Doorstep(folder, settings, clock=SystemClock(), random=system_random)
    written_down = open_doorstep(doorstep.client(), terminal.language)
    doorstep.join()
    if not doorstep.passphrase:
        return ""
    if not written_down:
        # Closed while it was being made, perhaps: whoever has the words opens it with them.
        raise StopError(UNSEEN, Exit.FOLDER, folder=str(folder))
    mark_seen(folder)
    return doorstep.passphrase


VERB = Verb(("open",), _options, _run)
