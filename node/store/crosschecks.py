"""Running the checks between files where something changed: one person's neighbourhood at a time.

Whom folded files concern is remembered while others are still to be folded; then each neighbourhood is
checked once.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from node.domain.crosscheck import cross_check
from node.domain.lot import LotState, number_key
from node.domain.old_numbers import MOST_LABELS
from node.domain.reference import ProductState, RegimenState
from node.domain.register import RegisterState
from node.domain.state import Conflict, CourseState
from node.domain.world import World
from node.store.connection import Connection, Row, as_id
from node.store.neighbourhoods import Neighbourhoods
from node.store.projection import Folded, rows_of, store_conflicts
from node.store.states import States
from schema.codec import InvalidBytesError, Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType

S = TypeVar("S", bound=Wire)
_AT_ONCE = 500
"""Files looked up by one statement."""


class Crosschecks:
    """Remembers whom the files just folded concern, and checks them when all are folded."""

    def __init__(self, connection: Connection, states: States, around: Neighbourhoods) -> None:
        self._connection = connection
        self._states = states
        self._around = around
        self._patients: set[Id] = set()
        self._courses: set[Id] = set()
        self._everybody = False
        self._afresh = False

    def afresh(self) -> None:
        """Whom folded files concern was forgotten: check everybody; nothing else that was found stays."""
        self._everybody = self._afresh = True

    def leaving(self, folded: Sequence[Folded]) -> None:
        """Before new states are stored: whom the old ones stood beside, should they no longer do so.

        An act that is set aside takes a link, an identity or a bag away; what hung on the neighbour
        because of it must go too, or the order of arrival would show.
        """
        by_sort = {sort: [item for item in folded if item.file.type == sort] for sort in FileType}
        self._leave(by_sort[FileType.PATIENT])
        self._move(by_sort[FileType.COURSE])
        self._taken([item.file.id for item in by_sort[FileType.COURSE]])
        numbers = [item.file.id for item in by_sort[FileType.REGISTER]]
        self._courses.update(self._ids_of("SELECT course FROM numbers WHERE register", numbers))
        # A file that nobody had heard of may begin with a recall of what is long in a bag.
        for item in by_sort[FileType.LOT]:
            self._recalls(item)
        for item in (*by_sort[FileType.REGIMEN], *by_sort[FileType.PRODUCT]):
            self._retires(item)

    def _leave(self, items: Sequence[Folded]) -> None:
        """By the rows that these files have put beside others: most of what a newcomer folds has none."""
        ids = [item.file.id for item in items]
        self._patients.update(self._ids_of("SELECT patient FROM links WHERE other", ids))
        beside: dict[Id, set[Id]] = {}
        for patient, other in self._rows_of("SELECT patient, other FROM links WHERE patient", ids):
            beside.setdefault(patient, set()).add(as_id(other))
        keys = "SELECT patient, ipp, ins, traits FROM patients WHERE patient"
        alike = {row[0]: tuple(row[1:]) for row in self._rows_of(keys, ids)}
        for item in items:
            fresh = rows_of(item.file, item.state)
            self._patients |= beside.get(item.file.id, set()) - {other for _, other in fresh.get("links", ())}
            now = next(((ipp, ins, traits) for _, _, ipp, ins, traits in fresh.get("patients", ())), None)
            if alike.get(item.file.id, now) != now:
                self._patients |= self._around.look_alikes(item.file.id)

    def _move(self, items: Sequence[Folded]) -> None:
        before = self._patients_of([item.file.id for item in items])
        for item in items:
            old, new = before.get(item.file.id), item.state
            included = new.included if isinstance(new, CourseState) else None
            if old is not None and old != (included.patient if included else None):
                self._patients.add(old)
                store_conflicts(self._connection, "cross", {item.file: ()})

    def _taken(self, courses: Sequence[Id]) -> None:
        """Where bags come from that these courses say are theirs: it is asked there whether they left."""
        self._courses.update(self._ids_of("SELECT source FROM origins WHERE course", courses))

    def _takers(self, courses: Sequence[Id]) -> set[Id]:
        """Where bags of these went, and on from there: what is said of an old number holds the new ones."""
        found: set[Id] = set()
        ahead = {*courses}
        for _ in range(MOST_LABELS):
            ahead = {*self._ids_of("SELECT course FROM origins WHERE source", sorted(ahead))} - found
            found |= ahead
            if not ahead:
                break
        return found

    def _patients_of(self, courses: Sequence[Id]) -> dict[Id, Id]:
        rows = self._rows_of("SELECT course, patient FROM courses WHERE course", courses)
        return {course: as_id(patient) for course, patient in rows}

    def _rows_of(self, question: str, these: Sequence[object]) -> Iterator[Row]:
        """Rows of a question that ends with the column which is to be one of these."""
        for first in range(0, len(these), _AT_ONCE):
            some = these[first : first + _AT_ONCE]
            marks = ", ".join("?" for _ in some)
            yield from self._connection.rows(f"{question} IN ({marks})", some)

    def _ids_of(self, question: str, these: Sequence[object]) -> Iterator[Id]:
        return (as_id(row[0]) for row in self._rows_of(question, these))

    def _recalls(self, item: Folded) -> None:
        """Whose bags hold a lot whose recalls are not what they were, or that is named otherwise."""
        if self._stays(LotState, item, _recalled):
            return
        numbers = {row[0] for row in self._rows_of("SELECT number FROM lots WHERE lot", [item.file.id])}
        if isinstance(item.state, LotState) and item.state.named is not None:
            numbers.add(number_key(item.state.named.number))
        self._courses.update(self._ids_of("SELECT DISTINCT course FROM vials WHERE number", sorted(numbers)))

    def _retires(self, item: Folded) -> None:
        """A version retired, or no longer so, or signed beside one, may concern any course; it is rare."""
        regimen = item.file.type == FileType.REGIMEN
        if not (
            self._stays(RegimenState, item, _retired)
            if regimen
            else self._stays(ProductState, item, _retired)
        ):
            self._everybody = True

    def _stays(self, kind: type[S], item: Folded, what: Callable[[S | None], object]) -> bool:
        """Whether a file says of something what it said before, if that can be told."""
        try:
            before = self._states.stored(kind, item.file)
        except InvalidBytesError:
            return False
        return what(before) == what(item.state if isinstance(item.state, kind) else None)

    def touched(self, folded: Sequence[Folded]) -> None:
        """Files whose state is new, or of which there is none any more because they became unreadable."""
        courses = [item.file.id for item in folded if item.file.type == FileType.COURSE]
        self._courses.update(courses)
        self._taken(courses)
        self._courses.update(self._takers(courses))
        for item in folded:
            match item.file.type:
                case FileType.PATIENT:
                    self._patients.add(item.file.id)
                case FileType.REGISTER if isinstance(item.state, RegisterState):
                    self._courses.update(line.course for line in item.state.lines)
                case FileType.SETTINGS:
                    self._everybody = True

    def settle(self) -> None:
        """Check every neighbourhood concerned and replace its conflicts."""
        left = self._with_conflicts() if self._afresh else set()
        if self._everybody:
            self._patients.update(self._everyone())
        of = self._patients_of(sorted(self._courses))
        nobodys = (
            self._courses - of.keys()
        )  # of what cannot be read any more nothing is said, so nothing stays
        left.update(FileRef(FileType.COURSE, course) for course in nobodys)
        self._patients.update(of.values(), nobodys)
        found: dict[FileRef, list[Conflict]] = {}
        for patient, world in self._around.worlds(self._patients):
            said = _found(world, patient)
            left.difference_update(said)
            found |= said
            if len(found) > _AT_ONCE:
                store_conflicts(self._connection, "cross", found)
                found = {}
        store_conflicts(self._connection, "cross", {**found, **dict.fromkeys(left, ())})
        self._states.forget()
        self._patients, self._courses, self._everybody, self._afresh = set(), set(), False, False

    def everything(self) -> Iterator[tuple[FileRef, Conflict]]:
        """What the checks say of every neighbourhood, afresh."""
        for patient, world in self._around.worlds(self._everyone()):
            for file, conflicts in _found(world, patient).items():
                for conflict in conflicts:
                    yield file, conflict

    def _with_conflicts(self) -> set[FileRef]:
        rows = self._connection.rows("SELECT DISTINCT type, file FROM conflicts WHERE origin = 'cross'")
        return {FileRef(row[0], row[1]) for row in rows}

    def of(self, file: FileRef) -> list[Conflict]:
        """What they say of one file, afresh."""
        own = (
            {file.id}
            if file.type == FileType.PATIENT
            else {self._patients_of([file.id]).get(file.id, file.id)}
        )
        return [
            conflict
            for patient, world in self._around.worlds(own)
            for conflict in _found(world, patient).get(file, ())
        ]

    def _everyone(self) -> list[Id]:
        """Every patient, and every treatment that is nobody's (`Neighbourhoods`).

        Of a patient whose own file cannot be read, the treatments are checked none the less.
        """
        rows = self._connection.rows(
            "SELECT patient FROM patients UNION SELECT patient FROM courses"
            " UNION SELECT id FROM files WHERE type = ? AND id NOT IN (SELECT course FROM courses)"
            " ORDER BY 1",
            (int(FileType.COURSE),),
        )
        return [as_id(row[0]) for row in rows]


def _recalled(lot: LotState | None) -> object:
    """What of a lot decides whom its recalls concern."""
    return (lot.recalls, lot.named, lot.reopens) if lot is not None and lot.recalls else None


def _retired(state: RegimenState | ProductState | None) -> object:
    """What of a regimen or a product decides whom its retired versions concern."""
    return (state.retired, state.versions) if state is not None and state.retired else None


def _found(world: World, patient: Id) -> dict[FileRef, list[Conflict]]:
    """What the checks say of each file of a neighbourhood; another's files are checked in their own."""
    files = [FileRef(FileType.PATIENT, one) for one in {patient, *world.patients}]
    files += [FileRef(FileType.COURSE, one) for one in world.courses]
    found: dict[FileRef, list[Conflict]] = {file: [] for file in files}
    for item in cross_check(world):
        if item.file in found:
            found[item.file].append(item.conflict)
    return found
