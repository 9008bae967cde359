"""A day's work without end, for whoever is to be interrupted in it: notes, people, whole courses, bags."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping

from node.api.base import Answer, Command
from node.api.clock import ConfirmClock
from node.api.patient import NotePatient
from node.api.site import EnrolPerson
from node.client import Client
from schema.acts.patient import Identity
from schema.ids import Id
from tests.crash.ledger import Ledger
from tests.node import circuit
from tests.node.stations import MORNING, PIN, Clock, Station

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Shared(Clock):
    """The time that has passed on this computer, after the morning on which every test begins."""

    def __init__(self, began: float) -> None:
        """`began` by `time.time`, the same in every process of a test."""
        super().__init__()
        self._began = began

    def now_ms(self) -> int:
        return MORNING + int((time.time() - self._began) * 1000)

    def advance(self, *, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Real time needs no help."""


class Remote(Station):
    """People at a window of a node in another process; what it acknowledges is written down."""

    def __init__(self, client: Client, people: Mapping[str, Id], clock: Clock, ledger: Ledger) -> None:
        # No replica, no desk: there is a socket in between.
        self.clock = clock
        self.people = people
        self._client = client
        self._ledger = ledger
        self._sessions = {}

    def session(self, person: str) -> bytes:
        first = not self._sessions
        session = super().session(person)
        if first:
            # The site was founded a little after the instant at which its tests begin.
            self.call(session, ConfirmClock(at=self.clock.now_ms()))
        return session

    def call(self, session: bytes | None, command: Command) -> Answer:
        self._client.session = session
        answer = self._client.call(command, timeout=60)
        self._ledger.heard(answer)
        return answer


class Listed(Station):
    """The same in this very process."""

    ledger: Ledger

    def call(self, session: bytes | None, command: Command) -> Answer:
        answer = super().call(session, command)
        self.ledger.heard(answer)
        return answer


def identity(chance: random.Random) -> Identity:
    """Somebody fictive."""
    name = "".join(chance.choices(LETTERS, k=12)).upper()
    return Identity(name, "", "Jeanne", "1960-02-03", "F", str(chance.randrange(10**9, 10**10)), "")


def treatments(station: Station, chance: random.Random) -> Iterator[None]:
    """One patient after the other, each to bags that are released: every kind of write, large and small."""
    while True:
        found = circuit.ready(station, "mFOLFOX6", identity(chance))
        yield
        for dose in circuit.look(station, found.course).doses:
            circuit.released(station, found.course, dose.dose)
            yield


def notes(station: Station, chance: random.Random) -> Iterator[None]:
    """Small acts in a row, for crashes close to a commit."""
    patient = circuit.create(station, identity(chance))
    while True:
        for _ in range(5):
            station.do("nurse", NotePatient(patient=patient, text=f"vu par {chance.random()}"))
        yield


def people(station: Station, chance: random.Random) -> Iterator[None]:
    """Membership acts, each with the record of a wrapped key beside it: whoever is enrolled can sign in."""
    while True:
        command = EnrolPerson(
            family_name="".join(chance.choices(LETTERS, k=9)).capitalize(),
            first_name="Fictif",
            title="",
            role="nurse",
            licence="",
            new_pin=PIN,
            pin=PIN,
        )
        person = station.do("administrator", command).created[0]
        station.people = {**station.people, person.hex(): person}
        station.session(person.hex())
        yield


KINDS: tuple[Callable[[Station, random.Random], Iterator[None]], ...] = (treatments, notes, people)
