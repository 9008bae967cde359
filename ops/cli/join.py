"""`veilleuse join`: this computer becomes a workstation, by a code or by files on a stick."""

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.agreeing import add_agreed, agreed, can_agree
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import PASSPHRASE_VARIABLE, add_again, add_folder, fresh_folder, until_seen
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.joining import Found, Joined
    from node.settings import NodeSettings


def _options(parser: Parser) -> None:
    from ops.cli.places import add_places
    from ops.cli.secrets_file import add_secrets

    parser.option("--address", action="append", metavar="HOST:PORT", default=None)
    parser.option("--code", metavar="XXXX-XXXX", default=None)
    parser.option("--request", type=Path, metavar="FILE", default=None)
    parser.option("--name", metavar="TEXT", default=None)
    parser.option("--place", metavar="TEXT", default=None)
    parser.option("--invitation", type=Path, metavar="FILE", default=None)
    parser.option("--passphrase-file", metavar="FILE", default=None)
    add_agreed(parser)
    add_folder(parser)
    add_again(parser)
    add_places(parser)
    add_secrets(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.files import check_target
    from ops.cli.places import wished

    if options.request is not None and options.invitation is not None:
        raise StopError("cli.error.request_or_invitation", Exit.USAGE)
    check_target(options.write_secrets, options.request)
    folder = fresh_folder(options)
    settings = wished(folder, options)
    if options.request is not None:
        return _request(options, folder, settings, terminal)
    if options.invitation is not None:
        return _by_file(options, folder, settings, terminal)
    return _by_code(options, folder, settings, terminal)


def _by_code(options: argparse.Namespace, folder: Path, settings: "NodeSettings", terminal: Terminal) -> int:
    from node.clock import SystemClock, system_random
    from node.domain.decision import Refusal
    from node.joining_code import join_by_code
    from node.newcomer import make_newcomer
    from ops.cli.doorways import doorways, pairing_at, typed_lobbies
    from ops.cli.secrets_file import hand_over

    # Before a try is used up: a script that cannot answer would leave the code half spent.
    can_agree(options, terminal)
    with until_seen(folder, terminal):
        joined = join_by_code(
            folder,
            make_newcomer(system_random),
            pairing_at(doorways(options, settings, terminal), options, settings, terminal),
            lambda found: _confirm(found, "", options, terminal),
            clock=SystemClock(),
            random=system_random,
        )
        if isinstance(joined, Refusal):
            raise StopError(f"refusal.{joined.code}", Exit.PEER, **dict(joined.values))
        _done(joined.joined, folder, settings.beside(typed_lobbies(options)), terminal)
        hand_over(joined.passphrase, (), options.write_secrets, terminal)
    terminal.say("cli.join.next")
    if options.address:
        terminal.say("cli.join.typed")
    return Exit.DONE


def _request(options: argparse.Namespace, folder: Path, settings: "NodeSettings", terminal: Terminal) -> int:
    from node.clock import system_random
    from node.joining import REQUEST, give_up_request
    from node.joining_file import request_to_join, waiting_request
    from node.settings import save_settings
    from ops.cli.files import write_private
    from ops.cli.secrets_file import hand_over

    if (waits := waiting_request(folder)) is not None and not options.again:
        said = {"folder": str(folder), "request": str(folder / REQUEST), "words": waits[1]}
        raise StopError("cli.error.request_waits", Exit.FOLDER, **said)
    name = options.name or terminal.ask("cli.ask.workstation", "--name")
    place = options.place or terminal.ask("cli.ask.place", "--place")
    with ExitStack() as undo:
        # Until somebody has its words, nobody could ever open what the request is answered with.
        undo.callback(give_up_request, folder)
        requested = request_to_join(folder, name, place, random=system_random)
        save_settings(folder, settings)  # the invitation comes back another day: what was given holds then
        write_private(options.request, requested.content)
        undo.callback(options.request.unlink, missing_ok=True)
        terminal.say("cli.join.requested", path=str(options.request))
        terminal.print(f"\n    {requested.words}\n")
        hand_over(requested.passphrase, (), options.write_secrets, terminal)
        undo.pop_all()
    return Exit.DONE


def _by_file(options: argparse.Namespace, folder: Path, settings: "NodeSettings", terminal: Terminal) -> int:
    from node.clock import SystemClock, system_random
    from node.domain.decision import Refusal
    from node.invitation_file import MOST_BYTES
    from node.joining_file import has_request, join_by_file
    from node.secret_errors import WrongPassphraseError
    from ops.cli.files import read_bounded

    content = read_bounded(options.invitation, MOST_BYTES)
    if not has_request(folder):
        raise StopError("refusal.join.no_request", Exit.FOLDER)
    source = options.passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    try:
        joined = join_by_file(
            folder,
            content,
            terminal.secret("cli.ask.passphrase", source, "--passphrase-file"),
            lambda found, words: _confirm(found, words, options, terminal),
            clock=SystemClock(),
            random=system_random,
        )
    except WrongPassphraseError:
        # The recovery key, which opens a vault in that case, knows nothing of a workstation to come.
        raise StopError("refusal.join.passphrase", Exit.SECRET) from None
    if isinstance(joined, Refusal):
        raise StopError(f"refusal.{joined.code}", Exit.DAMAGED, **dict(joined.values))
    _done(joined, folder, settings, terminal)
    terminal.say("cli.join.next")
    terminal.say("cli.join.clock")
    return Exit.DONE


def _confirm(found: "Found", words: str, options: argparse.Namespace, terminal: Terminal) -> bool:
    """What this computer is about to become, for a person to say yes."""
    values = {"name": found.name, "place": found.place, "site": found.site_name}
    terminal.say("cli.join.found", **values, people=", ".join(found.administrators))
    if words:
        terminal.say("cli.join.words")
        terminal.print(f"\n    {words}\n")
    return agreed("cli.ask.same_words" if words else "cli.ask.right_site", options, terminal)


def _done(joined: "Joined", folder: Path, settings: "NodeSettings", terminal: Terminal) -> None:
    from node.settings import save_settings

    save_settings(folder, settings)
    terminal.say("cli.join.done", name=joined.name, site=joined.site_name, folder=str(folder))


VERB = Verb(("join",), _options, _run)
