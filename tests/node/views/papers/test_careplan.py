"""The data of a care plan."""

from __future__ import annotations

from node.domain.decision import Refusal
from node.paper.careplan_data import CarePlan
from node.views.papers.careplan import care_plan, why_held
from tests.node import circuit
from tests.node.stations import TODAY, Station
from tests.node.views.papers.subjects import subject_of


def test_the_doses_of_the_day_with_and_without_a_bag(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    plan = care_plan(press, subject, TODAY)
    assert isinstance(plan, CarePlan)
    first, *rest = plan.doses
    assert (first.bag, first.register_number, first.state) == (bag, "PUI-1 000001", "prise en charge")
    assert first.use_by is not None
    assert all(one.bag is None and one.use_by is None and one.state == "prête à préparer" for one in rest)
    assert all(one.total_volume.decimal > 0 for one in plan.doses)
    assert plan.premedication
    assert plan.premedication[0].at is None


def test_what_is_in_the_way_stands_across_the_dose(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.not_give(site, someone.course, circuit.dose_of(site, someone.course, "L2").dose)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    press, subject = subject_of(site, someone.course)
    plan = care_plan(press, subject, TODAY)
    assert isinstance(plan, CarePlan)
    held = [one.held for one in plan.doses]
    assert held[0] is not None
    assert held[0].startswith("Un poids plus récent")
    assert held[1] is None  # over: nothing to hold any more


def test_no_dose_no_plan(site: Station) -> None:
    someone = circuit.treated(site)
    press, subject = subject_of(site, someone.course)
    assert care_plan(press, subject, "2026-06-07") == Refusal("paper.no_doses", {"day": "2026-06-07"})


def test_a_state_that_holds_needs_no_block_to_say_so(site: Station) -> None:
    someone = circuit.treated(site)
    press, _ = subject_of(site, someone.course)
    assert why_held(press, "held", (), None) == "retenue"
    assert why_held(press, "ready", (), None) is None
    assert why_held(press, "given", ("stopped",), None) is None
    assert why_held(press, "ready", ("no_such_code",), None) == "no_such_code"
