"""`veilleuse person …`: the people who work here, their rights and their PINs."""

import argparse
from typing import TYPE_CHECKING

from node.api.base import Recorded
from node.api.people import (
    ChangePin,
    GetStaff,
    GrantRights,
    ReadmitPerson,
    RemovePerson,
    RenamePerson,
    ResetPin,
    ResumePerson,
    Staff,
    SuspendPerson,
    WithdrawRights,
)
from ops.cli.deeds import Deed, Found, add_looking, pick, verbs
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.person_add import first_pin
from ops.cli.rights import listed_rights, rights_of
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.client import Client

PEOPLE = "site.people"


def _list(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        for one in client.ask(GetStaff(), Staff).people:
            role = terminal.named("role", one.profession)
            if one.licence:
                role = terminal.text("cli.person_list.licence", {"role": role, "licence": one.licence})
            rights = ", ".join(terminal.named("right", right) for right in one.rights)
            values = {
                "name": one.name,
                "role": role,
                "standing": terminal.text(f"standing.{one.standing or 'active'}"),
                "rights": rights,
            }
            terminal.print(terminal.text("cli.person_list.line", values))
    return Exit.DONE


def _find(client: "Client", _terminal: Terminal) -> list[Found]:
    return [
        Found(
            one.person,
            one.name,
            {
                "family_name": one.family_name,
                "first_name": one.first_name,
                "title": one.title,
                "profession": one.profession,
                "licence": one.licence,
            },
        )
        for one in client.ask(GetStaff(), Staff).people
    ]


def _renamed(options: argparse.Namespace, found: Found, pin: str) -> RenamePerson:
    """What is not given stays as it is written."""
    given = {name: getattr(options, name) for name in _WRITTEN if getattr(options, name) is not None}
    return RenamePerson(person=found.id, pin=pin, **(found.values | given))


_WRITTEN = ("family_name", "first_name", "title", "licence")
DEEDS = (
    Deed(("person", "rename"), PEOPLE, _renamed, optional=_WRITTEN),
    Deed(
        ("person", "suspend"),
        PEOPLE,
        lambda options, found, pin: SuspendPerson(person=found.id, reason=options.reason, pin=pin),
        ("reason",),
        warned=True,
    ),
    Deed(
        ("person", "resume"),
        PEOPLE,
        lambda options, found, pin: ResumePerson(person=found.id, reason=options.reason, pin=pin),
        ("reason",),
    ),
    Deed(
        ("person", "remove"),
        PEOPLE,
        lambda options, found, pin: RemovePerson(person=found.id, reason=options.reason, pin=pin),
        ("reason",),
        warned=True,
    ),
    Deed(
        ("person", "readmit"),
        PEOPLE,
        lambda options, found, pin: ReadmitPerson(person=found.id, reason=options.reason, pin=pin),
        ("reason",),
    ),
    Deed(
        ("person", "grant"),
        PEOPLE,
        lambda options, found, pin: GrantRights(person=found.id, rights=rights_of(options.rights), pin=pin),
        ("rights",),
        helped=lambda language: {"rights": listed_rights(language)},
    ),
    Deed(
        ("person", "withdraw"),
        PEOPLE,
        lambda options, found, pin: WithdrawRights(
            person=found.id, rights=rights_of(options.rights), pin=pin
        ),
        ("rights",),
        warned=True,
        helped=lambda language: {"rights": listed_rights(language)},
    ),
)


def _pin_options(parser: Parser, *, recovery: bool) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--new-pin-file", metavar="FILE", default=None)
    add_person(parser)
    add_reach(parser, recovery=recovery)


def _change_options(parser: Parser) -> None:
    _pin_options(parser, recovery=False)  # the recovery key is nobody, and has no PIN


def _reset_options(parser: Parser) -> None:
    parser.option("who", metavar="NAME", help=parser.words("person_name"))
    _pin_options(parser, recovery=True)


def _change(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    if options.recovery:
        raise StopError("cli.error.recovery_pin", Exit.USAGE)
    with reach(options, terminal) as client:
        pin = sign_in(client, "", options, terminal)
        new_pin = first_pin(options, terminal)
        client.ask(ChangePin(new_pin=new_pin, pin=pin), Recorded)
    terminal.say("cli.person_pin_change.done")
    return Exit.DONE


def _reset(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        pin = sign_in(client, "site.pin", options, terminal)
        found = pick(_find(client, terminal), options.who, terminal)
        staff = {one.person: one for one in client.ask(GetStaff(), Staff).people}
        if why := staff[found.id].reset:
            # Before anybody types a PIN for nothing.
            raise StopError(f"refusal.membership.{why}", Exit.REFUSED)
        for one in staff[found.id].resets:
            about = {"name": found.name, "by": one.person, "workstation": one.workstation}
            about["at"] = terminal.instant(one.at)
            terminal.warn(terminal.text("cli.person_pin_reset.another", about))
        terminal.warn(terminal.text("cli.person_pin_reset.follows", {"name": found.name}))
        new_pin = first_pin(options, terminal)
        recorded = client.ask(ResetPin(person=found.id, new_pin=new_pin, pin=pin), Recorded)
        terminal.say("cli.person_pin_reset.done", name=found.name)
        if recorded.waits:
            terminal.say("cli.agree.waits")
    return Exit.DONE


VERBS = (
    Verb(("person", "list"), add_looking, _list),
    *verbs(DEEDS, _find),
    Verb(("person", "pin", "change"), _change_options, _change),
    Verb(("person", "pin", "reset"), _reset_options, _reset),
)
