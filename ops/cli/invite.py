"""`veilleuse invite`: an administrator lets a workstation in, by a code or by files on a stick."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.agreeing import add_agreed, agreed
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.inviting import ShownCode
    from node.client import Client

LOOK_SECONDS = 0.5
"""How often the screen asks what became of the code."""


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--name", metavar="TEXT", default=None)
    parser.option("--place", metavar="TEXT", default=None)
    parser.option("--request", type=Path, metavar="FILE", default=None)
    parser.option("--output", type=Path, metavar="FILE", default=None)
    add_agreed(parser)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    if options.request is None:
        if options.output is not None:
            raise StopError("cli.error.output_alone", Exit.USAGE)
        return _by_code(options, terminal)
    return _by_file(options, terminal)


def _by_code(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.inviting import ShowCode, ShownCode
    from ops.cli.reach import reach, sign_in

    name = options.name or terminal.ask("cli.ask.workstation", "--name")
    place = options.place or terminal.ask("cli.ask.place", "--place")
    with reach(options, terminal) as client:
        pin = sign_in(client, "site.enrol", options, terminal)
        shown = client.ask(ShowCode(name=name, place=place, pin=pin), ShownCode)
        terminal.say("cli.invite.code", name=name)
        terminal.print(f"\n    {shown.code}\n")
        terminal.say("cli.invite.where", site=shown.site_tag, addresses=", ".join(shown.addresses))
        return _follow(client, terminal)


def _follow(client: "Client", terminal: Terminal) -> int:
    """Say who knocks until somebody is in, or nobody can be any more; leaving takes the code back."""
    from node.api.inviting import GetCode, ShownCode, WithdrawCode

    told: dict[int, str] = {}
    try:
        while True:
            shown = client.ask(GetCode(), ShownCode)
            _tell(shown, told, terminal)
            if shown.state != "open":
                break
            minutes, seconds = divmod(shown.seconds_left, 60)
            left = {"time": f"{minutes}:{seconds:02}", "tries": str(shown.tries_left)}
            terminal.progress("cli.invite.left", **left)
            time.sleep(LOOK_SECONDS)
    finally:
        terminal.progress_over()
        client.ask(WithdrawCode(), ShownCode)
    if shown.state == "joined":
        terminal.say("cli.invite.joined", name=shown.name)
        return Exit.DONE
    raise StopError(f"cli.invite.{shown.state}", Exit.REFUSED)


def _tell(shown: "ShownCode", told: dict[int, str], terminal: Terminal) -> None:
    for number, knock in enumerate(shown.knocks):
        if told.get(number) != knock.outcome:
            told[number] = knock.outcome
            terminal.progress_over()
            what = terminal.text(f"pairing.knock.{knock.outcome}")
            terminal.say("cli.invite.knock", source=knock.source, what=what)


def _by_file(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.inviting import InvitationMade, InviteByFile, ReadRequest, RequestRead
    from node.invitation_file import MOST_BYTES
    from ops.cli.files import check_target, read_bounded, write_private
    from ops.cli.reach import reach, sign_in

    if options.output is None:
        raise StopError("cli.error.needed", Exit.USAGE, option="--output")
    check_target(options.output)
    content = read_bounded(options.request, MOST_BYTES)
    with reach(options, terminal) as client:
        pin = sign_in(client, "site.enrol", options, terminal)
        asked = client.ask(ReadRequest(content=content), RequestRead)
        terminal.say("cli.invite.asks", name=asked.name, place=asked.place)
        terminal.print(f"\n    {asked.words}\n")
        if not agreed("cli.ask.same_words", options, terminal):
            raise StopError("cli.invite.other_words", Exit.REFUSED)
        made = client.ask(InviteByFile(content=content, pin=pin), InvitationMade)
    write_private(options.output, made.content)
    terminal.say("cli.invite.done", name=made.name, path=str(options.output))
    terminal.print(f"\n    {made.words}\n")
    return Exit.DONE


VERB = Verb(("invite",), _options, _run)
