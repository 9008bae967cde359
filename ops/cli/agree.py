"""`veilleuse agree`: what waits for a second person, and that person's signature."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.coded import one_coded
from ops.cli.exits import Exit
from ops.cli.fork import branch_line, version
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.ids import short_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from node.api.agreement import ProposalView
    from node.api.forks import ForkView


def _options(parser: Parser) -> None:
    from ops.cli.agreeing import add_agreed
    from ops.cli.reach import add_person, add_reach

    parser.option("proposal", metavar="CODE", nargs="?", default=None, help=parser.words("proposal"))
    parser.option("--withdraw", metavar="REASON", default=None)
    add_agreed(parser)
    add_person(parser)
    add_reach(parser)


def _code(one: "ProposalView") -> str:
    return short_hash(one.act.core) + (f"-{one.act.index}" if one.act.index else "")


def _line(one: "ProposalView", forks: "Sequence[ForkView]", terminal: Terminal) -> str:
    values = {
        "code": _code(one),
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
        version(branch): branch_line(branch, terminal)
        for fork in forks
        if fork.workstation == workstation
        for branch in fork.branches
    }
    for one in named:
        yield held.get(one) or terminal.text("cli.agree.not_held", {"version": one})


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.agreement import CONCERNS, Agree, CallOff, GetProposals, Proposals
    from node.api.base import Recorded
    from node.api.forks import Forks, GetForks
    from ops.cli.agreeing import agreed
    from ops.cli.errors import StopError
    from ops.cli.reach import reach, sign_in

    withdraws = options.withdraw is not None
    if withdraws and options.proposal is None:
        raise StopError("cli.error.which_proposal", Exit.USAGE)
    with reach(options, terminal) as client:
        # Calling off takes one right of everybody (ADR 0063); each sort of proposal its own of them.
        rights = frozenset({"site.pin"}) if withdraws else CONCERNS
        pin = sign_in(client, rights, options, terminal, signs=options.proposal is not None)
        found = client.ask(GetProposals(), Proposals)
        waiting = found.proposals
        if not waiting and not found.apart and options.proposal is None:
            terminal.say("cli.agree.nothing")
            return Exit.DONE
        forks = client.ask(GetForks(), Forks).forks
        for one in found.apart:
            terminal.warn(_apart(one, terminal))
        if options.proposal is None:
            for one in waiting:
                terminal.print(_line(one, forks, terminal))
            return Exit.DONE
        wanted = one_coded(waiting, options.proposal, _code)
        if wanted is None:
            raise StopError("cli.error.proposal", Exit.USAGE, typed=options.proposal)
        terminal.say("cli.agree.withdrawing" if withdraws else "cli.agree.this")
        terminal.print(_line(wanted, forks, terminal))
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
