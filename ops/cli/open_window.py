"""`veilleuse open`: the window, on the node that runs on this folder or on one of its own."""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import folder_of, unlock
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.vault import VaultContents


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_reach

    add_reach(parser)


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
    from node.daemon import Node
    from node.settings import load_settings
    from node.store.replica import FILE_NAME as REPLICA
    from node.vault import FILE_NAME

    folder = folder_of(options)
    none_yet = not (folder / FILE_NAME).exists() and not (folder / REPLICA).exists()
    vault = _become(folder, terminal) if none_yet else unlock(options, terminal)
    if vault is None:
        return Exit.DONE
    settings = load_settings(folder)
    settings.network()
    node = Node(folder, vault, settings)
    node.start()
    try:
        client = node.client()
        try:
            return open_window(client, terminal.language)
        finally:
            client.close()
    finally:
        node.stop()


def check_screen(environment: Mapping[str, str], platform: str) -> None:
    """Where there is no screen Qt would end the whole program, without a word of ours."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if platform.startswith("linux") and not any(environment.get(name) for name in names):
        raise StopError("cli.error.no_screen", Exit.MACHINE)


def _become(folder: Path, terminal: Terminal) -> "VaultContents | None":
    """The window by which a computer becomes a workstation; nil when it was closed before that."""
    from node.clock import SystemClock, system_random
    from node.doorstep import Doorstep
    from node.settings import load_settings
    from node.vault import FILE_NAME, open_vault
    from ui.app import open_doorstep

    settings = load_settings(folder)
    settings.network()
    doorstep = Doorstep(folder, settings, clock=SystemClock(), random=system_random)
    open_doorstep(doorstep.client(), terminal.language)
    doorstep.join()
    if not doorstep.passphrase:
        return None
    return open_vault(folder / FILE_NAME, passphrase=doorstep.passphrase)


VERB = Verb(("open",), _options, _run)
