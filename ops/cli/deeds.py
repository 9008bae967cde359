"""What an administrator does about one workstation or person from the command line: one table for each noun.

Every deed signs in, says what will follow, asks whether that is wanted, signs, and says whether a second
person must agree.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from node.api.base import Command, Recorded
from ops.cli.agreeing import add_agreed, agreed
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.names import named_so, with_code
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.ids import short_text

if TYPE_CHECKING:
    from node.client import Client


class Found(msgspec.Struct, frozen=True):
    """Whom or what a deed is about."""

    id: bytes
    name: str
    values: dict[str, str] = {}
    """For the sentence that says what will follow."""

    @property
    def codes(self) -> tuple[str, ...]:
        """What names it exactly besides its name."""
        return short_text(self.id), self.values.get("licence", "")


_IDENTITY = frozenset({"family_name", "first_name", "title"})
Finder: TypeAlias = "Callable[[Client, Terminal], list[Found]]"
Making: TypeAlias = Callable[[argparse.Namespace, Found, str], Command]


def add_looking(parser: Parser) -> None:
    """Options of a verb that shows something to whoever signs in."""
    from ops.cli.reach import add_person, add_reach

    add_person(parser)
    add_reach(parser)


class Deed(msgspec.Struct, frozen=True):
    """One verb: its words, who may, its options, the command it makes with the PIN."""

    words: tuple[str, ...]
    right: str
    make: Making
    options: tuple[str, ...] = ()
    """Names of options with a value, all required; `cli.option.<name>` says what they are."""
    optional: tuple[str, ...] = ()
    """The same, which may be left out."""
    flags: tuple[str, ...] = ()
    helped: Callable[[str], Mapping[str, str]] = lambda _: {}
    """What the help of its options names, in a language."""
    warned: bool = False
    """`cli.<id>.follows` says what will follow, and somebody must want it."""

    @property
    def id(self) -> str:
        """Part of its message ids."""
        return "_".join(self.words)


def verbs(deeds: Iterable[Deed], find: Finder) -> tuple[Verb, ...]:
    """The verbs of a table."""
    return tuple(Verb(one.words, partial(_options, one), partial(_run, one, find)) for one in deeds)


def _options(deed: Deed, parser: Parser) -> None:

    parser.option("who", metavar="NAME", help=parser.words(f"{deed.words[0]}_name"))
    for name in (*deed.options, *deed.optional):
        known = f"staff_{name}" if deed.words[0] == "person" and name in _IDENTITY else name
        help_ = parser.words(known, deed.helped(parser.language))
        required = name in deed.options
        parser.option(
            "--" + name.replace("_", "-"), metavar="TEXT", required=required, default=None, help=help_
        )
    for name in deed.flags:
        parser.option("--" + name.replace("_", "-"), action="store_true")
    if deed.warned:
        add_agreed(parser)
    add_looking(parser)


def _run(deed: Deed, find: Finder, options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, deed.right, options, terminal)
        found = pick(find(client, terminal), options.who, terminal)
        if deed.warned:
            terminal.warn(terminal.text(f"cli.{deed.id}.follows", {"name": found.name, **found.values}))
            if not agreed("cli.ask.wanted", options, terminal):
                return Exit.REFUSED
        recorded = client.ask(deed.make(options, found, pin), Recorded)
        now = _now(client, find, found, terminal)
        terminal.say(f"cli.{deed.id}.done", name=found.name if now is None else now)
        if recorded.waits:
            terminal.say("cli.agree.waits")
        if now is None:
            terminal.say("cli.signed_out")
    return Exit.DONE


def _now(client: "Client", find: Finder, found: Found, terminal: Terminal) -> str | None:
    """What it is called now, for it may have been renamed; nil where the deed ended the session."""
    from node.client import RefusedError

    try:
        return next((one.name for one in find(client, terminal) if one.id == found.id), found.name)
    except RefusedError as error:
        if error.refused.code != "session.none":
            raise
        return None


def pick(among: Sequence[Found], named: str, terminal: Terminal) -> Found:
    """The one of this name, or of which this is a part."""
    able = named_so(among, named, lambda one: one.name, lambda one: one.codes)
    if not able:
        raise StopError("cli.error.nothing_named", Exit.USAGE, name=named)
    if len(able) == 1:
        return able[0]
    names = [with_code(one.name, one.id, one.values.get("licence", "")) for one in able]
    return able[terminal.choose("cli.ask.which", terminal.text("cli.which.by"), names)]
