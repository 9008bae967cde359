"""`veilleuse join FILE`: make this computer a workstation of the site that an invitation names."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import add_folder, fresh_folder
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.inviting import InvitationFile
    from node.settings import NodeSettings


def _options(parser: Parser) -> None:
    from ops.cli.places import add_places
    from ops.cli.secrets_file import add_secrets

    parser.option("invitation", type=Path, metavar="FILE")
    parser.option("--address", action="append", metavar="HOST:PORT", default=None)
    add_folder(parser)
    add_places(parser)
    add_secrets(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.clock import SystemClock, system_random
    from node.domain.decision import Refusal
    from node.inviting import read_invitation
    from node.joining import join_site
    from node.settings import save_settings
    from ops.cli.places import wished
    from ops.cli.secrets_file import check_target, hand_over

    invitation = read_invitation(options.invitation.read_bytes())
    if isinstance(invitation, Refusal):
        raise StopError(f"refusal.{invitation.code}", Exit.DAMAGED, **dict(invitation.values))
    check_target(options.write_secrets)
    folder = fresh_folder(options)
    settings = wished(folder, options)
    addresses = options.address or invitation.addresses

    def bring(to: "InvitationFile", request: bytes) -> bytes:
        return redeem_at(addresses, to, request, settings, terminal)

    joined = join_site(folder, invitation, bring, clock=SystemClock(), random=system_random)
    if isinstance(joined, Refusal):
        raise StopError(f"refusal.{joined.code}", Exit.PEER, **dict(joined.values))
    save_settings(folder, settings)
    terminal.say("cli.join.done", name=joined.name, site=invitation.site_name, folder=str(folder))
    hand_over(joined.passphrase, (), options.write_secrets, terminal)
    terminal.say("cli.join.next")
    return Exit.DONE


def redeem_at(
    addresses: Sequence[str],
    invitation: "InvitationFile",
    request: bytes,
    settings: "NodeSettings",
    terminal: Terminal,
) -> bytes:
    """Show the invitation at the first of these lobbies that answers; raises the last `RedemptionError`."""
    from sync.addresses import parse_address
    from sync.lobby import RedemptionError, redeem_invitation
    from sync.tls import fingerprint

    last: RedemptionError | None = None
    for address in addresses:
        terminal.warn(terminal.text("cli.join.asking", {"address": address}))
        try:
            lobby = parse_address(address)
        except ValueError:
            raise StopError("cli.error.address", Exit.USAGE, address=address) from None
        try:
            return asyncio.run(
                redeem_invitation(
                    lobby,
                    fingerprint(invitation.certificate),
                    invitation.invitation,
                    invitation.secret,
                    request,
                    source=settings.dial_from or None,
                )
            )
        except RedemptionError as error:
            if error.refusal is not None:
                raise
            last = error
    if last is None:
        raise StopError("cli.error.no_address", Exit.USAGE)
    raise last


VERB = Verb(("join",), _options, _run)
