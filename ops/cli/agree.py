"""`veilleuse agree`: what waits for a second person, and that person's signature."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.agreement import ProposalView


def _options(parser: Parser) -> None:
    from ops.cli.agreeing import add_agreed
    from ops.cli.reach import add_person, add_reach

    parser.option("number", metavar="N", type=int, nargs="?", default=None, help=parser.words("proposal"))
    add_agreed(parser)
    add_person(parser)
    add_reach(parser)


def _line(one: "ProposalView", terminal: Terminal) -> str:
    values = {
        "what": terminal.text(f"proposal.{one.kind}"),
        "subject": one.subject,
        "by": one.by.person or terminal.text("ui.standing.recovery_key"),
        "workstation": one.by.workstation,
        "at": terminal.instant(one.by.at),
    }
    return "\n     ".join(filter(None, (terminal.text("cli.agree.line", values), _detail(one, terminal))))


def _detail(one: "ProposalView", terminal: Terminal) -> str:
    """What exactly: which versions count, which rights or rules, or the reason that was given."""
    named = [part for part in one.detail.split(",") if part]
    match one.kind:
        case "fork_settlement":
            if not named:
                return terminal.text("ui.forks.none_counts")
            return terminal.text("cli.agree.versions", {"versions": ", ".join(named)})
        case "administrator" | "administrator_dismissal":
            return ", ".join(terminal.text(f"right.{right}") for right in named)
    return terminal.text("cli.agree.reason", {"reason": one.detail}) if one.detail else ""


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.agreement import Agree, GetProposals, Proposals
    from node.api.base import Recorded
    from ops.cli.agreeing import agreed
    from ops.cli.errors import StopError
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, "site.pin", options, terminal)
        waiting = client.ask(GetProposals(), Proposals).proposals
        if not waiting:
            terminal.say("cli.agree.nothing")
            return Exit.DONE
        lines = [_line(one, terminal) for one in waiting]
        for number, line in enumerate(lines, start=1):
            terminal.print(f"{number:>3}. {line}")
        if options.number is None:
            return Exit.DONE
        if not 1 <= options.number <= len(waiting):
            raise StopError("cli.error.proposal", Exit.USAGE, number=str(options.number))
        wanted = waiting[options.number - 1]
        terminal.say("cli.agree.this", number=str(options.number))
        terminal.print(lines[options.number - 1])
        terminal.print(f"     {terminal.text(f'proposal.{wanted.kind}.follows')}")
        if not agreed("cli.ask.wanted", options, terminal):
            return Exit.REFUSED
        client.ask(Agree(act=wanted.act, pin=pin), Recorded)
        terminal.say("cli.agree.done")
    return Exit.DONE


VERB = Verb(("agree",), _options, _run)
