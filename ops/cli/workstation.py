"""`veilleuse workstation …`: the workstations of the site, and what an administrator does about one."""

import argparse
from typing import TYPE_CHECKING

from node.api.forks import Forks, GetForks
from node.api.workstations import (
    GetWorkstations,
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
    Workstations,
    WorkstationView,
)
from ops.cli.deeds import Deed, Found, add_looking, verbs
from ops.cli.exits import Exit
from ops.cli.parser import Verb
from ops.cli.terminal import Terminal
from schema.naming import told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from node.client import Client

ENROL = "site.enrol"


def _list(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        rows = client.ask(GetWorkstations(), Workstations).workstations
        open_forks = {one.station for one in client.ask(GetForks(), Forks).forks if not one.settled}
        named = list(zip(rows, _names(rows), strict=True))
        for one, name in named:
            standing = terminal.text(f"standing.{one.standing or 'active'}")
            terminal.print(
                terminal.text(
                    "cli.workstation_list.line",
                    {"name": name, "place": one.place, "standing": standing, **_held(one, terminal)},
                )
            )
    forked = [name for one, name in named if one.workstation in open_forks]
    if forked:
        terminal.warn(terminal.text("cli.workstation_list.forked", {"names": ", ".join(forked)}))
    return Exit.DONE


def _held(one: WorkstationView, terminal: Terminal) -> dict[str, str]:
    last = terminal.text("cli.workstation.never")
    if one.last_at is not None:
        last = terminal.instant(one.last_at)
    return {"acts": str(one.acts), "aside": str(one.set_aside), "last": last}


def _find(client: "Client", terminal: Terminal) -> list[Found]:
    rows = client.ask(GetWorkstations(), Workstations).workstations
    named = zip(rows, _names(rows), strict=True)
    return [Found(one.workstation, name, _held(one, terminal)) for one, name in named]


def _names(rows: "Sequence[WorkstationView]") -> list[str]:
    return told_apart(rows, lambda one: one.name, lambda one: one.workstation)


DEEDS = (
    Deed(
        ("workstation", "rename"),
        ENROL,
        lambda options, found, pin: RenameWorkstation(workstation=found.id, name=options.new_name, pin=pin),
        ("new_name",),
    ),
    Deed(
        ("workstation", "move"),
        ENROL,
        lambda options, found, pin: MoveWorkstation(workstation=found.id, place=options.place, pin=pin),
        ("place",),
    ),
    Deed(
        ("workstation", "suspend"),
        ENROL,
        lambda options, found, pin: SuspendWorkstation(workstation=found.id, reason=options.reason, pin=pin),
        ("reason",),
        warned=True,
    ),
    Deed(
        ("workstation", "resume"),
        ENROL,
        lambda options, found, pin: ResumeWorkstation(workstation=found.id, reason=options.reason, pin=pin),
        ("reason",),
    ),
    Deed(
        ("workstation", "remove"),
        ENROL,
        lambda options, found, pin: RemoveWorkstation(workstation=found.id, reason=options.reason, pin=pin),
        ("reason",),
        warned=True,
    ),
    Deed(
        ("workstation", "readmit"),
        ENROL,
        lambda options, found, pin: ReadmitWorkstation(
            workstation=found.id, reason=options.reason, admit=options.admit, pin=pin
        ),
        ("reason",),
        flags=("admit",),
        warned=True,
    ),
)
VERBS = (Verb(("workstation", "list"), add_looking, _list), *verbs(DEEDS, _find))
