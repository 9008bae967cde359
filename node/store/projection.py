"""Folding stale files and projecting their states into the tables that screens read.

One pass for local and received transactions alike. A fold that raises is a defect of ours: its file
becomes *unreadable*, everything on it is blocked and loud, and the transactions stay stored.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from node.domain.alarms import conflicts_and_alarms
from node.domain.folds import FOLDS, STATES, Fold
from node.domain.history import Act
from node.domain.identity import identity_keys
from node.domain.lot import LotState, number_key
from node.domain.patient import PatientState
from node.domain.register import RegisterState
from node.domain.state import Conflict, CourseState
from node.store.connection import Connection
from node.store.errors import DamagedRowError
from node.store.files import Files
from node.store.packed import Packing
from node.store.states import state_decoder
from schema.acts.patient import Identity
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import FileRef, FileType

DERIVED_ROWS = ("courses", "doses", "bags", "vials", "origins", "lots", "numbers", "patients", "links")
"""Tables that states stand for row by row."""


class Folded(msgspec.Struct, frozen=True):
    """A file and its fresh state; nil when its fold failed."""

    number: int
    file: FileRef
    state: Wire | None
    trouble: str
    damaged: DamagedRowError | None = None
    """The row of a journal that could not be read, if that was why."""
    encoded: bytes | None = None
    """The state as everybody compares it."""


def plain(text: str) -> str:
    """Lower case, without accents, single spaces: how names are searched."""
    bare = unicodedata.normalize("NFD", text.casefold())
    letters = (c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def searched(who: Identity) -> str:
    """The words by which a patient is found."""
    return plain(f"{who.birth_name} {who.used_name} {who.first_names} {who.ipp} {who.ins}")


def fold(files: Files, batch: Sequence[tuple[int, FileRef]]) -> list[Folded]:
    """The states of these files from their acts."""
    numbers = [number for number, file in batch if _fold_of(file) is not None]
    try:
        acts = files.acts_of(numbers)
    except Exception:  # noqa: BLE001  # a damaged row must not stop other files: each alone, then
        return [_folded(number, file, partial(files.acts, number)) for number, file in batch]
    return [_folded(number, file, partial(acts.pop, number)) for number, file in batch]


def _fold_of(file: FileRef) -> Fold | None:
    try:
        return FOLDS.get(FileType(file.type))
    except ValueError:
        return None  # a sort of file of a newer program


def _folded(number: int, file: FileRef, read: Callable[[], Sequence[Act]]) -> Folded:
    known = _fold_of(file)
    if known is None:
        return Folded(number, file, None, "")
    try:
        state = known(read())
        return Folded(number, file, state, "", encoded=encode(state))
    except Exception as error:  # noqa: BLE001  # a defect in a fold must not stop other files
        damaged = error if isinstance(error, DamagedRowError) else None
        return Folded(number, file, None, f"unreadable:{type(error).__name__}", damaged)


def decoded(batch: Sequence[tuple[int, FileRef]], states: Sequence[bytes | None]) -> list[Folded]:
    """Those of these files that were folded elsewhere, from their states."""
    return [
        Folded(number, file, state_decoder(STATES[FileType(file.type)]).decode(state), "", encoded=state)
        for (number, file), state in zip(batch, states, strict=True)
        if state is not None
    ]


def stale(connection: Connection, limit: int) -> list[tuple[int, FileRef]]:
    """Files whose state is out of date."""
    rows = connection.rows(
        "SELECT f.n, f.type, f.id FROM states s JOIN files f ON f.n = s.file WHERE s.stale = 1 LIMIT ?",
        (limit,),
    )
    return [(row[0], FileRef(row[1], bytes(row[2]))) for row in rows]


def store(connection: Connection, packing: Packing, folded: Sequence[Folded]) -> None:
    """Write states and the rows derived from them, replacing what these files had before."""
    connection.do_many(
        "INSERT INTO states (file, state, stale, trouble) VALUES (?, ?, 0, ?)"
        " ON CONFLICT (file) DO UPDATE SET state = excluded.state, stale = 0, trouble = excluded.trouble",
        [
            (
                item.number,
                None if item.encoded is None else packing.pack(item.file.type, item.encoded),
                item.trouble,
            )
            for item in folded
        ],
    )
    courses = [(item.file.id,) for item in folded if item.file.type == FileType.COURSE]
    patients = [(item.file.id,) for item in folded if item.file.type == FileType.PATIENT]
    lots = [(item.file.id,) for item in folded if item.file.type == FileType.LOT]
    registers = [(item.file.id,) for item in folded if item.file.type == FileType.REGISTER]
    for table, column, ids in (
        ("courses", "course", courses),
        ("doses", "course", courses),
        ("bags", "course", courses),
        ("vials", "course", courses),
        ("origins", "course", courses),
        ("lots", "lot", lots),
        ("numbers", "register", registers),
        ("patients", "patient", patients),
        ("links", "patient", patients),
    ):
        if ids:
            connection.do_many(f"DELETE FROM {table} WHERE {column} = ?", ids)  # noqa: S608  # our own names
    fresh: dict[str, list[tuple[object, ...]]] = {}
    for item in folded:
        for table, rows in rows_of(item.file, item.state).items():
            fresh.setdefault(table, []).extend(rows)
    for table, rows in fresh.items():
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.do_many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    said = {item.file: conflicts_and_alarms(item.state) for item in folded}
    store_conflicts(connection, "fold", said)


def rows_of(file: FileRef, state: Wire | None) -> Mapping[str, list[tuple[object, ...]]]:
    """The rows that a state stands for, by table, in the order of the table's columns."""
    if isinstance(state, CourseState):
        return _course_rows(file.id, state)
    if isinstance(state, PatientState):
        return _patient_rows(file.id, state)
    if isinstance(state, RegisterState):
        bags = {line.bag: line.course for line in state.lines}
        return {"numbers": [(file.id, bag, course) for bag, course in sorted(bags.items())]}
    if isinstance(state, LotState) and state.named is not None:
        return {"lots": [(file.id, number_key(state.named.number), int(bool(state.recalls)))]}
    return {}


def conflict_row(file: FileRef, origin: str, conflict: Conflict) -> tuple[object, ...]:
    """The row of a conflict, without its number."""
    return (
        int(file.type),
        file.id,
        origin,
        conflict.rule,
        conflict.subject,
        int(is_open(conflict)),
        int(conflict.alarm),
        encode(conflict),
    )


def store_conflicts(connection: Connection, origin: str, found: Mapping[FileRef, Iterable[Conflict]]) -> None:
    """Replace the conflicts of one origin (`fold`, `cross`) of these files."""
    files = sorted(found)
    connection.do_many(
        "DELETE FROM conflicts WHERE type = ? AND file = ? AND origin = ?",
        [(int(file.type), file.id, origin) for file in files],
    )
    rows = [conflict_row(file, origin, one) for file in files for one in found[file]]
    if rows:
        connection.do_many(
            "INSERT INTO conflicts (type, file, origin, rule, subject, open, alarm, payload)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def is_open(conflict: Conflict) -> bool:
    """Whether somebody still has to settle it."""
    return conflict.settled is None and bool(conflict.owners)


def _course_rows(course: Id, state: CourseState) -> Mapping[str, list[tuple[object, ...]]]:
    bags: list[tuple[object, ...]] = [
        (bag.bag, course, bag.dose, bag.content.series, bag.content.number, bag.status) for bag in state.bags
    ]
    vials: list[tuple[object, ...]] = [
        (course, bag.bag, number)
        for bag in state.bags
        for number in sorted({number_key(vial.lot) for vial in bag.content.vials})
    ]
    origins: list[tuple[object, ...]] = [
        (course, bag.bag, bag.source[0]) for bag in state.bags if bag.source is not None
    ]
    # Bags lie on a bench whether or not the inclusion counts.
    made: dict[str, list[tuple[object, ...]]] = {"bags": bags, "vials": vials, "origins": origins}
    if state.included is None:
        return made
    patient = state.included.patient
    doses: list[tuple[object, ...]] = [
        (
            course,
            dose.dose,
            patient,
            dose.versions[0].order.planned,
            dose.versions[0].order.substance,
            dose.status,
            " ".join(dose.waits_for),
        )
        for dose in state.doses
        if dose.versions
    ]
    return {"courses": [(course, patient)], "doses": doses, **made}


def _patient_rows(patient: Id, state: PatientState) -> Mapping[str, list[tuple[object, ...]]]:
    who = state.identity
    links: list[tuple[object, ...]] = [(patient, edge.other) for edge in state.edges]
    if who is None:
        return {"links": links}
    words = searched(who)
    keys = identity_keys(who)
    row = (patient, words, keys.get("same_ipp", ""), keys.get("same_ins", ""), keys["same_traits"])
    return {"patients": [row], "links": links}
