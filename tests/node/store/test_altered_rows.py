"""Tables that follow from the journals, rewritten by a faulty program: what arrives is taken all the same.

Nothing is refused or lost for a derived row that is bad, what does not read is folded afresh for whoever
asks, and in the end the tables are made again.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from sqlalchemy import Integer, Table

from node.api.base import Command, Refused
from node.api.lot import RecallLot
from node.api.patient import CreatePatient
from node.api.settlement import Conflicts, ListConflicts
from node.domain.patient import PatientState
from node.domain.state import CourseState
from node.store.compared import compare
from node.store.projection import DERIVED_ROWS
from node.store.queries import Queries
from node.store.verify import verify
from schema.acts.lot import LotNamed
from schema.acts.patient import Identity
from schema.ids import Id, short_text
from schema.tables import metadata
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.handlers.test_lot import lot_used
from tests.node.linking import link, unlink
from tests.node.stations import PIN, Station, exchange

OTHER = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")
TABLES = (*DERIVED_ROWS, "conflicts", "states", "patterns")
OVERWRITTEN = {"blob": "x'c1'", "text": "'texte'"}
"""What is written over a row; over its numbers, nothing."""


def _altering(table: Table, how: str) -> str:
    """The statement that does this to every row."""
    if how == "deleted":
        return f"DELETE FROM {table.name}"  # noqa: S608  # our own names
    kept = {"type", "file"} | {one.name for one in table.columns if one.primary_key}
    columns = [one for one in table.columns if one.name not in kept] or [*table.columns][-1:]
    values = ((one.name, "0" if isinstance(one.type, Integer) else OVERWRITTEN[how]) for one in columns)
    named = ", ".join(f"{name} = {value}" for name, value in values)
    return f"UPDATE OR REPLACE {table.name} SET {named}"  # noqa: S608


class Met(NamedTuple):
    """Two workstations and what they share."""

    here: Station
    there: Station
    treated: circuit.Treated
    other: Id
    lot: LotNamed


class UndoneError(Exception):
    """Ends a write of which nothing is to stay."""


@pytest.fixture
def met(stations: Three) -> Met:
    """Two workstations that hold the same: files that say something of each other, and conflicts."""
    here, there = stations[:2]
    treated = circuit.ready(here)
    bag = circuit.claim(here, treated.course, circuit.dose_of(here, treated.course, "L1").dose)
    circuit.make(here, treated.course, bag)
    lot = lot_used(here).row.named
    exchange(here, there)
    dose = circuit.dose_of(here, treated.course, "L2").dose
    for station in (here, there):
        circuit.claim(station, treated.course, dose)
    exchange(here, there)
    other = circuit.create(here, identity=OTHER)
    link(here, other, treated.patient)
    here.do("pharmacist", RecallLot(lot=lot, reason="particules", reference="A001", pin=PIN))
    exchange(here, there)
    # What comes next: another weight, a check, no link any more.
    circuit.measure(there, treated.patient, "weight", "71")
    circuit.check(there, treated.course, bag)
    unlink(there, other, treated.patient)
    return Met(here, there, treated, other, lot)


@pytest.mark.parametrize("table", TABLES)
def test_what_arrives_is_taken_and_what_is_done_is_recorded(met: Met, table: str) -> None:
    """Whatever became of the rows of one table: each way of it in turn, of which nothing stays."""
    replica = met.here.replica
    news = _news(met)

    def goes_on(how: str) -> None:
        with replica.writing():
            replica.connection.do(_altering(metadata.tables[table], how))
            replica.packing.forget()
            assert replica.receive(news, None, 1).new == len(news) > 0, how
            assert _asked(met.here, ListConflicts(settled=True)) == "", how
            circuit.measure(met.here, met.treated.patient, "weight", "72")
            circuit.measure(met.here, met.other, "weight", "50")
            # What a person sees may be wrong until the tables are made again: they may be refused in words.
            for command in (
                CreatePatient(identity=OTHER),
                RecallLot(lot=met.lot, reason="bris", reference="A002", pin=PIN),
            ):
                assert _asked(met.here, command) != "request.defect", how
            verify(replica, heal=True)
            assert [*compare(replica)] == [], how
            assert verify(replica).ok, how
            raise UndoneError

    for how in ("deleted", "blob", "text"):
        with pytest.raises(UndoneError):
            goes_on(how)


def _asked(station: Station, command: Command) -> str:
    """The code with which it is refused, or nothing."""
    answer = station.ask("pharmacist", command)
    return answer.code if isinstance(answer, Refused) else ""


def _news(met: Met) -> list[bytes]:
    known = {one: tip.seq for one, tip in met.here.replica.vector("all").items()}
    return met.there.replica.relay.after(known, "all", 2**30)


def test_a_state_that_does_not_read_is_folded_afresh_and_stored_with_the_next_write(met: Met) -> None:
    replica, file = met.here.replica, FileRef(FileType.PATIENT, met.treated.patient)
    before = replica.digests()
    with replica.reading():
        state = replica.states.state(PatientState, file)
    assert state is not None
    with replica.writing():
        replica.connection.do("UPDATE states SET state = x'c1'")
    assert replica.digests() != before
    with replica.reading():
        assert replica.states.state(PatientState, file) == state
        assert len([*replica.states.all(CourseState, FileType.COURSE)]) == 1
    replica.folding.fold_stale()
    others = {one.values["file"] for one in compare(replica)}
    assert not others & {short_text(file.id), short_text(met.treated.course)}
    assert others


def test_a_conflict_that_does_not_read_is_found_afresh(met: Met) -> None:
    replica = met.here.replica
    shown = {(row.file, row.origin, row.conflict) for row in Queries(replica).inbox(settled=True)}
    assert {origin for _, origin, _ in shown} == {"fold", "cross"}
    waiting = Queries(replica).waiting()
    assert {right for one in waiting for right in one.owners} > {"release"}
    with replica.writing():
        replica.connection.do("UPDATE conflicts SET payload = 'texte'")
        assert Queries(replica).waiting() == waiting
        again = Queries(replica).inbox(settled=True)
        assert {(row.file, row.origin, row.conflict) for row in again} == shown
        replica.folding.fold_stale()
        assert [*compare(replica)] == []


def test_a_conflict_whose_file_was_altered_into_a_text_keeps_nobody_from_the_others(met: Met) -> None:
    replica = met.here.replica
    shown = Queries(replica).inbox(settled=True)
    with replica.writing():
        replica.connection.do(
            "UPDATE conflicts SET file = 'texte' WHERE rowid = (SELECT min(rowid) FROM conflicts)"
        )
        again = Queries(replica).inbox(settled=True)
    assert len(again) == len(shown)
    assert [row.file.id for row in again].count(b"texte") == 1
    assert isinstance(met.here.ask("pharmacist", ListConflicts(settled=True)), Conflicts)
    assert {one.code for one in compare(replica)} == {"verify.table.rows"}


def test_what_stood_beside_a_file_whose_old_state_does_not_read_is_checked_again(met: Met) -> None:
    """The link that goes was in that state; so was the recall."""
    replica = met.here.replica
    news = _news(met)
    with replica.writing():
        replica.connection.do("UPDATE states SET state = x'c1'")
    replica.receive(news, None, 1)
    assert {one.code for one in compare(replica)} <= {"verify.table.state"}
