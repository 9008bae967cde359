"""`veilleuse library sign NAME…`: a pharmacist signs what they name of the starter library.

Nobody signs what they have not read by leaving something out: all of it takes `--all`, which says so.
"""

import argparse

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.library import chosen, line
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("names", nargs="*", metavar="NAME", help=parser.words("library_names"))
    parser.option("--all", action="store_true", help=parser.words("library_all"))
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.base import Recorded
    from node.api.reference import Library, ListLibrary, SignReference
    from ops.cli.reach import reach, sign_in

    if bool(options.names) == options.all:
        raise StopError("cli.error.library_what", Exit.USAGE)
    with reach(options, terminal) as client:
        pin = sign_in(client, "reference", options, terminal)
        rows = client.ask(ListLibrary(language=terminal.language), Library).rows
        wanted = list(rows) if options.all else chosen(rows, options.names)
        # What was retired is signed anew only by its name.
        retired = [row for row in wanted if options.all and row.state == "retired"]
        new = [row for row in wanted if row.state != "signed" and row not in retired]
        if options.all and new:
            terminal.warn(terminal.text("cli.library_sign.all"))
        for row in new:
            terminal.print("- " + line(row, terminal))
        names = () if options.all else tuple(dict.fromkeys(row.name for row in wanted))
        done = client.ask(SignReference(names=names, pin=pin), Recorded, timeout=None)
    known = len(wanted) - len(done.created) - len(retired)
    terminal.say("cli.library_sign.done", signed=str(len(done.created)), known=str(known))
    if retired:
        terminal.say("cli.library_sign.retired", names=", ".join(row.name for row in retired))
    if any(row.illustrative for row in wanted):
        terminal.say("cli.library_sign.illustrative")
    return Exit.DONE


VERB = Verb(("library", "sign"), _options, _run)
