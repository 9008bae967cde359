"""`veilleuse site new`: found a site on this computer, its first workstation and administrator."""

import argparse

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import add_folder, fresh_folder
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

_ASKED = ("name", "pharmacy", "address", "workstation", "place", "family_name", "first_name")


def _options(parser: Parser) -> None:
    from ops.cli.places import add_places
    from ops.cli.secrets_file import add_secrets

    add_folder(parser)
    for name in _ASKED:
        known = {"name": "site_name", "address": "pharmacy_address"}.get(name, name)
        parser.option("--" + name.replace("_", "-"), metavar="TEXT", default=None, help=parser.words(known))
    parser.option("--title", metavar="TEXT", default="")
    parser.option("--shares", type=int, metavar="N", default=3)
    parser.option("--pin-file", metavar="FILE", default=None)
    add_places(parser)
    add_secrets(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.clock import SystemClock, system_random
    from node.founding import NewSite, found_site
    from node.settings import save_settings
    from ops.cli.places import wished
    from ops.cli.secrets_file import check_target, hand_over

    if not 2 <= options.shares <= 16:
        raise StopError("cli.error.shares", Exit.USAGE)
    check_target(options.write_secrets)
    folder = fresh_folder(options)
    answers = {name: getattr(options, name) or _asked(name, terminal) for name in _ASKED}
    pin = _new_pin(options, terminal)
    settings = wished(folder, options)
    new = NewSite(**answers, title=options.title, pin=pin, shares=options.shares)
    founded = found_site(folder, new, clock=SystemClock(), random=system_random)
    save_settings(folder, settings)
    terminal.say("cli.site_new.done", site=new.name, workstation=new.workstation, folder=str(folder))
    hand_over(founded.passphrase, founded.shares, options.write_secrets, terminal)
    terminal.say("cli.site_new.next")
    return Exit.DONE


def _asked(name: str, terminal: Terminal) -> str:
    answer = ""
    while not answer:
        answer = terminal.ask(f"cli.ask.{name}", "--" + name.replace("_", "-"))
    return answer


def _new_pin(options: argparse.Namespace, terminal: Terminal) -> str:
    from node.pins import check_pin

    pin = terminal.secret("cli.ask.new_pin", options.pin_file, "--pin-file")
    check_pin(pin)
    if options.pin_file is None and terminal.secret("cli.ask.pin_again", None, "--pin-file") != pin:
        raise StopError("cli.error.pins_differ", Exit.SECRET)
    return pin


VERB = Verb(("site", "new"), _options, _run)
