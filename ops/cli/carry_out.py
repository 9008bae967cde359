"""`veilleuse carry out DIR`: what the other workstations are believed to lack, in a file for a USB stick."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.carry import CarryWritten


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("directory", type=Path, metavar="DIR", help=parser.words("carry_directory"))
    parser.option("--all", action="store_true", help=parser.words("carry_all"))
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.carry import CarryOut
    from ops.cli.carrying import carry
    from ops.cli.reach import reach, sign_in

    command = CarryOut(folder=str(options.directory.absolute()), everything=options.all)
    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        written = carry(client, command, terminal).written
    if written is None:
        raise StopError("cli.error.node_gone", Exit.PEER)
    _report(written, terminal)
    return Exit.FOUND if written.removed else Exit.DONE


def _report(written: "CarryWritten", terminal: Terminal) -> None:
    from ops.cli.carrying import tell_removed
    from schema.i18n import counted

    terminal.say(
        "cli.carry_out.done",
        path=written.path,
        size=terminal.count("bytes", written.size),
        transactions=terminal.count("transactions", written.transactions),
        records=terminal.count("records", written.records),
        blobs=terminal.count("editions", written.blobs),
    )
    if len(written.files) > 1:
        terminal.say("cli.carry_out.files", count=str(len(written.files)), files=", ".join(written.files))
    if written.kept:
        terminal.print(counted("cli.carry_out.kept", written.kept, terminal.language))
    if not written.transactions:
        terminal.say("cli.carry_out.level")
    if written.own_disk:
        terminal.say("cli.carry_out.own_disk")
    terminal.say("cli.carry_out.readers", readers=", ".join(written.readers))
    if written.notified:
        terminal.say("carry.notified", names=", ".join(written.notified))
    if written.removed:
        tell_removed(terminal)


VERB = Verb(("carry", "out"), _options, _run)
