"""The site's own affairs, through the node's messages: staff, library, drug database, snapshot, evidence.

Knows `node.client` and `node.api` and nothing else of the program.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from node.api.base import Recorded
from node.api.reference import SignReference
from node.api.session import ListPeople, People, SignedIn, SignIn
from node.api.site import (
    CatalogueImported,
    Digests,
    EnrolPerson,
    GetDigests,
    GetStatus,
    ImportCatalogue,
    SnapshotTaken,
    Status,
    TakeSnapshot,
    Verified,
    Verify,
)
from node.client import Client
from ops.demo import report
from ops.demo.people import Person
from ops.demo.scenario import Scenario
from schema.ids import Id

WORKPLACES: Mapping[str, tuple[str, ...]] = {
    "PUI-1": ("pharmacist", "pharmacist2", "preparer", "preparer2", "nurse2"),
    "HDJ-1": ("prescriber", "nurse", "preparer2", "pharmacist", "pharmacist2"),
    "SERVICE-1": ("prescriber2", "nurse2"),
}
"""Who signs in where: while the cables are out everybody works where they are."""
LONG_SECONDS = 300.0
"""What may take long on a slow machine: a snapshot, a verification."""


def enrol_staff(client: Client, scenario: Scenario, administrator: Id) -> dict[str, Id]:
    """The administrator enrols everybody; person ids by key."""
    pin = scenario.administrator.pin
    client.ask(SignIn(person=administrator, pin=pin), SignedIn)
    return {
        one.key: client.ask(
            EnrolPerson(
                family_name=one.family_name,
                first_name=one.first_name,
                title=one.title,
                role=one.role,
                licence=one.licence,
                new_pin=one.pin,
                pin=pin,
            ),
            Recorded,
        ).created[0]
        for one in scenario.staff
    }


def sign_in_everybody(
    place: str,
    open_window: Callable[[], Client],
    scenario: Scenario,
    staff: Mapping[str, Id],
    clock: Callable[[], int],
    stack: ExitStack,
) -> dict[tuple[str, str], Person]:
    """Those who work at one workstation, each with a window of their own."""
    found: dict[tuple[str, str], Person] = {}
    pins = {one.key: one.pin for one in scenario.staff}
    for key in WORKPLACES[place]:
        person = Person(open_window(), staff[key], pins[key], clock)
        stack.callback(person.close)
        found[key, place] = person
    return found


def wait_for_people(client: Client, count: int) -> None:
    """Wait until a workstation knows everybody."""
    until = time.monotonic() + 60
    while len(client.ask(ListPeople(), People).people) < count and time.monotonic() < until:
        time.sleep(0.05)


def sign_library(pharmacist: Person) -> None:
    """The starter library becomes the site's own reference data."""
    pharmacist.do(SignReference(pin=pharmacist.pin))


def import_catalogue(pharmacist: Person, folder: str, data_of: str) -> CatalogueImported:
    """The drug database, or an excerpt of it."""
    command = ImportCatalogue(folder=folder, data_of=data_of, pin=pharmacist.pin)
    return pharmacist.client.ask(command, CatalogueImported, timeout=LONG_SECONDS)


def take_snapshot(pharmacist: Person, folder: str) -> SnapshotTaken:
    """An encrypted snapshot, verified by restoring it."""
    return pharmacist.client.ask(TakeSnapshot(folder=folder), SnapshotTaken, timeout=LONG_SECONDS)


def evidence(client: Client) -> report.WorkstationReport:
    """What one workstation holds, and whether it finds anything wrong with itself."""
    return report.workstation(
        client.ask(GetDigests(), Digests),
        client.ask(Verify(), Verified, timeout=LONG_SECONDS),
        client.ask(GetStatus(), Status).peers,
    )
