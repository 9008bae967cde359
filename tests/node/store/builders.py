"""Replicas fed from the made-up site of `tests/sync/founded.py`."""

import contextlib
from pathlib import Path

import psutil

from node.store.replica import Replica
from schema.acts.course import CourseNoted
from schema.acts.membership import RightsGranted
from schema.acts.patient import Identity, PatientCreated, PatientNoted
from schema.acts.session import SessionOpened
from schema.ids import Id
from sync.journal import NewAct, Written
from tests.sync.founded import Journal, Place

KEY = b"k" * 32
SESSION = b"S" * 16
RIGHTS = ("identify", "note", "measure", "site.enrol", "site.people")


class Ward(Place):
    """A site whose administrator may also keep patient files, with two workstations and a session on each."""

    def __init__(self, seed: str = "ward") -> None:
        super().__init__(seed)
        self.membership.write([self.admin.act(RightsGranted(self.admin.id, RIGHTS), self.admin.id)])
        workstation, seal_key = self.random(16), self.random(32)
        self.other_membership, openings = self.journals(workstation, seal_key)
        enrolled = self.enrolment(workstation, seal_key, "HDJ-1")
        self.membership.write(
            [
                self.admin.act(enrolled, workstation),
                *(self.admin.act(opening, workstation) for opening in openings),
            ]
        )
        self.other = Journal(self, openings[1].journal, seal_key)
        for journal in (self.clinical, self.other):
            self.open_session(journal)

    def open_session(self, journal: Journal) -> Written:
        """The administrator signs in where this journal is written."""
        body = SessionOpened(SESSION, self.admin.id, self.admin.key)
        return journal.write([self.admin.act(body, SESSION)], saw=[self.membership])

    def act(self, body: PatientCreated | PatientNoted | CourseNoted, file: Id) -> NewAct:
        """An act of the session."""
        return self.admin.act(body, file, by=SESSION, signed=False)

    def patient(self, journal: Journal, name: str = "FICTIF", first: str = "Jean") -> Id:
        """A patient file is opened; its id."""
        identifier = self.random(16)
        identity = Identity(name, "", first, "1950-02-03", "M", "", "")
        journal.write([self.act(PatientCreated(identity), identifier)])
        return identifier

    def note(
        self, journal: Journal, patient: Id, text: str = "RAS", saw: tuple[Journal, ...] = ()
    ) -> Written:
        """A note on a patient."""
        return journal.write([self.act(PatientNoted(text), patient)], saw=saw)

    def everything(self) -> list[bytes]:
        """All transactions, in fold order."""
        journals = (self.membership, self.other_membership, self.clinical, self.other)
        written = [one for journal in journals for one in journal.written]
        written.sort(key=lambda one: (one.core.order, one.core.journal, one.core.seq))
        return [one.data for one in written]

    def replica(self, folder: Path) -> Replica:
        """An empty replica of this site."""
        return Replica(folder, KEY, self.site, lambda _content, _blob: True, create=True)


def processes_beside() -> list[psutil.Process]:
    """Those of this test that stand beside a replica; other tests' processes may run meanwhile."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.ZombieProcess):  # of another test, which has not waited for it yet
            if "node.store.answering" in child.cmdline():
                found.append(child)
    return found


def by_turns() -> Ward:
    """Two workstations that write by turns, each having seen the other."""
    ward = Ward()
    patient = ward.patient(ward.clinical)
    for turn in range(5):
        ward.note(ward.clinical, patient, f"ici {turn}", saw=(ward.other,))
        ward.note(ward.other, patient, f"là {turn}", saw=(ward.clinical,))
    return ward
