"""`veilleuse library list` and `library show`: what there is to sign, and what it says, to be read first."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ops.cli.deeds import add_looking
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.reference import LibraryRow


def line(row: "LibraryRow", terminal: Terminal) -> str:
    """`regimen mFOLFOX6 (illustrative 1) · 0f3a91c2`: what it is, its version, the digest of its text."""
    if row.label:
        sort = terminal.text(f"library.{row.sort}")
        named = " ".join(filter(None, (sort, row.label, f"({row.detail})" if row.detail else "")))
    else:  # the site's limits: there is one of each sort, and the sort is the name
        named = terminal.text(f"ui.library.{row.sort}")
    return f"{named} · {row.digest}"


def chosen(rows: Sequence["LibraryRow"], names: Iterable[str]) -> list["LibraryRow"]:
    """The rows of these names, whatever the case; raises `StopError` for a name that none has."""
    wanted = {name.casefold(): name for name in names}
    found = [row for row in rows if row.name.casefold() in wanted]
    unknown = wanted.keys() - {row.name.casefold() for row in found}
    if unknown:
        raise StopError("cli.error.library_name", Exit.USAGE, name=wanted[min(unknown)])
    return found


def _rows(options: argparse.Namespace, terminal: Terminal) -> tuple["LibraryRow", ...]:
    from node.api.reference import Library, ListLibrary
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        return client.ask(ListLibrary(language=terminal.language), Library).rows


def _list(options: argparse.Namespace, terminal: Terminal) -> int:
    rows = _rows(options, terminal)
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        state = terminal.text(f"ui.library.state.{row.state}")
        terminal.print(f"{row.name:<{width}}  {line(row, terminal)} · {state}")
    return Exit.DONE


def _show_options(parser: Parser) -> None:
    parser.option("names", nargs="+", metavar="NAME", help=parser.words("library_names"))
    add_looking(parser)


def _show(options: argparse.Namespace, terminal: Terminal) -> int:
    for row in chosen(_rows(options, terminal), options.names):
        terminal.print(line(row, terminal))
        terminal.say(f"cli.library_show.{row.state}", **_signed(row, terminal))
        _sides(row, terminal)
        terminal.print()
    return Exit.DONE


def _signed(row: "LibraryRow", terminal: Terminal) -> dict[str, str]:
    if row.signed is None:
        return {}
    return {"who": row.signed.person, "when": terminal.instant(row.signed.at)}


def _sides(row: "LibraryRow", terminal: Terminal) -> None:
    """Field by field what the library says; where the site has signed something else, that below it."""
    proposed, in_force = dict(row.proposed), dict(row.in_force)
    for field in dict.fromkeys((*proposed, *in_force)):
        said = proposed.get(field, "—")
        terminal.say("cli.library_show.field", field=terminal.text(field), value=said)
        if in_force and in_force.get(field, "—") != said:
            terminal.say("cli.library_show.in_force", value=in_force.get(field, "—"))


VERBS = (
    Verb(("library", "list"), add_looking, _list),
    Verb(("library", "show"), _show_options, _show),
)
