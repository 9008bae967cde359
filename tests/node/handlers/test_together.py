"""Several transactions for one command: all or none."""

from __future__ import annotations

from node.api.base import Answer, Recorded, Refused
from node.api.patient import NotePatient
from node.handlers.together import together
from node.store.verify import verify
from tests.node import circuit
from tests.node.stations import Station


def _note(station: Station, patient: bytes, text: str) -> Answer:
    return station.ask("nurse", NotePatient(patient=patient, text=text))


def test_what_came_before_a_refusal_does_not_stay(site: Station) -> None:
    patient = circuit.create(site)
    site.session("nurse")
    before = site.replica.digests()

    def work() -> Answer:
        assert isinstance(_note(site, patient, "un"), Recorded)
        return Refused(code="made.up")

    answer = together(site.desk, work)
    assert isinstance(answer, Refused)
    assert answer.code == "made.up"
    assert site.replica.digests() == before
    assert verify(site.replica).ok
    # And one can go on.
    assert isinstance(_note(site, patient, "deux"), Recorded)
    assert [one.text for one in circuit.record(site, patient).notes] == ["deux"]


def test_all_of_it_stays_when_nothing_is_refused(site: Station) -> None:
    patient = circuit.create(site)

    def work() -> Answer:
        _note(site, patient, "un")
        return _note(site, patient, "deux")

    assert isinstance(together(site.desk, work), Recorded)
    assert {one.text for one in circuit.record(site, patient).notes} == {"un", "deux"}


def test_refused_at_once_it_undoes_nothing(site: Station) -> None:
    site.session("nurse")

    def work() -> Answer:
        site.replica.local.put("counted", b"1")
        return Refused(code="made.up")

    together(site.desk, work)
    assert site.replica.local.get("counted") == b"1"
