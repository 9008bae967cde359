"""`veilleuse open`: the window, on the node that runs on this folder or on one of its own."""

import argparse

from ops.cli.folder import folder_of, unlock
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_reach

    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import running
    from ui.app import open_window

    client = running(folder_of(options))
    if client is not None:
        try:
            return open_window(client, terminal.language)
        finally:
            client.close()
    from node.daemon import Node
    from node.settings import load_settings

    settings = load_settings(folder_of(options))
    settings.network()
    node = Node(folder_of(options), unlock(options, terminal), settings)
    node.start()
    try:
        client = node.client()
        try:
            return open_window(client, terminal.language)
        finally:
            client.close()
    finally:
        node.stop()


VERB = Verb(("open",), _options, _run)
