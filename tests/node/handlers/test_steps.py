"""A step's handler: course from the command, PIN where there is one, the rules' answer recorded."""

from __future__ import annotations

from node.api.base import Recorded, Refused
from node.api.course import NoteCourse, PlanCycle
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.situation import CourseSituation
from node.handlers.steps import step
from schema.acts.course import CourseNoted
from tests.node import circuit
from tests.node.stations import Station


def test_what_the_rules_decide_is_recorded(site: Station) -> None:
    someone = circuit.treated(site)
    session = site.desk.sessions.get(site.session("nurse"))

    def decide(command: NoteCourse, situation: CourseSituation, who: Who) -> Decided:
        assert who.person == site.people["nurse"]
        return Decided((Draft(situation.file, CourseNoted(None, command.text)),))

    assert session is not None
    command = NoteCourse(course=someone.course, dose=None, text="lu et noté")
    answer = step(decide).run(site.desk, session, command)
    assert isinstance(answer, Recorded)
    assert [note.text for note in circuit.look(site, someone.course).notes] == ["lu et noté"]


def test_what_they_refuse_is_told(site: Station) -> None:
    someone = circuit.treated(site)
    session = site.desk.sessions.get(site.session("nurse"))
    assert session is not None
    command = PlanCycle(course=someone.course, cycle=1, day_one="2026-06-05", based_on=())
    answer = step(lambda *_: Refusal("no", {"why": "so"})).run(site.desk, session, command)
    assert answer == Refused(code="no", values={"why": "so"})
