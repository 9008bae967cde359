"""A fictive site to be simulated: founded once by the program's own means, copied for each seed."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from node.api.base import Answer, Command, Recorded
from node.api.reference import SignReference
from node.api.session import SignedIn, SignIn
from node.api.site import EnrolPerson
from node.argon import Cost
from node.blobcheck import blob_is_right
from node.desk import Desk
from node.founding import NewSite, found_site
from node.services import Services
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from ops.beside import Joining, join_beside
from ops.simulate.chance import Chance
from ops.simulate.timeline import Timeline, WallClock
from schema.ids import Id
from schema.transaction import Tip

PIN = "314159"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
"""Guessing a fictive PIN may be cheap."""
STAFF: Mapping[str, tuple[str, str, str]] = {
    "pharmacist": ("Exemple", "Agathe", "pharmacist"),
    "pharmacist2": ("Modèle", "Basile", "pharmacist"),
    "prescriber": ("Inventé", "Colombe", "prescriber"),
    "prescriber2": ("Fictif", "Donatien", "prescriber"),
    "preparer": ("Imaginaire", "Églantine", "preparer"),
    "preparer2": ("Supposé", "Firmin", "preparer"),
    "nurse": ("Théorique", "Garance", "nurse"),
    "nurse2": ("Virtuel", "Honoré", "nurse"),
    "administrator2": ("Deuxième", "Jeanne", "administrator"),
}
"""Who works on the fictive site: family name, first name, role."""


class FoundedSite(msgspec.Struct, frozen=True):
    """A site as it was founded, in a folder not to be changed."""

    folder: Path
    people: Mapping[str, Id]
    contents: Mapping[str, VaultContents]
    """By workstation."""


class RefusedError(Exception):
    """The program refused what founding needs: a defect of one of them."""


def names_of(workstations: int) -> list[str]:
    """`W1`, `W2` …"""
    return [f"W{number + 1}" for number in range(workstations)]


def found(folder: Path, workstations: int) -> FoundedSite:
    """Found a site of so many workstations, with its people and the starter library."""
    clock = WallClock(Timeline())
    names = names_of(workstations)
    new = NewSite(
        name="Hôpital fictif de Valclair",
        pharmacy="PUI de l’hôpital fictif de Valclair",
        address="1, allée de l’Œillet\n99999 Valclair-sur-Rêve",
        workstation=names[0],
        place="Pharmacie fictive",
        family_name="Zéro",
        first_name="Ignace",
        title="",
        pin=PIN,
    )
    chance = Chance("founding", workstations)
    founded = found_site(folder / names[0], new, clock=clock, random=chance.child("site"), cost=CHEAP)
    contents = {names[0]: open_vault(folder / names[0] / FILE_NAME, passphrase=founded.passphrase)}
    people = {"administrator": founded.administrator}
    replica = Replica(folder / names[0], contents[names[0]].database_key, founded.site, blob_is_right)
    try:
        desk = Desk(replica, contents[names[0]], clock, chance.child("desk"), pin_cost=CHEAP)
        services = Services(desk)
        administrator = _signed_in(services, founded.administrator)
        for key, (family, given, role) in STAFF.items():
            enrol = EnrolPerson(
                family_name=family, first_name=given, title="", role=role, licence="", new_pin=PIN, pin=PIN
            )
            people[key] = _recorded(services.handle(administrator, enrol)).created[0]
        _recorded(services.handle(_signed_in(services, people["pharmacist"]), SignReference(pin=PIN)))
        for name in names[1:]:
            contents[name] = join(folder / name, name, desk, administrator, chance.child(name))
        for name in names[1:]:
            _fill(replica, folder / name, contents[name], clock)
    finally:
        replica.close()
    return FoundedSite(folder, people, contents)


def copied(site: FoundedSite, folder: Path) -> None:
    """The site in a folder of its own, to be changed."""
    for name in site.contents:
        shutil.copytree(site.folder / name, folder / name)


def join(folder: Path, name: str, desk: Desk, session: bytes, chance: Chance) -> VaultContents:
    """A new workstation joins at the one where an administrator is signed in."""
    signed_in = desk.sessions.get(session)
    if signed_in is None:
        raise LookupError("nobody is signed in")
    joined = join_beside(folder, desk, signed_in, Joining(name, "Étage fictif", PIN), chance, cost=CHEAP)
    return open_vault(folder / FILE_NAME, passphrase=joined.passphrase)


def _fill(first: Replica, folder: Path, contents: VaultContents, clock: WallClock) -> None:
    replica = Replica(folder, contents.database_key, contents.site, blob_is_right)
    try:
        held: Mapping[Id, Tip] = replica.vector("all")
        lacking = first.relay.after({journal: tip.seq for journal, tip in held.items()}, "all", 2**40)
        replica.receive(lacking, None, clock.now_ms())
        with replica.writing():
            replica.records.accept(replica.site, first.records.every())
    finally:
        replica.close()


def _signed_in(services: Services, person: Id) -> bytes:
    command: Command = SignIn(person=person, pin=PIN)
    answer = services.handle(None, command)
    if not isinstance(answer, SignedIn):
        raise RefusedError(answer)
    return answer.session


def _recorded(answer: Answer) -> Recorded:
    if not isinstance(answer, Recorded):
        raise RefusedError(answer)
    return answer
