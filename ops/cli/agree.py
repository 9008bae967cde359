"""`veilleuse agree`: what waits for a second person, and that person's signature."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.exits import Exit
from ops.cli.fork import branch_line
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from node.api.agreement import ProposalView
    from node.api.forks import ForkView


def _options(parser: Parser) -> None:
    from ops.cli.agreeing import add_agreed
    from ops.cli.reach import add_person, add_reach

    parser.option("number", metavar="N", type=int, nargs="?", default=None, help=parser.words("proposal"))
    parser.option("--withdraw", metavar="REASON", default=None)
    add_agreed(parser)
    add_person(parser)
    add_reach(parser)


def _line(one: "ProposalView", forks: "Sequence[ForkView]", terminal: Terminal) -> str:
    values = {
        "what": terminal.text(f"proposal.{one.kind}"),
        "subject": one.subject,
        "by": one.by.person or terminal.text("ui.standing.recovery_key"),
        "workstation": one.by.workstation,
        "at": terminal.instant(one.by.at),
    }
    return "\n     ".join((terminal.text("cli.agree.line", values), *_detail(one, forks, terminal)))


def _detail(one: "ProposalView", forks: "Sequence[ForkView]", terminal: Terminal) -> list[str]:
    """What exactly: which versions count, which rights or rules, or the reason that was given."""
    named = [part for part in one.detail.split(",") if part]
    match one.kind:
        case "fork_settlement" if named:
            return [terminal.text("cli.agree.versions"), *_versions(one.subject, named, forks, terminal)]
        case "fork_settlement":
            return [terminal.text("ui.forks.none_counts")]
        case "rules":
            return [terminal.named("rule", rule) for rule in named]
        case "administrator" | "administrator_dismissal" | "pin_right":
            return [", ".join(terminal.named("right", right) for right in named)]
    reason = [terminal.text("cli.agree.reason", {"reason": one.detail})] if one.detail else []
    if one.aside:
        reason.append(terminal.text(f"proposal.{one.kind}.aside", {"n": str(one.aside)}))
    return reason


def _apart(one: "ProposalView", terminal: Terminal) -> str:
    """Agreed to by one person, called off by another who did not know: it holds."""
    by = (f"{who.person} ({who.workstation}, {terminal.instant(who.at)})" for who in one.called_off)
    values = {"what": terminal.text(f"proposal.{one.kind}"), "subject": one.subject, "by": ", ".join(by)}
    return terminal.text("cli.agree.apart", values)


def _versions(
    workstation: str, named: "Sequence[str]", forks: "Sequence[ForkView]", terminal: Terminal
) -> "Iterator[str]":
    """Each version by what it holds; of one that is not held here, all that is known."""
    held = {
        branch.tip.hash.hex()[:8]: branch_line(number, branch, terminal)
        for fork in forks
        if fork.workstation == workstation
        for number, branch in enumerate(fork.branches, start=1)
    }
    for version in named:
        yield held.get(version) or terminal.text("cli.agree.not_held", {"version": version})


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.agreement import CONCERNS, Agree, CallOff, GetProposals, Proposals
    from node.api.base import Recorded
    from node.api.forks import Forks, GetForks
    from ops.cli.agreeing import agreed
    from ops.cli.errors import StopError
    from ops.cli.reach import reach, sign_in

    withdraws = options.withdraw is not None
    if withdraws and options.number is None:
        raise StopError("cli.error.which_proposal", Exit.USAGE)
    with reach(options, terminal) as client:
        # Calling off takes one right of everybody (ADR 0063); each sort of proposal its own of them.
        rights = frozenset({"site.pin"}) if withdraws else CONCERNS
        pin = sign_in(client, rights, options, terminal, signs=options.number is not None)
        found = client.ask(GetProposals(), Proposals)
        waiting = found.proposals
        if not waiting and not found.apart and options.number is None:
            terminal.say("cli.agree.nothing")
            return Exit.DONE
        forks = client.ask(GetForks(), Forks).forks
        lines = [_line(one, forks, terminal) for one in waiting]
        for one in found.apart:
            terminal.warn(_apart(one, terminal))
        for number, line in enumerate(lines, start=1):
            terminal.print(f"{number:>3}. {line}")
        if options.number is None:
            return Exit.DONE
        if not 1 <= options.number <= len(waiting):
            raise StopError("cli.error.proposal", Exit.USAGE, number=str(options.number))
        wanted = waiting[options.number - 1]
        terminal.say("cli.agree.withdrawing" if withdraws else "cli.agree.this", number=str(options.number))
        terminal.print(lines[options.number - 1])
        if not withdraws:
            terminal.print(f"     {terminal.text(f'proposal.{wanted.kind}.follows')}")
        if not agreed("cli.ask.wanted", options, terminal):
            return Exit.REFUSED
        if withdraws:
            client.ask(CallOff(act=wanted.act, reason=options.withdraw, pin=pin), Recorded)
            terminal.say("cli.agree.withdrawn")
            return Exit.DONE
        client.ask(Agree(act=wanted.act, pin=pin), Recorded)
        terminal.say("cli.agree.done")
        if wanted.kind == "fork_settlement":
            terminal.say("cli.fork.twice", name=wanted.subject)
    return Exit.DONE


VERB = Verb(("agree",), _options, _run)
