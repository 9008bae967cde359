"""`veilleuse fork …`: journals in several versions, and what two people say counts of them."""

import argparse
from typing import TYPE_CHECKING

from node.api.forks import MOST_LOOKED_AT
from ops.cli.coded import one_coded
from ops.cli.deeds import add_looking
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.ids import id_text, short_hash, short_text

if TYPE_CHECKING:
    from node.api.forks import BranchView, ForkView

ENROL = "site.enrol"


def _list(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.forks import Forks, GetForks
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        forks = client.ask(GetForks(), Forks).forks
    if not forks:
        terminal.say("cli.fork_list.none")
    for one in forks:
        terminal.say(
            "cli.fork_list.line",
            name=one.workstation,
            journal=short_text(one.journal),
            since=str(one.since),
            state=terminal.text(_state(one)),
        )
        for branch in one.branches:
            terminal.print(branch_line(branch, terminal))
        if one.others:
            terminal.print(terminal.count("versions_unnamed", one.others))
    return Exit.DONE


def _state(one: "ForkView") -> str:
    """How far people have come with it, as the window says it."""
    if one.settled:
        return "cli.fork.rival" if one.proposed is not None else "cli.fork.settled"
    return "cli.fork.waits" if one.proposed is not None else "cli.fork.open"


def version(branch: "BranchView") -> str:
    """The code of one version of a journal."""
    return short_hash(branch.tip.hash)


def branch_line(branch: "BranchView", terminal: Terminal) -> str:
    """One version of a journal: how much it holds, whose it is, since when it rests; below, what it is."""
    values = {
        "version": version(branch),
        "acts": str(branch.acts),
        "aside": str(branch.set_aside),
        "people": ", ".join(branch.people) or "-",
        "last": terminal.instant(branch.last_at),
    }
    kinds = [f"{terminal.text(f'ui.kind.{kind}')} × {count}" for kind, count in branch.what]
    held = {
        "what": ", ".join(kinds) or "-",
        "patients": str(branch.patients),
        "courses": str(branch.courses),
        "first": terminal.instant(branch.first_at),
    }
    part = "held" if branch.whole else "newest"
    below = terminal.text(f"cli.fork_list.{part}", held | {"n": str(MOST_LOOKED_AT)})
    about = terminal.text("cli.fork_list.about", {"about": ", ".join(branch.about)}) if branch.about else ""
    return f"{terminal.text('cli.fork_list.branch', values)}\n       {below}{about}"


def _settle_options(parser: Parser) -> None:
    from ops.cli.agreeing import add_agreed

    parser.option("journal", metavar="JOURNAL", help=parser.words("fork_journal"))
    parser.option("--branch", metavar="VERSION", action="append", default=[])
    add_agreed(parser)
    add_looking(parser)


def _settle(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.base import Recorded
    from node.api.forks import Forks, GetForks, SettleFork
    from ops.cli.agreeing import agreed
    from ops.cli.errors import StopError
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, ENROL, options, terminal)
        forks = client.ask(GetForks(), Forks).forks
        found = one_coded(forks, options.journal, lambda fork: id_text(fork.journal))
        if found is None:
            raise StopError("cli.error.fork", Exit.USAGE, journal=options.journal)
        chosen: list[BranchView] = []
        for typed in options.branch:
            branch = one_coded(found.branches, typed, version)
            if branch is None:
                held = ", ".join(map(version, found.branches))
                raise StopError(
                    "cli.error.fork_branch", Exit.USAGE, journal=options.journal, branch=typed, held=held
                )
            chosen.append(branch)
            terminal.print(branch_line(branch, terminal))
        tips = tuple(branch.tip for branch in chosen)
        follows = "cli.fork_settle.follows" if tips else "cli.fork_settle.follows.none"
        terminal.warn(terminal.text(follows, {"versions": ", ".join(map(version, chosen))}))
        if not agreed("cli.ask.wanted", options, terminal):
            return Exit.REFUSED
        recorded = client.ask(SettleFork(journal=found.journal, tips=tips, pin=pin), Recorded)
        terminal.say("cli.fork_settle.done")
        terminal.say("cli.fork.twice", name=found.workstation)
        if recorded.waits:
            terminal.say("cli.agree.waits")
    return Exit.DONE


VERBS = (
    Verb(("fork", "list"), add_looking, _list),
    Verb(("fork", "settle"), _settle_options, _settle),
)
