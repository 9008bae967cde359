"""A small real site in a folder: founded, two people, patients, an edition; shared by tests of bundles."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from node.api.base import Recorded
from node.api.session import SignedIn, SignIn
from node.argon import Cost
from node.blobcheck import blob_is_right
from node.desk import Desk
from node.domain.decision import Decided, Draft
from node.domain.rights import RIGHTS
from node.founding import Founded, NewSite, found_site
from node.handlers.session import sign_in
from node.intake.edition import build_edition
from node.recovery import RecoveryKeys, combine_shares, derive_keys
from node.sessions import Session
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from schema.acts.edition import EditionTaken
from schema.acts.membership import RightsGranted
from schema.acts.patient import Identity, PatientCreated, PatientNoted
from schema.codec import tagged_hash
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.membership import GIVEN_BY_TWO, MEMBERSHIP
from tests.node.intake.excerpt import files

PIN = "271828"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
NOW = 1_795_000_000_000
"""A Wednesday of November 2026."""


class StillClock:
    """A clock that shows what it was last set to."""

    def __init__(self, now_ms: int = NOW) -> None:
        self.now = now_ms

    def now_ms(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return 0.0


class Streams:
    """Randomness that repeats in no run and is the same in every one."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        made = b""
        while len(made) < size:
            made += tagged_hash(
                "test", self._seed, self._count.to_bytes(8, "big"), len(made).to_bytes(4, "big")
            )
        return made[:size]


class Place(msgspec.Struct):
    """An open workstation of a fictive site."""

    folder: Path
    vault: VaultContents
    founded: Founded
    recovery: RecoveryKeys
    desk: Desk
    session: Session

    @property
    def replica(self) -> Replica:
        return self.desk.replica

    def patient(self, number: int) -> Id:
        """One more patient file, by one transaction."""
        patient = self.desk.random(16)
        who = Identity(f"FICTIF-{number}", "", "Jeanne", "1957-03-12", "F", f"IPP{number}", "")
        self.record(Draft(FileRef(FileType.PATIENT, patient), PatientCreated(who)))
        return patient

    def note(self, patient: Id, words: str) -> None:
        """A note on a patient, by one transaction."""
        self.record(Draft(FileRef(FileType.PATIENT, patient), PatientNoted(words)))

    def edition(self) -> bytes:
        """Take an excerpt of the drug database; returns its content hash."""
        edition = build_edition(files(), "2026-11-01")
        body = EditionTaken(
            what="bdpm",
            data_of="2026-11-01",
            content=edition.content,
            blob_bytes=len(edition.blob),
            rows=edition.summary.rows,
            taken=edition.summary.taken,
            rejected=edition.summary.rejected,
        )
        self.record(Draft(FileRef(FileType.EDITION, tagged_hash("edition", b"bdpm")[:16]), body))
        with self.replica.writing():
            self.replica.blobs.put("bdpm", edition.content, edition.blob)
            self.replica.catalogue.load(edition.blob, edition.content, "2026-11-01")
        return edition.content

    def record(self, draft: Draft, scope: str = "clinical") -> None:
        """Record one act."""
        answer = self.desk.record(Decided((draft,)), self.session, PIN, scope=scope)
        assert isinstance(answer, Recorded), answer


def found(folder: Path) -> Founded:
    """Found the fictive site in a folder."""
    new = NewSite(
        name="CH Sainte-Fiction",
        pharmacy="PUI du CH Sainte-Fiction",
        address="1 rue Imaginaire, 00000 Nulle-Part",
        workstation="PUI 1",
        place="Unité de reconstitution",
        family_name="FICTIVE",
        first_name="Alice",
        title="Dr",
        pin=PIN,
    )
    return found_site(folder, new, clock=StillClock(), random=Streams(b"founding"), cost=CHEAP)


@contextmanager
def opened(folder: Path, founded: Founded) -> Iterator[Place]:
    """Open the founded workstation, its administrator signed in and given every right."""
    vault = open_vault(folder / FILE_NAME, passphrase=founded.passphrase)
    replica = Replica(folder, vault.database_key, vault.site, blob_is_right)
    try:
        desk = Desk(replica, vault, StillClock(), Streams(b"desk"))
        answer = sign_in(desk, None, SignIn(person=founded.administrator, pin=PIN))
        assert isinstance(answer, SignedIn), answer
        session = desk.sessions.get(answer.session)
        assert session is not None
        recovery = derive_keys(combine_shares(founded.shares[:2]))
        place = Place(folder, vault, founded, recovery, desk, session)
        if "identify" not in desk.members.people[founded.administrator].rights:
            everything = RightsGranted(founded.administrator, tuple(sorted(set(RIGHTS) - GIVEN_BY_TWO)))
            staff = FileRef(FileType.PERSON, founded.administrator)
            place.record(Draft(staff, everything), MEMBERSHIP)
        yield place
    finally:
        replica.close()


@contextmanager
def small_site(folder: Path, patients: int = 5) -> Iterator[Place]:
    """A site with a little of everything."""
    with opened(folder, found(folder)) as place:
        place.edition()
        for number in range(patients):
            patient = place.patient(number)
            place.note(patient, "ne pas oublier ce patient fictif")
        yield place
