"""`veilleuse run`: serve this workstation until it is told to stop."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ops.cli.exits import Exit
from ops.cli.folder import folder_of, unlock
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.daemon import Node


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_reach

    add_reach(parser)
    parser.option("--for-window", action="store_true")
    parser.option("--verbose", action="store_true")


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.daemon import Node
    from node.settings import load_settings

    _log(options, terminal)
    settings = load_settings(folder_of(options))
    settings.network()
    vault = unlock(options, terminal)
    with told_to_stop() as stop:
        if options.for_window:
            threading.Thread(target=_outlive, args=(stop,), daemon=True).start()
        node = Node(folder_of(options), vault, settings)
        node.start()
        try:
            doors = ", ".join(node.listening)
            terminal.say("cli.run.ready", workstation=vault.workstation_name, addresses=doors)
            if not options.for_window:
                tell_clock(node, terminal)
            stop.wait()
        finally:
            node.stop()
    if not options.for_window:  # nobody reads it any more
        terminal.say("cli.run.stopped", workstation=vault.workstation_name)
    return Exit.DONE


def tell_clock(node: "Node", terminal: Terminal) -> None:
    """Say that somebody has to look at the clock first: else it is learned at the first bag."""
    from node.api.site import GetStatus, Status

    client = node.client()
    try:
        doubt = client.ask(GetStatus(), Status).clock_doubt
    finally:
        client.close()
    if doubt:
        terminal.warn(terminal.text(f"clock.{doubt}"))
        terminal.warn(terminal.text("cli.run.clock_alone" if doubt == "alone" else "cli.run.clock"))


def _outlive(stop: threading.Event) -> None:
    """Stop when standard input ends: whoever held its other end has gone."""
    while os.read(sys.stdin.fileno(), 1 << 10):
        pass
    stop.set()


def _log(options: argparse.Namespace, terminal: Terminal) -> None:
    level = logging.INFO if options.verbose else logging.WARNING
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(stream=terminal.err, level=level, format=form)
    if not options.verbose:
        for library in _LIBRARIES:
            logging.getLogger(library).setLevel(logging.CRITICAL)


_LIBRARIES = ("websockets", "zeroconf")
"""What they say of a pulled cable is for who wrote them; what it means here, the window says."""


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, for as long as this lasts."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda _number, _frame: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


VERB = Verb(("run",), _options, _run)
