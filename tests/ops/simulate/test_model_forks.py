"""The model of forks: a branch counts where another workstation went on from it, and from it alone."""

from __future__ import annotations

from collections.abc import Callable

from node.api.patient import CreatePatient
from ops.simulate import judgement
from ops.simulate.chance import Chance
from ops.simulate.faults import members, storage
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


def test_a_branch_counts_once_somebody_else_has_built_on_it_alone(world_of: Callable[[int], World]) -> None:
    world = world_of(5)
    world.network.loss = 0.0
    chance = Chance("clone")
    assert members.late_joiner(world, chance)
    assert storage.cloned(world, chance)
    twins = [one for one in world.stations if one.id == world.stations[-1].id]
    for station in twins:
        station.ask("nurse", CreatePatient(identity=JEANNE))
        world.learn(station)
    model = world.model
    held = sum(tx.bit for tx in model.since(0))
    clinical = held & ~model.membership
    branches = [(one, other) for one, other in model.forked(clinical) if one.core.seq == other.core.seq]
    assert branches
    one, other = branches[0]
    assert not model.built(clinical, clinical, 0) & (one.bit | other.bit)
    assert model.built(clinical, clinical, one.bit) & one.bit, "settled"
    witness = next(station for station in world.running if station not in twins)
    witness.replica.receive(model_data(world, one.hash), None, witness.clock.now_ms())
    witness.ask("nurse", CreatePatient(identity=JEANNE))
    fresh = world.learn(witness)
    assert any(tx.past & one.bit and not tx.past & other.bit for tx in fresh)
    clinical |= sum(tx.bit for tx in fresh if not tx.bit & model.membership)
    assert model.built(clinical, clinical, 0) & one.bit
    assert not model.built(clinical, clinical, 0) & other.bit
    judgement.heal(world)
    assert not world.broken


def model_data(world: World, named: bytes) -> list[bytes]:
    """What was before a transaction, and itself, as bytes in their order."""
    tx = world.model.known[named]
    for station in world.stations:
        if world.comparer.held(station) & tx.bit:
            return station.replica.relay.after({}, "all", 2**30)
    raise LookupError(named)
