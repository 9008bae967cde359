"""People's hands: what they do with a bag, from its claim to its end, and that each may."""

from __future__ import annotations

from collections.abc import Callable

from node.api.administration import Give, Interrupt
from node.api.dispensing import Return
from ops.simulate.chance import Chance
from ops.simulate.hands import BEDSIDE, WHO, Hands
from ops.simulate.world import World


def test_somebody_holds_each_right(world_of: Callable[[int], World]) -> None:
    station = world_of(1).stations[0]
    for right, people in WHO.items():
        for name in people:
            assert right in station.desk.members.people[station.people[name]].rights, (right, name)


def test_a_stay_on_a_ward_ends_given_interrupted_or_back(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station, hands = world.running[0], Hands(Chance("hands"))
    states = [(course, station.course(course)) for course in station.courses()]
    course, state = next((course, state) for course, state in states if state is not None and state.bags)
    kinds = [type(hands.on_bag(station, course, state, step, state.bags[0])[1]) for step in BEDSIDE]
    assert kinds == [Give, Interrupt, Return]
    gone = [bag for bag in state.bags if bag.dispensed or bag.received or bag.administered]
    assert (hands.on_the_ward(station, course, state) is None) == (not gone)
