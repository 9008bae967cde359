"""What is ordered and decided is recorded by whoever may, on a site where there are doses to decide on."""

from __future__ import annotations

from collections.abc import Callable

from node.api.base import Recorded
from node.domain.state import CourseState
from ops.simulate.chance import Chance
from ops.simulate.hands import Hands, Wanted
from ops.simulate.orders import Orders
from ops.simulate.world import World
from schema.ids import Id


def test_each_is_recorded_once_at_least(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("orders")
    world.faults.only(0, "nothing", lambda *_: False)
    world.run()
    orders, station, recorded = Orders(chance, Hands(chance)), world.running[0], set[str]()
    ways: tuple[Callable[[Id, CourseState], Wanted | None], ...] = (
        orders.resume,
        lambda course, state: orders.revise(station, course, state),
        lambda course, state: orders.decide(course, state, "validate", state.doses),
        lambda course, state: orders.decide(course, state, "go_ahead", state.doses[:1]),
        orders.stay,
        orders.move,
        orders.stop,
    )
    for course in station.courses() * 3:
        for way in ways:
            state = station.course(course)
            wanted = way(course, state) if state is not None and state.doses else None
            if wanted is not None and isinstance(station.ask(*wanted), Recorded):
                recorded.add(type(wanted[1]).__name__)
    # A dose is held or put off, as chance has it.
    assert recorded & {"Hold", "DeferGoAhead"}
    assert recorded >= {
        "SignPrescription",
        "Validate",
        "GiveGoAhead",
        "StopCourse",
        "ResumeCourse",
        "PlanCycle",
    }
