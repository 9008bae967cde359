"""Two workstations that held the same and were then cut off: both went on with the same patients.

Each writes visits (measures, notes) and go-aheads: of five acts in two transactions one is signed. Both may
besides have said otherwise of the same patients: those are the conflicts that people are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from node.blobcheck import blob_is_right
from node.clock import SystemClock
from node.domain.patient import PatientState
from node.domain.state import CourseState
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from ops.bench.cache import FIRST, NEWCOMER, Kept
from ops.bench.pens import Pens, Person
from ops.bench.raw import batches
from ops.bench.site import pen_of
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseNoted
from schema.acts.patient import FieldValue, IdentityCorrected, PatientMeasured, PatientNoted
from schema.acts.validation import GoAheadGiven
from schema.ids import Id
from schema.quantity import Unit, quantity
from schema.transaction import FileRef, FileType

ACTS_OF_A_VISIT: Final = 5
_HERE: Final = "here"
_DAY: Final = "2031-03-17"


class Side(msgspec.Struct, frozen=True):
    """One of the two."""

    folder: Path
    passphrase: str
    transactions: int
    """Held, its own included."""


class Apart(msgspec.Struct, frozen=True):
    """Both, and how many transactions they held in common."""

    shared: int
    one: Side
    other: Side

    @property
    def united(self) -> int:
        """Transactions that both hold in the end."""
        return self.one.transactions + self.other.transactions - self.shared


def apart(kept: Kept, folder: Path, acts: int, changed: int = 0) -> Apart:
    """Copies of a kept site's two workstations in `folder`, so many acts apart each (0: none).

    `changed` is of how many patients both have corrected the name besides, each otherwise.
    """
    facts = kept.facts
    one, other = kept.copied(FIRST, folder), kept.copied(NEWCOMER, folder)
    with (
        opened(one, facts.first) as (vault, replica),
        opened(other, facts.newcomer) as (other_vault, other_replica),
    ):
        hand_over(replica, other_replica)
        shared = replica.counts()[0]
        held = [
            go_on(there, known, facts.people, acts, changed) if acts else shared
            for there, known in ((replica, vault), (other_replica, other_vault))
        ]
    return Apart(shared, Side(one, facts.first, held[0]), Side(other, facts.newcomer, held[1]))


@contextmanager
def opened(folder: Path, passphrase: str) -> Iterator[tuple[VaultContents, Replica]]:
    """A workstation's vault and replica, for as long as they are needed."""
    vault = open_vault(folder / FILE_NAME, passphrase=passphrase)
    replica = Replica(folder, vault.database_key, vault.site, blob_is_right)
    try:
        yield vault, replica
    finally:
        replica.close()


def hand_over(source: Replica, target: Replica) -> None:
    """Everything that one holds, without a network."""
    for batch in batches(row.data for row in source.chain.everything()):
        target.receive(batch, None, 0, more_follows=True)
    target.folding.fold_stale()


def written_for(acts: int) -> int:
    """The transactions that `go_on` writes for so many acts."""
    return 1 + 2 * -(-acts // ACTS_OF_A_VISIT)


def go_on(
    replica: Replica, vault: VaultContents, people: Mapping[str, Person], acts: int, changed: int = 0
) -> int:
    """Write so many acts on the courses that are there, in turn, visit by visit as people do.

    Then correct the names of the first `changed` patients. Returns how many transactions are then held.
    """
    pens = Pens(replica, people, {_HERE: pen_of(replica, vault)}, SystemClock().now_ms())
    courses = list(replica.states.all(CourseState, FileType.COURSE))
    with replica.writing():
        pens.write(_HERE, [pens.sign_in("nurse", _HERE)])
    for number in range(-(-acts // ACTS_OF_A_VISIT)):
        with replica.writing():
            visit(pens, _HERE, courses, number)
            replica.folding.fold_stale()
    for patient, _ in list(replica.states.all(PatientState, FileType.PATIENT))[:changed]:
        # Another name at each workstation.
        other = IdentityCorrected((FieldValue("used_name", f"Fictif {vault.workstation.hex()}"),), "carte")
        with replica.writing():
            pens.write(_HERE, [pens.act("nurse", other, FileRef(FileType.PATIENT, patient), _HERE)])
            replica.folding.fold_stale()
    return replica.counts()[0]


def visit(pens: Pens, station: str, courses: Sequence[tuple[Id, CourseState]], number: int) -> None:
    """One patient is seen: two transactions."""
    course, state = courses[number % len(courses)]
    if state.included is None:
        return
    file, patient = FileRef(FileType.COURSE, course), FileRef(FileType.PATIENT, state.included.patient)
    told = Told(pens.now, False, None, "seen")
    seen = (
        (PatientMeasured("weight", quantity(Decimal(70 + number % 5), Unit.KG), told), patient),
        (PatientMeasured("creatinine", quantity(Decimal(70 + number % 9), Unit.UMOL_PER_L), told), patient),
        (PatientNoted(f"Visite {number}, hors réseau (fictif)."), patient),
        (CourseNoted(None, "Poursuite du traitement prévue (fictif)."), file),
    )
    pens.write(station, [pens.act("nurse", body, about, station) for body, about in seen])
    dose = state.doses[number % len(state.doses)]
    go_ahead = GoAheadGiven((DoseRevision(dose.dose, dose.versions[0].act),), _DAY)
    pens.write(station, [pens.act("prescriber", go_ahead, file, station)])
