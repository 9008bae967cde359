"""`veilleuse rules`: which rules of this program hold on this site, and switching one on."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.rules import RuleView


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--switch-on", metavar="NAME", default=None)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.base import Recorded
    from node.api.rules import GetRules, Rules, SwitchRule
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, "site.enrol", options, terminal)
        if options.switch_on is not None:
            client.ask(SwitchRule(name=options.switch_on, pin=pin), Recorded)
        told = client.ask(GetRules(), Rules)
    for row in told.rows:
        about = terminal.text(f"rule.{row.name}" if row.known else "cli.rules.newer")
        title = f"{terminal.text(f'rule.{row.name}.title')} ({row.name})" if row.known else row.name
        terminal.print(
            f"{terminal.text('cli.rules.on' if row.on else 'cli.rules.off')}  {title}\n    {about}"
        )
        if row.signed:
            terminal.print(f"    {_signed(row, terminal)}")
        if left := gap(row, terminal):
            terminal.print(f"    {left}")
    if told.others:
        terminal.say("cli.rules.others", names=", ".join(told.others))
    return Exit.DONE


def gap(row: "RuleView", terminal: Terminal) -> str:
    """What a rule leaves open where the site was not founded with it; of most nothing."""
    msgid = f"rule.{row.name}.late"
    said = terminal.text(msgid)
    return "" if row.founding or said == msgid else said


def _signed(row: "RuleView", terminal: Terminal) -> str:
    """Since when, and by whom unless it was the founding."""
    since = terminal.instant(row.signed[0].at)
    if row.founding:
        return terminal.text("cli.rules.founding", {"since": since})
    key = terminal.text("ui.standing.recovery_key")
    names = ", ".join(stamp.person or key for stamp in row.signed)
    return terminal.text("cli.rules.signed", {"since": since, "names": names})


VERB = Verb(("rules",), _options, _run)
