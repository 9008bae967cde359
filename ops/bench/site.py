"""A fictive site on disk for measures: three workstations, five people, everything truly enrolled.

All three journals are written into the first workstation's replica, as if it had received them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from node.blobcheck import blob_is_right
from node.clock import SystemClock, system_random
from node.desk import MEMBERSHIP, Desk
from node.domain.decision import Draft, Refusal
from node.domain.rights import ROLES
from node.founding import Founded, NewSite, found_site
from node.joining_code import JoinedByCode
from node.sessions import Session
from node.store.files import reopen
from node.store.opened import Opened
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from ops.beside import Joining, join_beside
from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsGranted
from schema.acts.session import SessionOpened
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType
from sync.journal import NewAct, Written, public_key, signer, write
from sync.membership import CLINICAL

_PIN: Final = "271828"
STATIONS: Final = ("PUI-1", "HDJ-1", "SERVICE-1")
ROLES_USED: Final = ("prescriber", "pharmacist", "preparer", "checker", "nurse")
_ROLE_OF: Final[Mapping[str, str]] = {"checker": "preparer"}


class BenchError(Exception):
    """The made-up site could not be made: a defect of the measure."""


class Person(msgspec.Struct, frozen=True):
    """Somebody who acts."""

    id: Id
    key: Id
    seed: bytes


class Station(msgspec.Struct):
    """A workstation whose journal is written here."""

    journal: Id
    seal_key: bytes
    sessions: dict[Id, Id]
    """Open session by person."""


class Site:
    """The first workstation's replica, and pens for all three journals."""

    def __init__(self, folder: Path) -> None:
        clock, random = SystemClock(), system_random
        self.folder = folder / "first"
        founded = self._found(self.folder)
        self.vault = open_vault(self.folder / FILE_NAME, passphrase=founded.passphrase)
        self.replica = Replica(self.folder, self.vault.database_key, founded.site, blob_is_right)
        self.desk = Desk(self.replica, self.vault, clock, random)
        session = self.desk.sessions.unlock(founded.administrator, _PIN, clock.now_ms())
        if isinstance(session, Refusal):
            raise BenchError(session.code)
        self._administrator = session
        self.people = {role: self._enrol(role, session) for role in ROLES_USED}
        self.now = clock.now_ms()
        self.stations = {STATIONS[0]: self._station(self.vault)}
        for name in STATIONS[1:]:
            self.stations[name] = self._station(
                open_vault(folder / name / FILE_NAME, passphrase=self.join(name, folder / name).passphrase)
            )

    @staticmethod
    def _found(folder: Path) -> Founded:
        new = NewSite(
            name="Hôpital fictif",
            pharmacy="Pharmacie fictive",
            address="1 rue de l'Essai, 00000 Fictive",
            workstation=STATIONS[0],
            place="Pharmacie",
            family_name="FICTIF",
            first_name="Alix",
            title="Dr",
            pin=_PIN,
        )
        return found_site(folder, new, clock=SystemClock(), random=system_random)

    def _enrol(self, role: str, session: Session) -> Person:
        person, key, seed = system_random(16), system_random(16), system_random(32)
        file = FileRef(FileType.PERSON, person)
        known = _ROLE_OF.get(role, role)
        drafts = (
            Draft(file, PersonEnrolled(person, f"FICTIF-{role.upper()}", "Camille", "", known, "")),
            Draft(file, KeyIntroduced(person, key, public_key(seed))),
            Draft(file, RightsGranted(person, tuple(sorted(ROLES[known])))),
        )
        with self.replica.writing():
            self.desk.write(drafts, session, scope=MEMBERSHIP)
        return Person(person, key, seed)

    def join(self, name: str, folder: Path) -> JoinedByCode:
        """Invite and enrol one more workstation, in `folder`."""
        joining = Joining(name, "Service fictif", _PIN)
        return join_beside(folder, self.desk, self._administrator, joining, system_random)

    def _station(self, vault: VaultContents) -> Station:
        journal = self.replica.own_journal(vault.workstation, CLINICAL)
        if journal is None:
            raise BenchError("no journal")
        return Station(journal, vault.seal_key, {})

    def close(self) -> None:
        """Close the replica."""
        self.replica.close()

    # Writing

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
            body=encode(body),
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
        transaction, core = reopen(written.data)
        opened = Opened(written.data, transaction, core, written.hash)
        self.replica.incoming.integrate(opened, CLINICAL, sealed=True)
        self.replica.incoming.write_out()
        return written
