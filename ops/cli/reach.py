"""Speaking to the folder's node: the one that runs, else one of our own for as long as a command takes.

Our own has no network and no door; the replica's lock keeps two from running at once.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from node.api.base import PersonView
from node.api.session import ListPeople, People, SignedIn, SignIn
from node.api.site import GetStatus, Status
from node.client import Client, connect
from node.domain.rights import in_order
from node.endpoint import ClosedError
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import add_folder, add_passphrase, folder_of, unlock, vault_of
from ops.cli.names import named_so, with_code
from ops.cli.parser import Parser
from ops.cli.recovery import SIGNS, recovery_keys
from ops.cli.terminal import Terminal
from schema.ids import short_text

_WRONG = frozenset({"behind", "peers"})
_KNOCK_SECONDS = 10.0
"""A node answers this at once, unless it is in the middle of a long piece of work."""


def add_reach(parser: Parser, *, recovery: bool = True) -> None:
    """Options of every verb that speaks to a node; `recovery` where the site's key may stand in."""
    add_folder(parser)
    add_passphrase(parser, recovery=recovery)


def add_person(parser: Parser) -> None:
    """Options of every verb that a person answers for."""
    parser.option("--person", metavar="NAME", default=None)
    parser.option("--pin-file", metavar="FILE", default=None)


def running(folder: Path) -> Client | None:
    """A client of the node that runs on this folder; nil when none does."""
    client = None
    try:
        client = connect(folder)
        # The address may be an old one, on which another program listens by now.
        client.ask(ListPeople(), People, timeout=_KNOCK_SECONDS)
    except (ClosedError, TimeoutError):
        if client is not None:
            client.close()
        return None
    return client


@contextmanager
def reach(options: argparse.Namespace, terminal: Terminal) -> Iterator[Client]:
    """A client of the folder's node."""
    client = running(folder_of(options))
    if client is not None:
        try:
            if options.recovery:
                # Its seed would cross from this process into another.
                raise StopError("cli.error.recovery_beside", Exit.FOLDER)
            yield client
        finally:
            client.close()
        return
    from node.daemon import Node
    from node.settings import load_settings
    from node.vault import by_recovery, open_by

    settings = load_settings(folder_of(options))
    path = vault_of(options)
    keys = recovery_keys(options, terminal) if options.recovery else None
    vault = open_by(path, by_recovery(keys.identity)) if keys is not None else unlock(options, terminal)
    node = Node(folder_of(options), vault, settings, network=False)
    try:
        client = node.client() if keys is None else node.recovery_client(keys)
        try:
            yield client
        finally:
            client.close()
    finally:
        node.stop()


def sign_in(
    client: Client,
    right: str | frozenset[str],
    options: argparse.Namespace,
    terminal: Terminal,
    *,
    signs: bool = True,
) -> str:
    """Open the session of a person who has this right, or one of these (empty: of anybody); returns the PIN.

    With `--recovery` the site's key signs instead where it may, and there is no PIN; where no right is
    needed, or it is told that nothing `signs`, nothing is signed, and it is not said either.
    """
    if options.recovery and _each(right) <= SIGNS:
        if right and signs:
            terminal.warn(terminal.text("cli.signing_by_recovery"))
            _tell_clock(client, terminal)
        return ""
    people = client.ask(ListPeople(), People).people
    person = who_is(people, right, options.person, terminal)
    terminal.warn(terminal.text("cli.signing_in", {"person": person.name}))
    pin = terminal.secret("cli.ask.pin", options.pin_file, "--pin-file")
    client.ask(SignIn(person=person.person, pin=pin), SignedIn)
    _tell_clock(client, terminal)
    return pin


def who_is(
    people: Sequence[PersonView], right: str | frozenset[str], named: str | None, terminal: Terminal
) -> PersonView:
    """Whom `named` means (a name or a part of it, a short id, a licence number) of those with this right.

    Nil: whoever has it; of several rights one is enough. Several people are put to whoever sits there;
    raises `StopError` where that is nobody.
    """
    so = (
        named_so(people, named, lambda one: one.name, lambda one: (short_text(one.person), one.licence))
        if named
        else people
    )
    wanted = _each(right)
    able = [one for one in so if not wanted or not wanted.isdisjoint(one.rights)]
    if not able:
        code = "nobody" if not named else "not_theirs" if so else "no_person"
        what = " / ".join(terminal.text(f"right.{one}") for one in in_order(wanted))
        raise StopError(f"cli.error.{code}", Exit.REFUSED, right=what, person=named or "")
    if len(able) == 1:
        return able[0]
    names = [with_code(one.name, one.person, one.licence) for one in able]
    if not terminal.interactive:
        raise StopError("cli.error.several_people", Exit.USAGE, names=", ".join(names))
    return able[terminal.choose("cli.ask.person", "--person", names)]


def _each(right: str | frozenset[str]) -> frozenset[str]:
    return right if isinstance(right, frozenset) else frozenset({right} - {""})


def _tell_clock(client: Client, terminal: Terminal) -> None:
    """Say that this workstation's clock is wrong: what is done is dated by it, and files are named by it.

    That it has just started alone is no such sign: that is how every node begins that serves one command.
    """
    doubt = client.ask(GetStatus(), Status).clock_doubt
    if doubt in _WRONG:
        from node.clock import SystemClock

        terminal.warn(terminal.text(f"clock.{doubt}"))
        terminal.warn(terminal.text("cli.clock.next", {"now": terminal.instant(SystemClock().now_ms())}))
