"""A course as screens show it."""

from __future__ import annotations

import msgspec

from node.domain.course import fold_course
from node.domain.state import Breach, Conflict, Stop
from node.views.course import course_row, course_status
from schema.acts.course import CourseIncluded
from schema.acts.regimen import Indication
from schema.transaction import ActRef
from tests.node import circuit
from tests.node.domain.acts import an_id
from tests.node.stations import Station

ACT = ActRef(an_id("journal"), 1, 0, bytes(32))
EMPTY = fold_course(())
OPEN = Conflict("divergent", an_id("d"), an_id("d"), (ACT,), ("prescribe",), (), False, True, None)


def test_what_waits_for_somebody_comes_first() -> None:
    stopped = msgspec.structs.replace(EMPTY, stops=(Stop(ACT, "course", 0, 0, "", None),))
    assert course_status(EMPTY, unsettled=False) == "ongoing"
    assert course_status(stopped, unsettled=False) == "stopped"
    assert course_status(stopped, unsettled=True) == "to_settle"
    assert course_status(msgspec.structs.replace(stopped, conflicts=(OPEN,)), unsettled=False) == "to_settle"
    alarm = Breach("given_not_released", ACT, an_id("b"), an_id("d"), alarm=True)
    alarmed = msgspec.structs.replace(EMPTY, breaches=(alarm,))
    assert course_status(alarmed, unsettled=False) == "to_settle"
    seen = msgspec.structs.replace(EMPTY, breaches=(msgspec.structs.replace(alarm, reviewed=ACT),))
    assert course_status(seen, unsettled=False) == "ongoing"


def test_a_lifted_stop_and_a_stopped_line_stop_no_course() -> None:
    stops = (Stop(ACT, "course", 0, 0, "", ACT), Stop(ACT, "line", 0, 0, "L1", None))
    assert course_status(msgspec.structs.replace(EMPTY, stops=stops), unsettled=False) == "ongoing"


def test_a_row_says_what_the_course_is() -> None:
    included = CourseIncluded(
        patient=an_id("p"),
        regimen=an_id("r"),
        version=ACT,
        regimen_name="FOLFOX",
        indication=Indication("C18", "côlon"),
        intent="adjuvant",
        first_day="2026-06-05",
        planned_cycles=12,
        ward="HDJ",
    )
    row = course_row(an_id("c"), EMPTY, included, unsettled=False)
    assert (row.regimen, row.indication, row.cycles, row.ward) == ("FOLFOX", "côlon", 12, "HDJ")


def test_a_view_holds_every_dose_once_in_its_cycle(site: Station) -> None:
    someone = circuit.treated(site)
    circuit.prescribe(site, someone.course, cycle=2)
    view = circuit.look(site, someone.course)
    assert [cycle.cycle for cycle in view.cycles] == [1, 2]
    listed = [dose for cycle in view.cycles for dose in cycle.doses]
    assert sorted(listed) == sorted(dose.dose for dose in view.doses)
    assert len(set(listed)) == len(listed) == 8
