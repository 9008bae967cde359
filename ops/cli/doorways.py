"""Where a newcomer knocks with its code: at typed addresses, or at the lobbies that a site announces."""

import argparse
import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.joining_code import Pair
    from node.settings import NodeSettings
    from schema.ids import Hash
    from sync.addresses import Address
    from sync.looking import Doorway

TRIES = 3
"""How often a code may be typed here: a person who sees it refused more often asks for another."""


def doorways(options: argparse.Namespace, settings: "NodeSettings", terminal: Terminal) -> "list[Address]":
    """The lobbies to try, in order. Raises `StopError` when there is none."""
    from sync.looking import look_around

    if options.address:
        return typed_lobbies(options)
    terminal.warn(terminal.text("cli.join.looking"))
    found = asyncio.run(look_around(interfaces=settings.network().interfaces))
    if not found:
        raise StopError("cli.error.no_site", Exit.PEER)
    return [one.lobby for one in _one_site(found, terminal)]


def typed_lobbies(options: argparse.Namespace) -> "list[Address]":
    """Those given, none where they are to be found; raises `StopError` for what is no address."""
    from sync.addresses import BadAddressError, parse_address

    try:
        return [parse_address(typed) for typed in options.address or ()]
    except BadAddressError:
        given = ", ".join(options.address)
        raise StopError("cli.error.address", Exit.USAGE, value=given, option="--address") from None


def _one_site(found: "Sequence[Doorway]", terminal: Terminal) -> "list[Doorway]":
    tags = sorted({one.site_tag for one in found})
    chosen = tags[0]
    if len(tags) > 1:
        names = [_name(tag, found) for tag in tags]
        chosen = tags[terminal.choose("cli.ask.site", "--address", names)]
    return [one for one in found if one.site_tag == chosen]


def _name(tag: str, found: "Sequence[Doorway]") -> str:
    return f"{tag} ({', '.join(str(one.lobby) for one in found if one.site_tag == tag)})"


def pairing_at(
    lobbies: "Sequence[Address]", options: argparse.Namespace, settings: "NodeSettings", terminal: Terminal
) -> "Pair":
    """Knocks with the code that is given or typed, once for all knocks; raises the last `KnockError`."""
    proved: list[str] = []

    def pair(mine: "Hash", request: bytes) -> "tuple[Hash, bytes]":
        from node.clock import system_random
        from node.doorways import knock_at
        from sync.doorkeeper import RefusalCode
        from sync.knocking import KnockError

        source = settings.dial_from or None
        last: KnockError | None = None
        for _ in range(TRIES):
            code = proved[0] if proved else _code(options, terminal)
            try:
                answer = knock_at(lobbies, code, mine, request, system_random, source=source)
            except KnockError as error:
                if proved or options.code or error.refusal is not RefusalCode.WRONG_CODE:
                    raise
                terminal.warn(terminal.text("refusal.join.refused.wrong_code"))
                last = error
            else:
                proved.append(code)
                return answer
        raise last or StopError("cli.error.no_site", Exit.PEER)

    return pair


def _code(options: argparse.Namespace, terminal: Terminal) -> str:
    from sync.pairing import canonical_code

    while True:
        code = canonical_code(options.code or terminal.ask("cli.ask.code", "--code"))
        if code is not None:
            return code
        if options.code:
            raise StopError("cli.error.code", Exit.USAGE)
        terminal.warn(terminal.text("cli.error.code"))
