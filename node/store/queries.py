"""Reading the projections: which files a screen is about; their states are then read one by one."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from node.api.settlement import asks
from node.domain.merge.owners import BY_TWO, OWNERS
from node.domain.register import register_file_id
from node.domain.state import Conflict
from node.store import projection
from node.store.connection import as_id
from node.store.replica import Replica
from schema.codec import InvalidBytesError, decode
from schema.ids import Id
from schema.transaction import FileRef, FileType

_OVER = ("given", "interrupted", "not_given", "stopped")
"""States of a dose that nobody has to work on any more."""


class ConflictRow(msgspec.Struct, frozen=True):
    """A conflict and the file it hangs on."""

    file: FileRef
    origin: str
    """`fold`, `cross` or `membership`."""
    open: bool
    conflict: Conflict


class Waiting(msgspec.Struct, frozen=True):
    """Open conflicts of one rule, or one that takes two people."""

    owners: frozenset[str]
    """Rights any of which may settle them."""
    conflicts: int
    alarms: int
    heard: frozenset[Id] = frozenset()
    """Who gave their word where another person's is wanted."""

    def asks(self, person: Id, rights: Collection[str]) -> bool:
        """Whether they wait for this person, who has these rights."""
        return asks(self.owners, self.heard, person, rights)


class Queries:
    """Questions to the tables that folding writes."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._connection = replica.connection

    def search_patients(self, words: Sequence[str], limit: int) -> tuple[int, list[Id]]:
        """How many files have all these words in names or identifiers, and the first of them by name.

        Words as `node.store.projection.plain` writes them.
        """
        where = " AND ".join("search LIKE ? ESCAPE '\\'" for _ in words) or "1"
        values = tuple(f"%{_literal(word)}%" for word in words)
        total = self._connection.value(
            f"SELECT count(*) FROM patients WHERE {where}",  # noqa: S608  # only our own words
            values,
        )
        rows = self._connection.rows(
            f"SELECT patient FROM patients WHERE {where} ORDER BY search, patient LIMIT ?",  # noqa: S608
            (*values, limit),
        )
        return int(total or 0), [bytes(row[0]) for row in rows]

    def without_identity(self) -> list[Id]:
        """Patient files of which no identity counts: no search finds them by name."""
        rows = self._connection.rows(
            "SELECT id FROM files WHERE type = ? AND id NOT IN (SELECT patient FROM patients) ORDER BY id",
            (int(FileType.PATIENT),),
        )
        return [bytes(row[0]) for row in rows]

    def sharing_keys(self, keys: Mapping[str, str]) -> list[Id]:
        """Patient files that share one of these keys of identity (`identity.identity_keys`)."""
        rows = self._connection.rows(
            "SELECT patient FROM patients WHERE (ipp != '' AND ipp = ?) OR (ins != '' AND ins = ?)"
            " OR (traits != '' AND traits = ?) ORDER BY patient",
            (keys.get("same_ipp", ""), keys.get("same_ins", ""), keys.get("same_traits", "")),
        )
        return [bytes(row[0]) for row in rows]

    def courses_of(self, patients: Iterable[Id]) -> list[Id]:
        """The courses of these patient files."""
        found: list[Id] = []
        for patient in sorted(set(patients)):
            rows = self._connection.rows(
                "SELECT course FROM courses WHERE patient = ? ORDER BY course", (patient,)
            )
            found += [bytes(row[0]) for row in rows]
        return found

    def doses_of_day(self, day: str, *, late: bool) -> dict[Id, list[Id]]:
        """Doses planned for a day, by course; with `late` also those of days before, not yet over."""
        over = ", ".join("?" for _ in _OVER)
        earlier = f" OR (planned < ? AND status NOT IN ({over}))" if late else ""
        rows = self._connection.rows(
            f"SELECT course, dose FROM doses WHERE planned = ?{earlier}",  # noqa: S608  # only our own words
            (day, day, *_OVER) if late else (day,),
        )
        found: dict[Id, list[Id]] = {}
        for course, dose in rows:
            found.setdefault(bytes(course), []).append(bytes(dose))
        return found

    def lots(self, numbers: Iterable[str]) -> list[Id]:
        """The lots with one of these numbers, as `node.domain.lot.number_key` writes them."""
        found: list[Id] = []
        for number in sorted(set(numbers)):
            rows = self._connection.rows("SELECT lot FROM lots WHERE number = ? ORDER BY lot", (number,))
            found += [bytes(row[0]) for row in rows]
        return found

    def courses_with(self, number: str) -> list[Id]:
        """The courses with a vial of this lot number in a bag."""
        rows = self._connection.rows(
            "SELECT DISTINCT course FROM vials WHERE number = ? ORDER BY course", (number,)
        )
        return [bytes(row[0]) for row in rows]

    def ready_for(self, substance: str, not_before: str) -> list[tuple[Id, Id]]:
        """(course, dose) of doses of a substance that wait for a bag, planned from a day on."""
        rows = self._connection.rows(
            "SELECT course, dose FROM doses WHERE substance = ? AND planned >= ? AND status = 'ready'"
            " ORDER BY planned, course, dose LIMIT 100",
            (substance, not_before),
        )
        return [(bytes(course), bytes(dose)) for course, dose in rows]

    def conflicts(self, file: FileRef, origin: str = "") -> list[ConflictRow]:
        """The conflicts that hang on one file, of one origin or of both."""
        return self._conflicts(
            "WHERE type = ? AND file = ?" + (" AND origin = ?" if origin else ""),
            (int(file.type), file.id, *((origin,) if origin else ())),
        )

    def inbox(self, *, settled: bool) -> list[ConflictRow]:
        """Conflicts that wait for somebody, alarms first; `settled` adds those that do not any more."""
        rows = self._conflicts("" if settled else "WHERE open = 1", ())
        told = [row for row in self._of_membership() if settled or row.open]
        return sorted([*rows, *told], key=lambda row: (not row.open, not row.conflict.alarm))

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for somebody, by rule; whoever may settle one of a rule may settle all of it.

        Of what takes two people each is told for itself: whose word is wanted differs from one to the next.
        """
        marks = ", ".join("?" for _ in BY_TWO)
        rows = self._connection.rows(
            # CAST: whoever alters a row by hand may leave a text there.
            "SELECT count(*), sum(alarm), rule, CAST(payload AS BLOB) FROM conflicts"  # noqa: S608  # our words
            f" WHERE open = 1 GROUP BY rule, CASE WHEN rule IN ({marks}) THEN rowid END",
            tuple(sorted(BY_TWO)),
        )
        told = (row.conflict for row in self._of_membership() if row.open)
        return (
            *(_waiting(row[2], bytes(row[3]), int(row[0]), int(row[1])) for row in rows),
            *(Waiting(frozenset(conflict.owners), 1, int(conflict.alarm)) for conflict in told),
        )

    def _of_membership(self) -> list[ConflictRow]:
        return [
            ConflictRow(file, "membership", projection.is_open(conflict), conflict)
            for file, conflict in self._replica.disputes.found()
        ]

    def acts_after(self, journal: int, seq: int) -> int:
        """How many acts a journal (by its number here) has beyond a place."""
        counted = self._connection.value(
            "SELECT count(*) FROM transactions t JOIN acts a ON a.tx = t.n WHERE t.journal = ? AND t.seq > ?",
            (journal, seq),
        )
        return int(counted or 0)

    def _conflicts(self, where: str, values: tuple[object, ...]) -> list[ConflictRow]:
        rows = self._connection.rows(
            # CAST: whoever alters a row by hand may leave a text there.
            "SELECT type, file, origin, open, CAST(payload AS BLOB)"  # noqa: S608  # our own words
            f" FROM conflicts {where} ORDER BY open DESC, alarm DESC, rule, type, file, subject, payload",
            values,
        )
        found: list[ConflictRow] = []
        altered: dict[tuple[FileRef, str], None] = {}
        for row in rows:
            file, origin = FileRef(row[0], as_id(row[1])), row[2]
            try:
                found.append(ConflictRow(file, origin, bool(row[3]), decode(Conflict, bytes(row[4]))))
            except InvalidBytesError:
                altered[file, origin] = None
        # A row that does not read says nothing of its file: what the acts say is found afresh.
        return [row for row in found if (row.file, row.origin) not in altered] + [
            ConflictRow(file, origin, projection.is_open(conflict), conflict)
            for file, origin in altered
            for conflict in self._replica.folding.conflicts(file, origin)
        ]

    def next_number(self, series: Id) -> int:
        """The next free number of this workstation's own register series.

        A number whose bag cannot be seen (its claim was set aside, its course is unreadable) is still
        taken: its line is a file of its own.
        """
        top = self._connection.value("SELECT coalesce(max(number), 0) FROM bags WHERE series = ?", (series,))
        number = int(top or 0) + 1
        while self.has_file(FileRef(FileType.REGISTER, register_file_id(series, number))):
            number += 1
        return number

    def has_file(self, file: FileRef) -> bool:
        """Whether there is any act of this file here, readable or not."""
        row = self._connection.row("SELECT 1 FROM files WHERE type = ? AND id = ?", (int(file.type), file.id))
        return row is not None


def _waiting(rule: str, payload: bytes, conflicts: int, alarms: int) -> Waiting:
    """Of whom, as the conflict says it; of a row that does not read, as the table of owners has it."""
    try:
        conflict = decode(Conflict, payload)
    except InvalidBytesError:
        return Waiting(frozenset(OWNERS.get(rule, ())), conflicts, alarms)
    heard = frozenset(word.by for word in conflict.heard)
    return Waiting(frozenset(conflict.owners), conflicts, alarms, heard)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
