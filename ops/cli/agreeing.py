"""Questions that only a person can answer with yes, and the option by which a script says that one did."""

import argparse

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser
from ops.cli.terminal import Terminal

YES = frozenset({"o", "oui", "y", "yes"})
NO = frozenset({"n", "no", "non"})


def add_agreed(parser: Parser) -> None:
    """`--agreed`."""
    parser.option("--agreed", action="store_true")


def can_agree(options: argparse.Namespace, terminal: Terminal) -> None:
    """Raise `StopError` where nobody could say yes: asked before anything is sent or written for it."""
    if not options.agreed and not terminal.interactive:
        raise StopError("cli.error.needed", Exit.USAGE, option="--agreed")


def agreed(msgid: str, options: argparse.Namespace, terminal: Terminal) -> bool:
    """Whether somebody says yes; anything but yes or no is asked again: a key hit by chance is no answer.

    Raises `StopError` where nobody can be asked.
    """
    while not options.agreed:
        answer = terminal.ask(msgid, "--agreed").casefold()
        if answer in NO:
            return False
        if answer in YES:
            break
        terminal.warn(terminal.text("cli.ask.yes_or_no"))
    return True
