"""`veilleuse library sign`: a pharmacist signs regimens, products and limits of the starter library."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.reference import LibraryRow


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--only", metavar="NAME", action="append", default=None)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.base import Recorded
    from node.api.reference import Library, ListLibrary, SignReference
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, "reference", options, terminal)
        wanted = tuple(options.only or ())
        before = client.ask(ListLibrary(), Library).rows
        done = client.ask(SignReference(names=wanted, pin=pin), Recorded, timeout=None)
    chosen = [row for row in before if not wanted or row.name in wanted]
    signed = [row for row in chosen if row.state != "signed"]
    for row in signed:
        terminal.print("- " + _line(row, terminal))
    terminal.say("cli.library_sign.done", signed=str(len(done.created)), known=str(len(chosen) - len(signed)))
    if any(row.illustrative for row in chosen):
        terminal.say("cli.library_sign.illustrative")
    return Exit.DONE


def _line(row: "LibraryRow", terminal: Terminal) -> str:
    if not row.label:  # the site's limits: there is one of each sort, and the sort is the name
        return terminal.text(f"ui.library.{row.sort}")
    sort = terminal.text(f"library.{row.sort}")
    return " ".join(filter(None, (sort, row.label, f"({row.detail})" if row.detail else "")))


VERB = Verb(("library", "sign"), _options, _run)
