"""Courses: inclusion, planning, stopping, and the whole view."""

from __future__ import annotations

from node.api.course import (
    GetCourse,
    IncludePatient,
    ListRegimens,
    NoteCourse,
    PlanCycle,
    Regimens,
    ResumeCourse,
    StopCourse,
)
from tests.node import circuit
from tests.node.stations import PIN, Station


def test_the_regimens_of_the_site_by_name(site: Station) -> None:
    rows = site.get("prescriber", ListRegimens(), Regimens).rows
    assert len(rows) == 8
    assert [row.body.name for row in rows] == sorted(row.body.name for row in rows)
    assert all(row.body.illustrative for row in rows)


def test_a_course_shows_its_regimen_patient_and_doses(site: Station) -> None:
    someone = circuit.treated(site)
    view = circuit.look(site, someone.course)
    assert view.banner.identity == circuit.JEANNE
    assert view.banner.age == 66
    assert view.regimen.code == "mFOLFOX6"
    assert (view.state, view.illustrative) == ("ongoing", True)
    assert {pin.what for pin in view.cycles[0].pinned} == {"weight", "height", "surface"}
    assert set(view.cycles[0].doses) == {dose.dose for dose in view.doses}


def test_an_indication_must_be_the_regimens(site: Station) -> None:
    patient = circuit.create(site)
    regimen, _ = circuit.regimen_of(site, "mFOLFOX6")
    command = IncludePatient(
        patient=patient,
        regimen=regimen,
        indication_code="autre",
        intent="",
        first_day="2026-06-05",
        planned_cycles=1,
        ward=circuit.WARD,
        pin=PIN,
    )
    assert site.refused("prescriber", command) == "regimen.no_such_indication"


def test_a_cycle_is_moved_on_what_the_screen_showed(site: Station) -> None:
    someone = circuit.treated(site)
    heads = circuit.look(site, someone.course).heads
    plan = PlanCycle(course=someone.course, cycle=2, day_one="2026-06-19", based_on=heads)
    site.do("prescriber", plan)
    assert site.refused("prescriber", plan) == "screen.stale"
    cycles = {one.cycle: one.day_one for one in circuit.look(site, someone.course).cycles}
    assert cycles[2] == "2026-06-19"


def test_a_stop_names_its_level_and_is_lifted(site: Station) -> None:
    someone = circuit.treated(site)
    heads = circuit.look(site, someone.course).heads
    stop = StopCourse(
        course=someone.course, level="line", line="L1", reason="neuropathie", pin=PIN, based_on=heads
    )
    site.do("prescriber", stop)
    view = circuit.look(site, someone.course)
    (shown,) = view.stops
    assert (shown.level, shown.line, shown.reason) == ("line", "L1", "neuropathie")
    states = {dose.order.line: dose.state for dose in view.doses}
    assert states["L1"] == "stopped"
    assert states["L2"] != "stopped"
    resume = ResumeCourse(
        course=someone.course, stops=(shown.act,), reason="repris", pin=PIN, based_on=view.heads
    )
    site.do("prescriber", resume)
    view = circuit.look(site, someone.course)
    assert view.stops == ()
    assert all(dose.state != "stopped" for dose in view.doses)


def test_a_stopped_course_says_so(site: Station) -> None:
    someone = circuit.treated(site)
    heads = circuit.look(site, someone.course).heads
    site.do(
        "prescriber",
        StopCourse(course=someone.course, level="course", reason="refus", pin=PIN, based_on=heads),
    )
    assert circuit.look(site, someone.course).state == "stopped"
    assert circuit.record(site, someone.patient).courses[0].state == "stopped"


def test_notes_stand_where_they_were_written(site: Station) -> None:
    someone = circuit.treated(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    site.do("nurse", NoteCourse(course=someone.course, dose=None, text="voie centrale"))
    site.do("nurse", NoteCourse(course=someone.course, dose=dose.dose, text="froid douloureux"))
    view = circuit.look(site, someone.course)
    assert [note.text for note in view.notes] == ["voie centrale"]
    assert [note.text for one in view.doses for note in one.notes] == ["froid douloureux"]


def test_nobody_knows_this_course(site: Station) -> None:
    assert site.refused("nurse", GetCourse(course=bytes(16))) == "course.unknown"
    assert site.refused("nurse", NoteCourse(course=bytes(16), dose=None, text="?")) == "course.unknown"
