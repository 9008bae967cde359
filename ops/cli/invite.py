"""`veilleuse invite`: an administrator makes the file that lets one workstation in."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

_EVERYWHERE = frozenset({"0.0.0.0", "[::]", "::", ""})  # noqa: S104  # compared with, not bound to


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--name", metavar="TEXT", required=True)
    parser.option("--place", metavar="TEXT", required=True)
    parser.option("--output", type=Path, metavar="FILE", required=True)
    parser.option("--address", action="append", metavar="HOST:PORT", default=None)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.site import Invitation, Invite
    from node.settings import load_settings
    from ops.cli.folder import folder_of
    from ops.cli.reach import reach, sign_in
    from schema.codec import decode, encode

    if options.output.exists():
        raise FileExistsError(17, os.strerror(17), str(options.output))
    given = list(map(_address, options.address or ()))
    lobby = load_settings(folder_of(options)).lobby
    with reach(options, terminal) as client:
        pin = sign_in(client, "site.enrol", options, terminal)
        answer = client.ask(Invite(name=options.name, place=options.place, pin=pin), Invitation)
    from node.inviting import InvitationFile

    content = decode(InvitationFile, answer.content)
    addresses = given or reachable(content.addresses or ((lobby,) if lobby else ()), own_addresses())
    if not addresses:
        raise StopError("cli.error.no_lobby", Exit.MACHINE)
    content = msgspec.structs.replace(content, addresses=tuple(addresses))
    _write(options.output, encode(content))
    terminal.say("cli.invite.done", name=options.name, path=str(options.output))
    terminal.say("cli.invite.next", addresses=", ".join(addresses))
    return Exit.DONE


def _address(typed: str) -> str:
    from sync.addresses import parse_address

    try:
        return str(parse_address(typed))
    except ValueError:
        raise StopError("cli.error.address", Exit.USAGE, address=typed) from None


def reachable(listening: Sequence[str], own: Sequence[str]) -> list[str]:
    """Addresses that mean something to another computer: "everywhere" becomes each of our own."""
    found: list[str] = []
    for one in listening:
        host, _, port = one.rpartition(":")
        found += [f"{address}:{port}" for address in own] if host in _EVERYWHERE else [one]
    return list(dict.fromkeys(found))


def own_addresses() -> list[str]:
    """This computer's IPv4 addresses on its networks."""
    import ifaddr

    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return [address for address in found if not address.startswith(("127.", "169.254."))]


def _write(path: Path, content: bytes) -> None:
    # It holds the invitation's secret: for its owner alone until it is carried away.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


VERB = Verb(("invite",), _options, _run)
