"""A workstation that only sticks reach: what it lacks and when it was last heard of, by its own word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.carry import CarryIn, CarryOut, CarryState
from node.api.patient import NotePatient
from node.reach import out_of_reach
from node.views.by_receipt import by_receipts
from tests.node import circuit
from tests.node.stations import Station


def carried(sender: Station, receiver: Station, folder: str) -> None:
    out = sender.get("nurse", CarryOut(folder=folder), CarryState).written
    assert out is not None
    assert receiver.get("nurse", CarryIn(file=out.path), CarryState).taken is not None


def test_after_a_stick_it_lacks_what_was_written_here_since_and_nothing_of_its_own(
    stations: tuple[Station, Station, Station], tmp_path_factory: pytest.TempPathFactory
) -> None:
    here, there, _ = stations
    away = replace(out_of_reach(there.desk.vault.workstation, "HDJ-1"), they_lack=76)
    (before,) = by_receipts(here.desk, [replace(away, connected=True)])
    assert (before.they_lack, before.last_news) == (76, None), "of a connection there is newer word"
    patient = circuit.create(there)
    carried(here, there, str(tmp_path_factory.mktemp("there")))
    carried(there, here, str(tmp_path_factory.mktemp("back")))
    (after,) = by_receipts(here.desk, [away])
    lacked = after.they_lack
    assert lacked < 76
    assert after.last_news is not None
    here.do("nurse", NotePatient(patient=patient, text="vu"))
    (more,) = by_receipts(here.desk, [away])
    assert more.they_lack == lacked + 1


def test_a_second_stick_of_one_session_is_newer_word_though_nothing_was_written_since(
    stations: tuple[Station, Station, Station], tmp_path_factory: pytest.TempPathFactory
) -> None:
    here, there, _ = stations
    away = out_of_reach(there.desk.vault.workstation, "HDJ-1")
    carried(there, here, str(tmp_path_factory.mktemp("first")))
    (first,) = by_receipts(here.desk, [away])
    there.clock.advance(minutes=20)
    carried(there, here, str(tmp_path_factory.mktemp("second")))
    (second,) = by_receipts(here.desk, [away])
    assert first.last_news is not None
    assert second.last_news is not None
    assert second.last_news >= first.last_news + 20 * 60_000


def test_news_came_when_they_came_whatever_their_clock_says(
    stations: tuple[Station, Station, Station], tmp_path_factory: pytest.TempPathFactory
) -> None:
    here, there, _ = stations
    away = out_of_reach(there.desk.vault.workstation, "HDJ-1")
    there.desk.timekeeper.confirm(there.desk.now() + 810 * 86_400_000, None)
    carried(there, here, str(tmp_path_factory.mktemp("first")))
    (first,) = by_receipts(here.desk, [away])
    assert first.news_came is not None
    assert abs(first.news_came - here.desk.now()) < 60_000
    assert first.last_news is not None
    assert first.last_news > first.news_came + 800 * 86_400_000
    here.clock.advance(minutes=30)
    carried(there, here, str(tmp_path_factory.mktemp("again")))
    (second,) = by_receipts(here.desk, [away])
    assert second.news_came is not None
    assert second.news_came >= first.news_came
