"""`veilleuse site new`: found a site on this computer: its first workstation, its administrators."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import add_again, add_folder, fresh_folder, until_seen
from ops.cli.new_pin import new_pin
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.founding import Founded, Founder, NewSite

_ASKED = ("name", "pharmacy", "address", "workstation", "place", "family_name", "first_name")


def _options(parser: Parser) -> None:
    from ops.cli.places import add_places
    from ops.cli.secrets_file import add_secrets

    add_folder(parser)
    for name in _ASKED:
        known = {"name": "site_name", "address": "pharmacy_address"}.get(name, name)
        parser.option("--" + name.replace("_", "-"), metavar="TEXT", default=None, help=parser.words(known))
    parser.option("--title", metavar="TEXT", default=None)
    parser.option("--shares", type=int, metavar="N", default=3)
    parser.option("--pin-file", metavar="FILE", default=None)
    for name in ("family_name", "first_name", "title"):
        option = f"--second-{name.replace('_', '-')}"
        parser.option(option, metavar="TEXT", default=None, help=parser.words(f"second_{name}"))
    parser.option("--second-pin-file", metavar="FILE", default=None)
    add_again(parser)
    add_places(parser)
    add_secrets(parser)
    parser.option("--print-shares", type=Path, metavar="FILE", default=None)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.clock import SystemClock, system_random
    from node.founding import NewSite, found_site
    from node.settings import save_settings
    from ops.cli.files import check_target
    from ops.cli.places import wished
    from ops.cli.secrets_file import hand_over

    if not 2 <= options.shares <= 16:
        raise StopError("cli.error.shares", Exit.USAGE)
    check_target(options.write_secrets, options.print_shares)
    folder = fresh_folder(options)
    _all_given(options, terminal)
    answers = {name: getattr(options, name) or _asked(name, terminal) for name in _ASKED}
    title = _title(options.title, "title", terminal)
    pin = new_pin("cli.ask.new_pin", options.pin_file, "--pin-file", terminal)
    second = _second(options, terminal)
    settings = wished(folder, options)
    clock = SystemClock()
    new = NewSite(**answers, title=title, pin=pin, second=second, shares=options.shares)
    if (wrong := new.trouble) is not None:
        raise StopError(f"refusal.{wrong.code}", Exit.USAGE, **dict(wrong.values))
    with until_seen(folder, terminal):
        founded = found_site(folder, new, clock=clock, random=system_random)
        save_settings(folder, settings)
        terminal.say("cli.site_new.done", site=new.name, workstation=new.workstation, folder=str(folder))
        if options.print_shares is not None:
            _print(new, founded, clock.now_ms(), options.print_shares, terminal)
        hand_over(founded.passphrase, founded.shares, options.write_secrets, terminal)
    if second is None:
        terminal.warn(terminal.text("cli.site_new.alone"))
    terminal.say("cli.site_new.next")
    return Exit.DONE


def _all_given(options: argparse.Namespace, terminal: Terminal) -> None:
    """Raise `StopError` naming every option that is missing where nobody can be asked, not one at a time."""
    missing = [name for name in (*_ASKED, "pin_file") if not getattr(options, name)]
    if options.second_family_name:
        missing += [name for name in ("second_first_name", "second_pin_file") if not getattr(options, name)]
    if missing and not terminal.interactive:
        named = ["--" + name.replace("_", "-") for name in missing]
        if len(named) == 1:
            raise StopError("cli.error.needed", Exit.USAGE, option=named[0])
        raise StopError("cli.error.all_needed", Exit.USAGE, options=", ".join(named))


def _second(options: argparse.Namespace, terminal: Terminal) -> "Founder | None":
    """The second administrator, when there is one at hand: what takes two people waits for them."""
    from node.founding import Founder

    family = options.second_family_name
    if family is None and terminal.interactive:
        family = terminal.ask("cli.ask.second_family_name", "--second-family-name")
    if not family:
        return None
    return Founder(
        family_name=family,
        first_name=options.second_first_name or _asked("second_first_name", terminal),
        title=_title(options.second_title, "second_title", terminal),
        pin=new_pin("cli.ask.second_pin", options.second_pin_file, "--second-pin-file", terminal),
    )


def _print(new: "NewSite", founded: "Founded", now_ms: int, target: Path, terminal: Terminal) -> None:
    from node.founding_pages import founding_pages
    from ops.cli.secrets_file import print_shares

    print_shares(founding_pages(new, founded, now_ms, terminal.language), target, terminal)


def _title(given: str | None, name: str, terminal: Terminal) -> str:
    """May be empty, and is where nobody can be asked."""
    if given is not None or not terminal.interactive:
        return given or ""
    return terminal.ask(f"cli.ask.{name}", "--" + name.replace("_", "-"))


def _asked(name: str, terminal: Terminal) -> str:
    answer = ""
    while not answer:
        answer = terminal.ask(f"cli.ask.{name}", "--" + name.replace("_", "-"))
    return answer


VERB = Verb(("site", "new"), _options, _run)
