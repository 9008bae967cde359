"""`veilleuse carry in FILE`: merge what another workstation put on a USB stick, and say what was new."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.carry import CarryTaken


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("carry", type=Path, metavar="FILE", help=parser.words("carry_file"))
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.carry import CarryIn
    from ops.cli.carrying import carry
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        sign_in(client, "snapshot", options, terminal)
        taken = carry(client, CarryIn(file=str(options.carry.absolute())), terminal).taken
    if taken is None:
        raise StopError("cli.error.node_gone", Exit.PEER)
    return _report(taken, terminal)


def _report(taken: "CarryTaken", terminal: Terminal) -> int:
    """Say what came and what did not; `Exit.FOUND` when something is missing or does not hold."""
    from node.clock import SITE_ZONE
    from schema.dates import day_text
    from schema.i18n import counted

    at = datetime.fromtimestamp(taken.written_at // 1000, SITE_ZONE)
    when = f"{day_text(at.date(), terminal.language)} {at:%H:%M}"
    terminal.say("cli.carry_in.read", workstation=taken.written_by, at=when)
    if taken.transactions or taken.records or taken.blobs:
        terminal.say(
            "cli.carry_in.done",
            transactions=terminal.count("transactions", taken.transactions),
            acts=terminal.count("acts", taken.acts),
            records=terminal.count("records", taken.records),
            blobs=terminal.count("editions", taken.blobs),
        )
    else:
        terminal.say("cli.carry_in.nothing")
    if taken.waiting:
        terminal.print(counted("cli.carry_in.waiting", taken.waiting, terminal.language))
    if taken.refused:
        terminal.print(counted("cli.carry_in.refused", taken.refused, terminal.language))
    if taken.trouble:
        terminal.say("cli.carry_in.part")
        terminal.say(f"refusal.{taken.trouble}", **taken.values)
        terminal.say(f"refusal.{taken.trouble}.next", **taken.values)
    return Exit.FOUND if taken.trouble or taken.refused or taken.waiting else Exit.DONE


VERB = Verb(("carry", "in"), _options, _run)
