"""The acts set aside: who, what, where, when, of which file, and why, to whoever is signed in."""

from __future__ import annotations

import re

import pytest

from node.api.aside import GetSetAside, SetAsideActs
from node.api.base import Refused
from node.api.people import SuspendPerson
from node.handlers import aside as module
from schema.i18n import text
from schema.transaction import FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange
from tests.tree import ROOT


def told(station: Station, before: int | None = None) -> SetAsideActs:
    return station.get("pharmacist", GetSetAside(before=before), SetAsideActs)


def test_what_was_done_apart_from_a_suspension(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    assert told(one) == SetAsideActs(total=0, rows=(), older=None)
    one.do("administrator", SuspendPerson(person=one.people["nurse"], reason="absente", pin=PIN))
    circuit.give(other, someone, dose, bag)
    exchange(one, other)
    for station in (one, other):
        answer = told(station)
        assert answer.total == len(answer.rows) == station.replica.counts()[2]
        (given,) = [row for row in answer.rows if row.kind == "administration.given/1"]
        assert (given.why, given.file.type) == ("withdrawn", FileType.COURSE)
        assert (given.patient, given.course) == (someone.patient, someone.course)
        assert given.about == "ESSAI Jeanne Noëlle · FOLFOX 6 modifié"
        stamp = given.stamp
        assert (stamp.person, stamp.workstation) == (
            one.desk.names.person_view(one.people["nurse"]).name,
            "HDJ-1",
        )
        assert stamp.at
        assert stamp.happened_at


def test_page_by_page(stations: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    one.do("administrator", SuspendPerson(person=one.people["nurse"], reason="absente", pin=PIN))
    circuit.size(other, patient)
    exchange(one, other)
    whole = told(one)
    assert whole.older is None
    monkeypatch.setattr(module, "MOST", 1)
    first = told(one)
    assert (first.total, first.rows) == (whole.total, whole.rows[: len(first.rows)])
    second = told(one, first.older)
    assert second.rows == whole.rows[len(first.rows) : len(first.rows) + len(second.rows)]


def test_nobody_who_has_not_signed_in_is_told(site: Station) -> None:
    answer = site.call(None, GetSetAside())
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_that_the_protocol_has_is_told_in_words(language: str) -> None:
    page = (ROOT / "ops" / "protocol.md").read_text(encoding="utf-8")
    tables = re.findall(r"\| is \| set aside with \|\n\| --- \| --- \|\n((?:\|.*\n)+)", page)
    assert len(tables) == 2
    codes = {
        code
        for table in tables
        for row in table.splitlines()
        for code in re.findall(r"`(\w+)`", row.split("|")[-2])
    }
    assert {"cut", "beyond_rights", "takes_two", "not_vouched"} <= codes
    assert not {code for code in codes if text(f"aside.{code}", language) == f"aside.{code}"}
