"""From acts to states: which files are stale is in the tables, and folding goes on until none is.

Files are folded some at a time, so that memory is bounded and whoever must not hold the replica long can
stop between; what lies between files is checked once all are folded.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from node.domain.alarms import conflicts_and_alarms
from node.domain.state import Conflict
from node.store import projection
from node.store.chain import Chain
from node.store.connection import Connection
from node.store.crosschecks import Crosschecks
from node.store.editions import Editions
from node.store.errors import StoreError
from node.store.files import Files
from node.store.local import Local
from node.store.packed import Packing
from node.store.sharing import Folder, fold_shared
from node.store.states import States
from node.store.unit import Unit
from schema.codec import Wire
from schema.transaction import FileRef

_UNCHECKED = "unchecked"
"""Local: `1` while files are folded whose neighbourhoods are to be checked yet."""
FOLD_AT_ONCE = 200
"""Files folded between two looks at the database; bounds memory, not correctness."""


def afresh(files: Files, file: FileRef) -> Wire | None:
    """A file's state from its acts, whatever is stored; nil when they cannot be folded."""
    return projection.fold(files, [(files.number(file), file)])[0].state


class Folding:
    """The states of a replica, brought up to its acts."""

    def __init__(
        self,
        unit: Unit,
        connection: Connection,
        *,
        local: Local,
        chain: Chain,
        files: Files,
        states: States,
        packing: Packing,
        crosschecks: Crosschecks,
        editions: Editions,
    ) -> None:
        self._unit = unit
        self._connection = connection
        self._local = local
        self._chain = chain
        self._files = files
        self._states = states
        self._packing = packing
        self._crosschecks = crosschecks
        self._editions = editions
        self.beside: Folder | None = None
        """Who folds with this one where much is stale."""
        self._check_again()

    def forget(self) -> None:
        """Bring what is in memory back to what the tables say."""
        self._states.forget()
        self._packing.forget()
        self._check_again()

    def _check_again(self) -> None:
        """Whom files folded in slices concern is in memory alone: without it, it is everybody."""
        if self._local.get(_UNCHECKED) == b"1":
            self._crosschecks.afresh()

    def fold_stale(self) -> None:
        """Fold and project every file whose acts or admission changed."""
        # Inside a write each slice undoes itself; a savepoint around all of them would keep in memory
        # every page that they change.
        durable = not self._unit.inside
        with self._unit.writing() if durable else nullcontext():
            if durable and self.beside is not None:
                fold_shared(self._connection, self._files, self.beside, self._take_in)
            self._fold_all()
            self._check()

    def fold_in_memory(self, why: StoreError) -> None:
        """The same where nothing can be written: states are read as if it were, until something is."""
        self._unit.suppose(self.fold_stale, why)

    @property
    def in_memory(self) -> StoreError | None:
        """Why what is read here is in memory alone."""
        return self._unit.supposed.why if self._unit.supposed is not None else None

    def fold_slice(self) -> bool:
        """Fold some of these files; whether there were any. For who must not hold the replica long."""
        more_follows = not self._unit.inside
        with self._unit.writing():
            folded = self._fold_some()
            if not folded:
                self._check()
            elif more_follows:
                self._local.put(_UNCHECKED, b"1")
            return folded > 0

    def refold_all(self) -> None:
        """Drop every projection and fold everything again."""
        with self._unit.writing():
            for table in (*projection.DERIVED_ROWS, "conflicts", "patterns", "states"):
                self._connection.do(f"DELETE FROM {table}")  # noqa: S608  # our own names
            self._connection.do(
                "INSERT INTO states (file, stale, trouble) SELECT DISTINCT file, 1, '' FROM acts"
            )
            self._packing.forget()
            self._files.kept.drop()
            self.fold_stale()

    def conflicts(self, file: FileRef, origin: str) -> list[Conflict]:
        """What its acts (origin `fold`) or the checks between files (`cross`) say, whatever is stored."""
        if not self._files.known(file):
            return []
        self._states.altered.add(file)
        if origin == "cross":
            return self._crosschecks.of(file)
        return list(conflicts_and_alarms(afresh(self._files, file)))

    def _fold_all(self) -> None:
        while self._fold_some() == FOLD_AT_ONCE:
            pass

    def _fold_some(self) -> int:
        """Fold files that are stale; how many there were, of no more than `FOLD_AT_ONCE`."""
        if self._states.altered:
            self._files.make_stale([self._files.number(one) for one in self._states.altered])
            self._files.write_out()
            self._states.altered.clear()
        batch = projection.stale(self._connection, FOLD_AT_ONCE)
        if batch:
            self._take_in(projection.fold(self._files, batch))
        return len(batch)

    def _check(self) -> None:
        """Once all is folded: what lies between files."""
        with self._unit.writing():
            self._crosschecks.settle()
            while self._states.altered:  # the checks have met states that do not read
                self._fold_all()
                self._crosschecks.settle()
            if self._local.get(_UNCHECKED) == b"1":
                self._local.put(_UNCHECKED, b"0")

    def _take_in(self, folded: Sequence[projection.Folded]) -> None:
        """Keep fresh states, and what follows from each."""
        with self._unit.writing():
            for item in folded:
                found = item.damaged
                if found is not None:
                    self._chain.mark_damaged(found.strand, found.seq, found.named)
            self._crosschecks.leaving(folded)
            projection.store(self._connection, self._packing, folded)
            self._states.remember((item.file, item.state) for item in folded)
            self._editions.use((item.file, item.state) for item in folded)
            self._crosschecks.touched(folded)
