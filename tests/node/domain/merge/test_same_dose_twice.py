"""The same dose written twice, in two courses of one patient."""

from __future__ import annotations

import pytest

from schema.transaction import ActRef
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both
from tests.node.meeting import WAYS, meet
from tests.node.stations import Station, exchange


def _versions_of(station: Station, courses: list[bytes], dose: bytes) -> set[ActRef]:
    doses = (one for course in courses for one in circuit.look(station, course).doses)
    return {act for one in doses if one.dose == dose for act in one.versions}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_dose_written_twice_is_settled_in_both_courses(stations: Three, way: str) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    circuit.size(one, patient)
    exchange(one, other)
    courses = []
    for station, who in ((one, "prescriber"), (other, "prescriber2")):
        course = circuit.include(station, patient, "GEMCITABINE", who=who, cycles=1)
        circuit.prescribe(station, course, who=who)
        courses.append(course)
    meet(stations, way)
    conflict = seen_by_both(one, other, "same_dose_twice", "prescriber")
    first = circuit.dose_of(one, courses[0], "L1").dose
    second = circuit.dose_of(one, courses[1], "L1").dose
    rows = circuit.inbox(one, "prescriber", mine=True)
    assert rows.keys() >= {"same_dose_twice"}
    assert all(len(side.summary) > 3 for side in conflict.sides)
    kept = {choice.keep for choice in conflict.choices if choice.choice == "same"}
    # Each choice names the side that orders the dose it keeps, which is in one of the two courses.
    for choice in (each for each in conflict.choices if each.choice == "same"):
        assert choice.keep is not None
        (ordering,) = [
            number
            for number, side in enumerate(conflict.sides, start=1)
            if side.act in _versions_of(one, courses, choice.keep)
        ]
        assert choice.kept.startswith(f"version {ordering} (")
    acts = {side.act for side in conflict.sides}
    same = [row for row in rows_of(one, "same_dose_twice") if {side.act for side in row.sides} == acts]
    assert kept <= {row.subject for row in same}
    assert len(kept) == 2
    # Three weeks, three doses written twice, each pair seen from both courses.
    open_rows = rows_of(one, "same_dose_twice")
    assert {row.course for row in open_rows} == set(courses)
    assert {first, second} <= {row.subject for row in open_rows}
    while rest := rows_of(one, "same_dose_twice"):
        row = next(item for item in rest if item.course == courses[0])
        before = len(rest)
        answer = circuit.settle(one, row, "same", "prescriber", keep=row.subject)
        assert len(answer.acts) == 2  # one act in each course
        assert len(rows_of(one, "same_dose_twice")) == before - 2
    gone(one, other, "same_dose_twice")
    # The one kept goes on; the other is not prepared any more.
    assert circuit.dose_of(other, courses[0], "L1").state == "prescribed"
    dropped = circuit.dose_of(other, courses[1], "L1")
    assert (dropped.blocks, dropped.waits_for) == (("same_dose_dropped",), ())
