"""Hands that write in a replica, as people at its workstations would: nothing is folded until asked.

The people's keys are known to the measure, so that whole years can be written without anybody typing a PIN.
"""

from collections.abc import Mapping, Sequence

import msgspec

from node.clock import system_random
from node.domain.decision import Draft
from node.store.replica import Replica
from schema.acts.session import SessionOpened
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType
from sync.journal import NewAct, Written, signer, write
from sync.membership import CLINICAL


class Person(msgspec.Struct, frozen=True):
    """Somebody who acts."""

    id: Id
    key: Id
    seed: bytes


class Pen(msgspec.Struct):
    """A workstation whose journal is written here."""

    journal: Id
    seal_key: bytes
    sessions: dict[Id, Id]
    """Open session by person."""


class Pens:
    """The journals of some workstations, and the people who act there."""

    def __init__(
        self, replica: Replica, people: Mapping[str, Person], stations: Mapping[str, Pen], now: int
    ) -> None:
        self.replica = replica
        self.people = people
        self.stations = stations
        self.now = now

    def act(
        self, role: str, body: Wire, file: FileRef, station: str, based_on: tuple[ActRef, ...] = ()
    ) -> NewAct:
        """An act of a person at a workstation, signed where its kind is a signature."""
        person = self.people[role]
        draft = Draft(file, body)
        kind = draft.kind
        return NewAct(
            kind=kind.name,
            critical=kind.critical,
            cls=int(kind.cls),
            right=kind.right,
            actor=person.id,
            by=person.key if kind.signed else self.stations[station].sessions[person.id],
            file=file,
            body=encode(draft.body),
            based_on=based_on,
            signer=signer(person.seed) if kind.signed else None,
        )

    def sign_in(self, role: str, station: str) -> NewAct:
        """The act by which a person opens a session there."""
        person, session = self.people[role], system_random(16)
        self.stations[station].sessions[person.id] = session
        body = SessionOpened(session, person.id, person.key)
        return self.act(role, body, FileRef(FileType.SESSION, session), station)

    def write(self, station: str, acts: Sequence[NewAct]) -> Written:
        """The next transaction of a workstation, which has seen everything; its files are folded later."""
        pen = self.stations[station]
        chain = self.replica.chain
        self.now += 1000
        written = write(
            acts,
            site=self.replica.site,
            journal=pen.journal,
            head=chain.head(pen.journal),
            saw=chain.unseen(pen.journal, "all"),
            at=self.now,
            doubtful=False,
            random=system_random,
            seal=signer(pen.seal_key),
        )
        self.replica.wrote(written, CLINICAL)
        return written
