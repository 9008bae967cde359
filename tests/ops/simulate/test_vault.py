"""At the vault: opened once, entered, counted and handed over, by one or by two."""

from __future__ import annotations

from collections.abc import Callable

from node.api.base import Recorded
from ops.simulate import ledgers, vault
from ops.simulate.chance import Chance
from ops.simulate.world import World
from schema.acts.base import Told


def test_its_keepers_do_all_of_it_and_the_sum_is_right(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("vault")
    station = world.stations[0]
    told = Told(station.clock.now_ms(), False, None, "seen")
    done = set()
    for _ in range(80):
        wanted = vault.want(station, chance, told)
        if wanted is not None and isinstance(station.ask(*wanted), Recorded):
            done.add(type(wanted[1]).__name__)
    assert done >= {"OpenVault", "EnterNarcotics", "CountVault", "HandOverVault", "WitnessVault"}
    world.learn(station)
    txs = world.model.of(world.comparer.held(station))
    assert list(ledgers.ledger_off(station, txs, 0, 0)) == []
