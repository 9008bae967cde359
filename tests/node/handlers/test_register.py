"""The register of a workstation: every number it took, voided or not, here and on others."""

from __future__ import annotations

import pytest

from node.api.course import CourseView, GetCourse
from node.api.paper import MakePaper, Paper
from node.api.preparation import VoidClaim
from node.api.register import GetRegister, Register
from node.handlers import register
from schema.i18n import text
from tests.node import circuit
from tests.node.paper.reading import pages_of, squeezed
from tests.node.stations import Station, exchange


def listed(station: Station, **more: object) -> Register:
    return station.get("pharmacist", GetRegister(**more), Register)  # type: ignore[arg-type]


def worked(station: Station) -> tuple[bytes, bytes]:
    """One bag released, another voided; returns their ids."""
    someone = circuit.ready(station)
    bags = [
        circuit.claim(station, someone.course, circuit.dose_of(station, someone.course, line).dose)
        for line in ("L1", "L2")
    ]
    circuit.make(station, someone.course, bags[0])
    circuit.check(station, someone.course, bags[0])
    circuit.release(station, someone.course, bags[0])
    heads = station.get("preparer", GetCourse(course=someone.course), CourseView).heads
    void = VoidClaim(course=someone.course, bag=bags[1], reason="poche percée", based_on=heads)
    station.do("preparer", void)
    return bags[0], bags[1]


def test_a_series_from_its_newest_number_down(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    assert listed(one).lines == ()
    released, voided = worked(one)
    found = listed(one)
    assert [(line.shown, line.bag, line.state) for line in found.lines] == [
        ("PUI-1 000002", voided, "voided"),
        ("PUI-1 000001", released, "released"),
    ]
    assert found.lines[0].reason == "poche percée"
    assert found.lines[0].ended is not None
    assert found.lines[0].ended.person == "IMAGINAIRE Églantine"
    assert found.lines[1].substance == "oxaliplatine"
    assert found.lines[1].identity is not None
    (mine,) = found.series
    assert (mine.name, mine.last, mine.own) == ("PUI-1", 2, True)
    exchange(one, other)
    there = listed(other, series=mine.series)
    assert there.lines == found.lines
    assert [(series.name, series.own) for series in there.series] == [("HDJ-1", True), ("PUI-1", False)]


def test_a_page_ends_where_it_is_told(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    worked(site)
    assert [line.number for line in listed(site, last=1).lines] == [1]
    monkeypatch.setattr(register, "MOST", 1)
    assert [line.number for line in listed(site).lines] == [2]
    assert site.refused("pharmacist", GetRegister(series=bytes(16))) == "register.unknown"


def test_it_is_printed_with_its_voided_numbers(site: Station) -> None:
    worked(site)
    series = listed(site).shown
    paper = site.get(
        "pharmacist", MakePaper(what="register", series=series, first=1, last=2, language="fr"), Paper
    )
    said = squeezed(" ".join(pages_of(paper.pdf)))
    for word in (
        "Ordonnancier des préparations",
        "PUI-1 000001",
        "PUI-1 000002",
        "ESSAI",
        "oxaliplatine",
        "LOT-1",
        "poche percée (IMAGINAIRE Églantine)",
        "libérée",
        "annulée",
    ):
        assert squeezed(word) in said or squeezed(word.replace("oxali", "OXALI")) in said, word
    assert paper.name == "ordonnancier-PUI-1-000001-000002.pdf"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(0, 2, "register.unknown"), (3, 9, "register.unknown"), (2, 1, "register.unknown")],
)
def test_only_numbers_there_are(site: Station, first: int, last: int, code: str) -> None:
    worked(site)
    series = listed(site).shown
    assert (
        site.refused("pharmacist", MakePaper(what="register", series=series, first=first, last=last)) == code
    )


def test_a_bag_held_by_a_disagreement_reads_as_held_on_screen_and_on_paper(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    for station in (one, other):
        bag = circuit.claim(station, someone.course, dose)
        circuit.make(station, someone.course, bag)
    exchange(one, other)
    assert [line.state for line in listed(one).lines] == ["held"]
    paper = one.get(
        "pharmacist",
        MakePaper(what="register", series=one.desk.journal(), first=1, last=1, language="fr"),
        Paper,
    )
    said = squeezed(" ".join(pages_of(paper.pdf)))
    assert "retenue" in said
    assert squeezed(text("block.made_twice", "fr")) in said, "and by which disagreement"
    assert squeezed("Autre poche\u202f: n° HDJ-1 000001") in said
    assert listed(one).lines[0].beside == "HDJ-1 000001"


def test_a_bag_held_by_a_disagreement_with_another_file_reads_as_held(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    circuit.claim(one, someone.course, circuit.dose_of(one, someone.course, "L1").dose)
    exchange(one, other)
    twin = circuit.include(other, someone.patient, "mFOLFOX6", who="prescriber2", cycles=1)
    circuit.prescribe(other, twin, who="prescriber2")
    exchange(one, other)
    assert [line.state for line in listed(one).lines] == ["held"]
