"""Carries as a window or a command asks for them: who may, what is told, and every refusal in words."""

from __future__ import annotations

import inspect
import os
import shutil
from pathlib import Path

import pytest

from node import carry_errors
from node.api.base import Command, Refused
from node.api.carry import CarryIn, CarryOut, CarryState, CarryTaken, CarryWritten, GetCarry
from node.api.patient import NotePatient
from node.api.site import SnapshotTaken, TakeSnapshot
from node.carrier import carry_code
from schema.i18n import LANGUAGES, text
from sync.bundle import errors as bundle_errors
from sync.bundle.errors import BundleError, TruncatedError
from tests.node import circuit
from tests.node.handlers.test_workstations import removed
from tests.node.stations import Station, exchange
from tests.node.sticks import fill

CODES = sorted(
    {
        f"carry.{kind.code.rpartition('.')[2]}"
        for module in (bundle_errors, carry_errors)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, BundleError) and kind is not BundleError
    }
    | {"carry.busy"}
)


def written(station: Station, folder: Path, *, everything: bool = False) -> CarryWritten:
    folder.mkdir(exist_ok=True)
    state = station.get("pharmacist", CarryOut(folder=str(folder), everything=everything), CarryState)
    assert state.written is not None, state
    return state.written


def taken(station: Station, file: str) -> CarryTaken:
    state = station.get("pharmacist", CarryIn(file=file), CarryState)
    assert state.taken is not None, state
    return state.taken


def refused(station: Station, command: Command) -> str:
    state = station.get("pharmacist", command, CarryState)
    assert state.refused is not None, state
    return state.refused.code


def test_how_far_it_is_may_be_asked_again(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one = stations[0]
    assert one.get("pharmacist", GetCarry(), CarryState) == CarryState()
    out = written(one, tmp_path / "stick")
    state = one.get("pharmacist", GetCarry(), CarryState)
    assert (state.number, state.what, state.running, state.written) == (1, "out", False, out)
    assert state.done == state.total > 0
    taken(one, out.path)
    assert one.get("pharmacist", GetCarry(), CarryState).number == 2


def test_whose_it_was_is_told_to_them_alone(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    one = stations[0]
    written(one, tmp_path / "stick")
    assert one.get("pharmacist", GetCarry(), CarryState).yours
    assert not one.get("nurse", GetCarry(), CarryState).yours
    answer = one.services.handle(None, GetCarry())
    assert isinstance(answer, CarryState)
    assert not answer.yours


def test_there_and_back(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one, other, _ = stations
    circuit.create(one)
    out = written(one, tmp_path / "stick")
    assert out.readers == ("HDJ-1", "USC-1")
    assert out.size == Path(out.path).stat().st_size
    assert out.transactions > 0
    other.session("pharmacist")
    first = taken(other, out.path)
    assert (first.written_by, first.trouble, first.waiting, first.refused) == ("PUI-1", "", 0, 0)
    assert first.written_at == one.clock.ms - 60_000
    assert first.transactions == out.transactions
    assert first.acts >= first.transactions
    assert first.records > 0, "at least the receipt of the workstation that wrote it"
    again = taken(other, out.path)
    assert (again.transactions, again.acts, again.records, again.blobs) == (0, 0, 0, 0)


def test_a_ward_that_was_never_linked_carries_its_acts_to_the_pharmacy_and_back(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    """A nurse there, without any right of the pharmacy's, in both directions, through a third workstation."""
    pharmacy, relay, ward = stations
    patient = circuit.create(ward)

    def carried(sender: Station, receiver: Station, stick: str) -> CarryTaken:
        (tmp_path / stick).mkdir()
        out = sender.get("nurse", CarryOut(folder=str(tmp_path / stick)), CarryState).written
        assert out is not None
        got = receiver.get("nurse", CarryIn(file=out.path), CarryState).taken
        assert got is not None
        return got

    assert carried(ward, relay, "first").transactions > 0
    assert carried(relay, pharmacy, "second").transactions > 0
    assert circuit.record(pharmacy, patient) == circuit.record(ward, patient)
    pharmacy.do("nurse", NotePatient(patient=patient, text="vu"))
    assert carried(pharmacy, ward, "third").transactions > 0
    assert [note.text for note in circuit.record(ward, patient).notes] == ["vu"]
    assert ward.get("nurse", GetCarry(), CarryState).number == 2


def test_what_does_not_count_is_told_with_why(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    """A removed workstation's stick is taken in, and every act that it wrote since is set aside."""
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    removed(one, other.desk.vault.workstation)
    other.do("nurse", NotePatient(patient=patient, text="vu"))
    came = taken(one, written(other, tmp_path / "stick").path)
    assert came.aside == {"cut": came.acts}
    assert came.acts > 0
    assert taken(one, written(other, tmp_path / "stick", everything=True).path).aside == {}


@pytest.mark.parametrize("command", [CarryOut(folder="x"), CarryIn(file="x")])
def test_somebody_has_to_be_signed_in(site: Station, command: Command) -> None:
    answer = site.services.handle(None, command)
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


def test_how_far_it_is_needs_nobody(site: Station) -> None:
    """What a carry brings may end the session of whoever began it."""
    assert isinstance(site.services.handle(None, GetCarry()), CarryState)


def test_refusals_speak_of_carries(site: Station, tmp_path: Path) -> None:
    assert refused(site, CarryIn(file=str(tmp_path / "absent.age"))) == "carry.unreadable"
    (tmp_path / "letter.age").write_text("Bonjour", encoding="utf-8")
    assert refused(site, CarryIn(file=str(tmp_path / "letter.age"))) == "carry.not_a_bundle"
    assert refused(site, CarryIn(file=str(tmp_path))) == "carry.unreadable"
    assert refused(site, CarryIn(file=os.devnull)) == "carry.not_a_bundle"
    own = str(site.replica.folder)
    assert refused(site, CarryOut(folder=own)) == "carry.own_folder"
    in_the_way = str(tmp_path / "letter.age" / "out")
    assert refused(site, CarryOut(folder=in_the_way)) == "carry.missing_folder"
    snapshot = site.get("pharmacist", TakeSnapshot(folder=str(tmp_path)), SnapshotTaken)
    assert refused(site, CarryIn(file=snapshot.path)) == "carry.not_a_carry"


def test_a_part_is_told_as_a_part(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one, other, _ = stations
    fill(one, circuit.create(one))
    out = written(one, tmp_path, everything=True)
    cut = tmp_path / "cut.age"
    shutil.copyfile(out.path, cut)
    with cut.open("r+b") as file:
        file.truncate(out.size - 20)
    part = taken(other, str(cut))
    assert (part.trouble, part.values) == ("carry.truncated", {})
    assert part.written_by == "PUI-1"
    assert 0 < part.transactions < out.transactions


def test_a_code_is_that_of_a_stick() -> None:
    assert carry_code(TruncatedError()) == "carry.truncated"
    assert carry_code(carry_errors.NobodyError()) == "carry.nobody"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_its_words(code: str, language: str) -> None:
    for msgid in (f"refusal.{code}", f"refusal.{code}.next"):
        assert text(msgid, language) != msgid
