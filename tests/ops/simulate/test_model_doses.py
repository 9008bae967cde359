"""The model of doses on a whole run: its parts say what is plain to see."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate import model_doses, model_settled
from ops.simulate.world import World
from schema.rules import RULES
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import bag_id, dose, dose_id
from tests.ops.simulate.told import course_of, disagree


def test_no_act_no_dose_and_a_given_dose_is_counted(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    held = world.comparer.held(station)
    for course in station.courses():
        txs = [tx for tx in world.model.of(held) if course in world.comparer.courses_of([tx])]
        doses = model_doses.doses(model_settled.course_of(world.model, held, course, txs).acts)
        stands = {dose: one.stands() for dose, one in doses.items()}
        state = station.course(course)
        assert state is not None
        assert {dose.dose: len(dose.given) for dose in state.doses} == {d: s.given for d, s in stands.items()}
        assert model_doses.doses([]) == {}


def test_a_bag_waits_while_its_dose_was_given_from_another() -> None:
    history = History()
    (here,) = history.stations("A")
    start(here, dose("J1"))
    here.claims("J1", "one")
    here.claims("J1", "two")
    here.makes("one")
    here.gives("J1", "two")
    course = history.file.id
    stands = model_doses.doses(course_of(course, history.acts).acts)[dose_id("J1")].stands()
    assert stands.bags == {(bag_id("one"), "live", True), (bag_id("two"), "live", False)}


def test_part_of_a_bag_of_a_dose_whose_order_is_not_here_waits_all_the_same() -> None:
    history = History()
    history.rules = frozenset(RULES)
    here, other = history.stations("A", "B")
    start(here, dose("J1"))
    other.sees(here)
    aside = other.prescribes(dose("other"), set_aside="revoked")
    here.sees(aside)
    here.claims("other", "bag")
    here.interrupts("J1", "bag")
    assert disagree(history.acts) == []
    course = history.file.id
    said = model_doses.doses(course_of(course, history.acts).acts)[dose_id("J1")].disagreements()
    assert "interrupted" in {one.rule for one in said}


def test_of_go_aheads_that_overlap_what_only_one_of_them_names_does_not_go_on() -> None:
    history = History()
    history.rules = frozenset(RULES)
    here, other = history.stations("A", "B")
    names = ("J1", "J1b", "J1c")
    start(here, *(dose(name, line=name) for name in names))
    other.sees(here)
    here.goes_ahead(*names[:2])
    other.goes_ahead(*names[1:])
    assert disagree(history.acts) == []
    said = model_doses.doses(course_of(history.file.id, history.acts).acts)
    assert [said[dose_id(name)].stands().may_go for name in names] == [False, True, False]
