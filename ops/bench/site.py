"""A fictive site on disk for measures: three workstations, five people, everything truly enrolled.

All three journals are written into the first workstation's replica, as if it had received them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from node.blobcheck import blob_is_right
from node.clock import SystemClock, system_random
from node.desk import MEMBERSHIP, Desk
from node.domain.decision import Draft, Refusal
from node.domain.rights import ROLES
from node.founding import Founded, NewSite, found_site
from node.joining_code import JoinedByCode
from node.sessions import Session
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from ops.bench.pens import Pen, Pens, Person
from ops.beside import Joining, join_beside
from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsGranted
from schema.transaction import FileRef, FileType
from sync.journal import public_key
from sync.membership import CLINICAL, GIVEN_BY_TWO, person_key_id

_PIN: Final = "271828"
STATIONS: Final = ("PUI-1", "HDJ-1", "SERVICE-1")
ROLES_USED: Final = ("prescriber", "pharmacist", "preparer", "checker", "nurse")
_ROLE_OF: Final[Mapping[str, str]] = {"checker": "preparer"}


class BenchError(Exception):
    """The made-up site could not be made: a defect of the measure."""


def pen_of(replica: Replica, vault: VaultContents) -> Pen:
    """The pen of the workstation whose vault this is."""
    journal = replica.own_journal(vault.workstation, CLINICAL)
    if journal is None:
        raise BenchError("no journal")
    return Pen(journal, vault.seal_key, {})


class Site(Pens):
    """The first workstation's replica, and pens for all three journals."""

    def __init__(self, folder: Path) -> None:
        clock, random = SystemClock(), system_random
        self.folder = folder / "first"
        founded = self._found(self.folder)
        self.passphrase = founded.passphrase
        self.vault = open_vault(self.folder / FILE_NAME, passphrase=founded.passphrase)
        replica = Replica(self.folder, self.vault.database_key, founded.site, blob_is_right)
        people: dict[str, Person] = {}
        stations: dict[str, Pen] = {}
        super().__init__(replica, people, stations, clock.now_ms())
        self.desk = Desk(self.replica, self.vault, clock, random)
        session = self.desk.sessions.unlock(founded.administrator, _PIN, clock.now_ms())
        if isinstance(session, Refusal):
            raise BenchError(session.code)
        self._administrator = session
        people |= {role: self._enrol(role, session) for role in ROLES_USED}
        stations[STATIONS[0]] = pen_of(replica, self.vault)
        for name in STATIONS[1:]:
            joined = self.join(name, folder / name)
            stations[name] = pen_of(
                replica, open_vault(folder / name / FILE_NAME, passphrase=joined.passphrase)
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
        person, seed = system_random(16), system_random(32)
        key = person_key_id(public_key(seed))
        file = FileRef(FileType.PERSON, person)
        known = _ROLE_OF.get(role, role)
        drafts = (
            Draft(file, PersonEnrolled(person, f"FICTIF-{role.upper()}", "Camille", "", known, "")),
            Draft(file, KeyIntroduced(person, key, public_key(seed))),
            Draft(file, RightsGranted(person, tuple(sorted(ROLES[known] - GIVEN_BY_TWO)))),
        )
        with self.replica.writing():
            self.desk.write(drafts, session, scope=MEMBERSHIP)
        return Person(person, key, seed)

    def join(self, name: str, folder: Path) -> JoinedByCode:
        """Invite and enrol one more workstation, in `folder`."""
        joining = Joining(name, "Service fictif", _PIN)
        return join_beside(folder, self.desk, self._administrator, joining, system_random)

    def close(self) -> None:
        """Close the replica."""
        self.replica.close()
