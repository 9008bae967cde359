"""Doses between files."""

from __future__ import annotations

from typing import Any

from node.domain.fold.links import LinkEdge
from node.domain.merge.across import on_dose, pending
from node.domain.state import Settlement
from node.domain.world import World
from tests.node.domain.acts import an_id
from tests.node.domain.states import BAG, COURSE, DOSE, PATIENT, bag_state, course_state, dose_state, ref
from tests.node.domain.states_of_patient import patient_state

WORLD = World(
    patients={PATIENT: patient_state()}, courses={COURSE: course_state(dose_state(), bags=(bag_state(),))}
)


def test_what_is_over_is_nobodys_business_any_more() -> None:
    ways: tuple[dict[str, Any], ...] = (
        {"given": (ref("g"),)},
        {"not_given": (ref("n"),)},
        {"stops": (ref("s"),)},
    )
    for over in ways:
        assert list(pending(World(courses={COURSE: course_state(dose_state(**over))}))) == []


def test_a_dose_knows_whom_it_is_for_and_what_advanced_it() -> None:
    (item,) = pending(WORLD)
    assert [one for one, _ in item.person] == [PATIENT]
    assert item.dose.versions[0].act in item.advances
    assert [bag.bag for bag in item.bags] == [BAG]
    assert item.bags[0].claim in item.advances


def test_a_disputed_link_is_read_either_way() -> None:
    other = an_id("other file")
    for state, ways in (("linked", [2]), ("disputed", [2, 1]), ("kept_apart", [1])):
        edge = LinkEdge(other, state, None, None, ref("confirmed"), ref("apart"))
        files = {PATIENT: patient_state(edges=(edge,)), other: patient_state()}
        (item,) = pending(World(patients=files, courses=WORLD.courses))
        assert [len(files) for files in item.either_way] == ways
        assert all(read[0] == files[PATIENT] for read in item.either_way)


def test_a_settlement_counts_as_long_as_it_names_everything() -> None:
    (item,) = pending(WORLD)
    acts = {ref("one"), ref("other")}
    open_one = on_dose(item, "patient_gone", acts).conflict
    assert (open_one.subject, open_one.settled, open_one.blocks) == (DOSE, None, True)
    for named, settled in ((tuple(sorted(acts)), True), ((ref("one"),), False)):
        said = Settlement(ref("said"), "patient_gone", DOSE, named, "reviewed", None)
        course = course_state(dose_state(), settlements=(said,))
        (again,) = pending(World(patients=WORLD.patients, courses={COURSE: course}))
        found = on_dose(again, "patient_gone", acts).conflict
        assert ((found.settled == ref("said")), found.blocks) == (settled, not settled)
    assert on_dose(item, "patient_gone", acts, subject=an_id("bag")).conflict.subject == an_id("bag")
