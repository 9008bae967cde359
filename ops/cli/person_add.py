"""`veilleuse person add`: an administrator enrols a member of staff, with a role and a first PIN."""

import argparse

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.new_pin import new_pin
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.i18n import LANGUAGES, text


def _options(parser: Parser) -> None:
    from node.domain.rights import ROLES
    from ops.cli.reach import add_person, add_reach

    for name in ("family_name", "first_name", "title"):
        default = "" if name == "title" else None
        help_ = parser.words(f"staff_{name}")
        parser.option("--" + name.replace("_", "-"), metavar="TEXT", default=default, help=help_)
    roles = ", ".join(f"{text(f'role.{role}', parser.language)} ({role})" for role in ROLES)
    parser.option("--role", metavar="ROLE", default=None, help=parser.words("role", {"roles": roles}))
    parser.option("--licence", metavar="TEXT", default="")
    parser.option("--new-pin-file", metavar="FILE", default=None)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.base import Recorded
    from node.api.site import EnrolPerson
    from node.domain.rights import ROLES, in_order
    from ops.cli.reach import reach, sign_in
    from sync.membership import GIVEN_BY_TWO

    family = options.family_name or _asked("staff_family_name", "--family-name", terminal)
    first = options.first_name or _asked("staff_first_name", "--first-name", terminal)
    role = role_of(options.role, terminal)
    pin_chosen = first_pin(options, terminal)
    with reach(options, terminal) as client:
        pin = sign_in(client, "site.people", options, terminal)
        command = EnrolPerson(
            family_name=family,
            first_name=first,
            title=options.title,
            role=role,
            licence=options.licence,
            new_pin=pin_chosen,
            pin=pin,
        )
        recorded = client.ask(command, Recorded)
    terminal.say("cli.person_add.done", name=f"{family.upper()} {first}", role=terminal.text(f"role.{role}"))
    terminal.say("cli.person_add.next")
    if recorded.waits:
        rights = ", ".join(terminal.named("right", right) for right in in_order(ROLES[role] & GIVEN_BY_TWO))
        terminal.say("cli.person_add.waits", rights=rights)
    return Exit.DONE


def _asked(what: str, option: str, terminal: Terminal) -> str:
    answer = ""
    while not answer:
        answer = terminal.ask(f"cli.ask.{what}", option)
    return answer


def role_of(typed: str | None, terminal: Terminal) -> str:
    """By its name in the code or in either language, of a man or a woman, accents or not."""
    from node.domain.plain import plain
    from node.domain.rights import ROLES

    names = {role: terminal.text(f"role.{role}") for role in ROLES}
    if typed is None:
        return list(names)[terminal.choose("cli.ask.role", "--role", list(names.values()))]
    found = next((role for role in ROLES if plain(typed) in {role, *map(plain, _said(role))}), None)
    if found is None:
        raise StopError("cli.error.role", Exit.USAGE, role=typed, roles=", ".join(names.values()))
    return found


def _said(role: str) -> list[str]:
    return [text(f"role.{role}{form}", language) for language in LANGUAGES for form in ("", ".she")]


def first_pin(options: argparse.Namespace, terminal: Terminal) -> str:
    """A person's own PIN, typed by them; see `new_pin`."""
    return new_pin("cli.ask.first_pin", options.new_pin_file, "--new-pin-file", terminal)


VERB = Verb(("person", "add"), _options, _run)
