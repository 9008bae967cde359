"""What a command finds loaded."""

from __future__ import annotations

from node.domain.decision import Refusal
from node.handlers.loading import OpenCourse, around, open_course, patients_situation
from tests.node import circuit
from tests.node.stations import Station


def test_a_course_with_all_it_rests_on(site: Station) -> None:
    someone = circuit.treated(site)
    opened = open_course(site.desk, someone.course)
    assert isinstance(opened, OpenCourse)
    situation = opened.situation
    assert situation.person == {someone.patient}
    assert situation.regimen is not None
    assert len(situation.products) == 16
    assert situation.limits is not None
    assert set(situation.doers.values()) == {site.people["prescriber"]}
    assert situation.today.isoformat() == "2026-06-05"


def test_the_table_and_the_check_itself_agree(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    opened = [open_course(site.desk, someone.course, exact=exact) for exact in (False, True)]
    found = [one.situation.found for one in opened if isinstance(one, OpenCourse)]
    assert {one.conflict.subject for one in found[0]} == {one.conflict.subject for one in found[1]}
    assert len(found[0]) == 4


def test_an_unknown_course_is_refused(site: Station) -> None:
    opened = open_course(site.desk, bytes(16))
    assert isinstance(opened, Refusal)
    assert opened.code == "course.unknown"


def test_a_course_whose_fold_failed_is_unreadable_not_unknown(site: Station) -> None:
    someone = circuit.treated(site)
    with site.replica.writing():
        site.replica.connection.do("UPDATE states SET state = NULL, trouble = 'unreadable:X'")
    opened = open_course(site.desk, someone.course)
    assert isinstance(opened, Refusal)
    assert opened.code == "course.unreadable"


def test_around_a_file_are_its_look_alikes(site: Station) -> None:
    first = circuit.create(site)
    second = circuit.create_anyway(site, first)
    assert set(around(site.desk, first)) == {first, second}
    assert around(site.desk, bytes(16)) == {}
    situation = patients_situation(site.desk, around(site.desk, first))
    assert situation.limits is not None
