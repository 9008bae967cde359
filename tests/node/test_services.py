"""The node's one door."""

from __future__ import annotations

import pytest

from node.api.base import Answer, Changed, Refused
from node.api.course import CourseView, GetCourse
from node.api.messages import decode_response, encode_request
from node.api.patient import SearchPatients
from node.api.site import GetStatus
from node.desk import Desk
from node.handlers import HANDLERS
from node.handlers.base import signed_in
from node.services import Services
from node.sessions import Session
from node.store.errors import DiskFullError
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.stations import Station, exchange, send


def test_what_is_no_request_is_refused_by_name(site: Station) -> None:
    for data in (b"", b"\xc1", b"\x93\x01\xc0\xc4\x00", b"\x91" * 5000):
        number, answer = decode_response(site.services.handle_bytes(data))
        assert number == 0
        assert isinstance(answer, Refused)
        assert answer.code == "request.unreadable"


def test_every_command_has_a_handler(site: Station) -> None:
    with pytest.raises(TypeError, match="GetStatus"):
        Services(site.desk, {kind: run for kind, run in HANDLERS.items() if kind is not GetStatus})


def test_windows_are_told_when_something_is_stored(site: Station) -> None:
    events: list[Answer] = []
    stop = site.services.watch(lambda data: events.append(decode_response(data)[1]))
    circuit.create(site)
    assert [type(event) for event in events] == [Changed, Changed]  # the session, the patient
    site.ask("nurse", SearchPatients(text="essai"))
    assert len(events) == 2
    stop()
    circuit.create(site, _other())
    assert len(events) == 2


def _other() -> Identity:
    return Identity("Autre", "", "Paul", "1950-01-01", "M", "", "")


@pytest.mark.parametrize(
    ("raised", "code"),
    [(ValueError("patient Essai"), "request.defect"), (DiskFullError(), "store.disk_full")],
    ids=["a defect", "a full disk"],
)
def test_what_goes_wrong_is_named_without_its_data(site: Station, raised: Exception, code: str) -> None:
    def fails(_desk: Desk, _session: Session, _command: object) -> Answer:
        raise raised

    services = Services(site.desk, {**HANDLERS, SearchPatients: signed_in(fails)})
    session = site.session("nurse")
    data = services.handle_bytes(encode_request(3, session, SearchPatients(text="x")))
    number, answer = decode_response(data)
    assert number == 3
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert "Essai" not in str(answer)


def test_a_damaged_row_is_named_and_asked_again(stations: tuple[Station, Station, Station]) -> None:
    """By whatever comes upon it first, a command or a fold; with the row back, everything is as it was."""
    site, other, _ = stations
    course = circuit.treated(site).course
    exchange(site, other)
    before = site.replica.digests()
    for by_a_fold in (False, True):
        head = site.replica.chain.head(site.desk.journal())
        row = site.replica.connection.value("SELECT data FROM transactions WHERE hash = ?", (head.hash,))
        data = bytes(row or b"")
        with site.replica.writing():
            spoilt = data.replace(b"prescription", b"presXription")
            assert spoilt != data
            site.replica.connection.do("UPDATE transactions SET data = ? WHERE hash = ?", (spoilt, head.hash))
            site.replica.files.kept.drop()  # what is kept decoded is not read again
            if by_a_fold:
                site.replica.connection.do("UPDATE states SET stale = 1")
        answer = site.call(site.session("nurse"), GetCourse(course=course))
        assert isinstance(answer, Refused)
        assert answer.code == "store.damaged_row"
        assert site.replica.chain.damaged == {site.desk.journal(): {head.seq: head.hash}}
        send(other, site)
        assert isinstance(site.call(site.session("nurse"), GetCourse(course=course)), CourseView)
        assert site.replica.chain.damaged == {}
        assert site.replica.digests() == before


def test_status_is_open_to_all(site: Station) -> None:
    status = site.strip()
    assert (status.workstation, len(status.head)) == ("PUI-1", 8)
