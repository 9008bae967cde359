"""One workstation of a simulated site: the real replica, desk and services, on a simulated disk and clock."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from node.api.base import Answer, Command
from node.api.session import SignedIn, SignIn
from node.blobcheck import blob_is_right
from node.desk import Desk
from node.domain.lot import LotState
from node.domain.narcotics import VaultState
from node.domain.patient import PatientState
from node.domain.state import CourseState
from node.services import Services
from node.store import projection
from node.store.replica import Replica
from node.vault import VaultContents
from ops.simulate.chance import Chance
from ops.simulate.disk import Disk
from ops.simulate.founding import CHEAP, PIN
from ops.simulate.timeline import WallClock
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.conversation import Heads, Party
from sync.receipts import RECEIPT, receipt_of, write_receipt

S = TypeVar("S", bound=Wire)

WITHOUT_DOSES: Mapping[FileType, type[PatientState] | type[LotState] | type[VaultState]] = {
    FileType.PATIENT: PatientState,
    FileType.LOT: LotState,
    FileType.VAULT: VaultState,
}
"""Files that the model has besides courses."""


class Station:
    """A workstation, running or not."""

    def __init__(
        self,
        name: str,
        folder: Path,
        contents: VaultContents,
        clock: WallClock,
        chance: Chance,
        people: Mapping[str, Id],
    ) -> None:
        self.name = name
        self.folder = folder
        self.contents = contents
        self.clock = clock
        self.people = people
        self.disk = Disk(folder)
        self.runs = False
        self.destroyed = False
        self._chance = chance
        self._starts = 0
        self.start()

    def start(self) -> None:
        """Open the replica; nobody is signed in."""
        self._starts += 1
        chance = self._chance.child(self._starts)
        self.replica = Replica(
            self.folder,
            self.contents.database_key,
            self.contents.site,
            blob_is_right,
            at_point=self.disk.at_point,
        )
        self._watch_statements()
        self.replica.connection.do(
            "PRAGMA synchronous = OFF"
        )  # the machine itself never fails here, only the program
        self.desk = Desk(self.replica, self.contents, self.clock, chance, pin_cost=CHEAP)
        self.services = Services(self.desk)
        self.party = Party(self.contents.site, self.contents.workstation, chance(16), "simulated")
        self.sessions: dict[str, bytes] = {}
        self.disk.full = False
        self.runs = True

    def _watch_statements(self) -> None:
        """Let the disk fail at any statement that changes something, before the engine hears of it."""
        connection = self.replica.connection

        def watched(real: Callable[..., Any]) -> Callable[..., Any]:
            def watching(statement: str, *rest: Any) -> Any:
                if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                    self.disk.at_point("statement")
                return real(statement, *rest)

            return watching

        for name in ("row", "do", "do_many"):
            setattr(connection, name, watched(getattr(connection, name)))

    def stop(self) -> None:
        """Close the replica."""
        self.disk.calm()
        self.replica.close()
        self.runs = False

    @property
    def id(self) -> Id:
        """The workstation's id."""
        return self.contents.workstation

    @property
    def heads(self) -> Heads:
        """What it durably holds."""
        return Heads(self.replica.vector("all"), self.replica.vector("membership"))

    def written(self, known: Collection[bytes]) -> list[tuple[int, bytes]]:
        """What it wrote that is not among these, by its order."""
        chain, found = self.replica.chain, []
        own = [one.id for one in self.desk.members.journals.values() if one.workstation == self.id]
        for strand in (strand for journal in own for strand in chain.strands.of(journal)):
            head = chain.head(strand)
            if not head.seq or head.hash in known:
                continue
            rows = self.replica.connection.rows(
                "SELECT lamport, hash, data FROM transactions WHERE journal = ?", (chain.numbers[strand],)
            )
            found += [(order, bytes(data)) for order, named, data in rows if bytes(named) not in known]
        return found

    def ask(self, person: str, command: Command) -> Answer:
        """What the node answers to somebody, who signs in at need."""
        self.desk.follow_journal()
        refused = self.sign_in(person)
        return refused or self.services.handle(self.sessions[person], command)

    def sign_in(self, person: str) -> Answer | None:
        """Open somebody's session if there is none; the answer when that is refused."""
        if self.desk.sessions.get(self.sessions.get(person)) is None:
            signed = self.services.handle(None, SignIn(person=self.people[person], pin=PIN))
            if not isinstance(signed, SignedIn):
                return signed
            self.sessions[person] = signed.session
        return None

    def course(self, course: Id) -> CourseState | None:
        """A course's state as a window is shown it."""
        return self._shown(CourseState, FileRef(FileType.COURSE, course))

    def courses(self) -> list[Id]:
        """The courses known here, in a stable order."""
        rows = self.replica.connection.rows(
            "SELECT id FROM files WHERE type = ? ORDER BY id", (int(FileType.COURSE),)
        )
        return [bytes(row[0]) for row in rows]

    def conflicts(self) -> dict[str, int]:
        """How many it knows, by rule."""
        rows = self.replica.connection.rows(
            "SELECT rule, count(*) FROM conflicts GROUP BY rule ORDER BY rule"
        )
        return dict(rows)

    def file(self, file: FileRef) -> PatientState | LotState | VaultState | None:
        """The same of a file without doses."""
        return self._shown(WITHOUT_DOSES[FileType(file.type)], file)

    def _shown(self, kind: type[S], file: FileRef) -> S | None:
        """What came is folded first, on a full disk in memory."""
        if projection.stale(self.replica.connection, 1):
            self.desk.room.look()
        return self.replica.states.state(kind, file)

    def files(self) -> list[FileRef]:
        """The files without doses known here, in a stable order."""
        rows = self.replica.connection.rows("SELECT type, id FROM files ORDER BY type, id")
        return [FileRef(FileType(sort), bytes(named)) for sort, named in rows if sort in WITHOUT_DOSES]

    def publish_receipt(self) -> None:
        """Say what is held here."""
        with self.replica.writing():
            tips, state = self.replica.vector("all"), self.replica.digests()[1]
            receipt = receipt_of(tips, self.replica.naming.fairly, state, self.clock.now_ms())
            self.desk.publish(self.id, RECEIPT, write_receipt(receipt))
