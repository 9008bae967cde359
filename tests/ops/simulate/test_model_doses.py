"""The model of doses on a whole run: its parts say what is plain to see."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate import model_doses, model_settled
from ops.simulate.world import World


def test_no_act_no_dose_and_a_given_dose_is_counted(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    held = world.comparer.held(station)
    for course in station.courses():
        txs = [tx for tx in world.model.of(held) if course in world.comparer.courses_of([tx])]
        stands = model_doses.doses(model_settled.counted(world.model, held, course, txs))
        state = station.course(course)
        assert state is not None
        assert {dose.dose: len(dose.given) for dose in state.doses} == {d: s.given for d, s in stands.items()}
        assert model_doses.doses([]) == {}
