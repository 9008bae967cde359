"""`veilleuse help [COMMAND…]`: the help of a command; `help exit-codes`: what the numbers mean."""

import argparse

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb, build
from ops.cli.terminal import Terminal

EXIT_CODES = "exit-codes"


def _options(parser: Parser) -> None:
    parser.option("command", nargs="*", metavar=parser.words("command_metavar"))


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.verbs import VERBS

    if options.command == [EXIT_CODES]:
        for code in Exit:
            terminal.print(f"{code.value:>3}  {terminal.text(f'cli.exit.{code.name.lower()}')}")
        return Exit.DONE
    build(VERBS, terminal.language).parse_args([*options.command, "--help"])
    return Exit.DONE


VERB = Verb(("help",), _options, _run)
