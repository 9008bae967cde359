"""Somebody hostile, and somebody newer: what they write reaches everybody and changes nothing it may not."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate import invariants
from ops.simulate.chance import Chance
from ops.simulate.faults import hostility
from ops.simulate.newer import RULE
from ops.simulate.world import World
from schema.acts.membership import RulesSwitched, WorkstationEnrolled


def test_a_newer_program_makes_a_course_known_in_part_at_most(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    chance, station = Chance("newer"), world.running[0]
    for _ in range(4):
        assert hostility.newer_additive(world, chance)
        assert hostility.newer_critical(world, chance)
    courses = [(one, station.course(course)) for one in world.running for course in one.courses()]
    assert any(state is not None and state.known_in_part for _, state in courses)
    waited = {
        step
        for _, state in courses
        if state and state.known_in_part
        for dose in state.doses
        for step in dose.waits_for
    }
    assert waited <= {"settle"}


def test_what_somebody_hostile_writes_is_known_to_the_model(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("hostile")
    world.run()
    before = len(world.model.known)
    for _ in range(10):
        hostility.act(world, chance)
    assert world.hostile is not None
    assert world.excuses.workstations == {world.hostile.station.id}
    assert len(world.model.known) > before


def test_branches_begun_at_many_places_are_known_to_the_model(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("branches")
    world.run()
    done = [hostility.branches(world, chance) for _ in range(6)]
    assert any(done)
    for _ in range(500):
        world.timeline.step()
    hostile = world.hostile
    assert hostile is not None
    journal = hostile.station.desk.journal()
    held = {len(one.replica.chain.strands.of(journal)) for one in world.running if one is not hostile.station}
    assert max(held) > 3


def test_a_rule_of_tomorrow_is_switched_on_once(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(3), Chance("rule")
    assert hostility.newer_rule(world, chance)
    assert any(RULE.name in one.desk.members.rules for one in world.running)
    said = [
        body.rules for tx in world.model.since(0) for body in tx.bodies if isinstance(body, RulesSwitched)
    ]
    assert said[-1] == (RULE,)


def test_an_identity_enrolled_again_stays_whose_it_was_and_is_told_of(
    world_of: Callable[[int], World],
) -> None:
    world, chance = world_of(5), Chance("again")
    hostile = world.stations[-1]
    before = {one.id: one.seal_key for one in hostile.desk.members.workstations.values()}
    for _ in range(4):
        assert hostility.enrolled_again(world, chance)
    said = [
        body for tx in world.model.since(0) for body in tx.bodies if isinstance(body, WorkstationEnrolled)
    ]
    assert len(said) > len(before)
    now = hostile.desk.members.workstations.values()
    assert {one.id: one.seal_key for one in now} == before
    assert any(one.doubled for one in now)
    held = world.comparer.held(hostile)
    counted = [tx for tx in world.model.of(held) if not world.model.why_aside(tx, held)]
    assert [*invariants.impostor_unnoticed(hostile, counted)] == []
    less = [tx for tx in counted if not any(body is said[-1] or body is said[-2] for body in tx.bodies)]
    assert less != counted
