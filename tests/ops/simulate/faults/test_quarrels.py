"""Two words on one thing, neither of which knew of the other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from ops.simulate import judgement
from ops.simulate.chance import Chance
from ops.simulate.faults import Way, hostility, quarrels
from ops.simulate.model_files import FILE_RULES
from ops.simulate.world import World


def test_neither_knew_of_the_other(world_of: Callable[[int], World]) -> None:
    for seed in range(1, 9):
        world, chance = world_of(seed), Chance("quarrel")
        world.run()
        world.acting = True
        before = sum(tx.bit for tx in world.model.since(0))
        if any(quarrels.settled_apart(world, chance) for _ in range(40)):
            fresh = [tx for tx in world.model.since(0) if not tx.bit & before]
            said = [tx for tx in fresh if any(head.kind == "conflict.settled/1" for head in tx.core.headers)]
            assert any(not (a.past & b.bit or b.past & a.bit) for a, b in combinations(said, 2))
            return
    raise AssertionError("nothing was in conflict anywhere")


def test_two_write_in_one_file_apart(world_of: Callable[[int], World]) -> None:
    """Until files of patients, lots and vaults contradict themselves somewhere."""
    torn: set[str] = set()
    for seed in range(1, 7):
        world, chance = world_of(seed), Chance("apart")
        world.run()
        world.acting = True
        struck = [quarrels.written_apart(world, chance) for _ in range(12)]
        assert any(struck)
        world.acting = False
        judgement.heal(world)
        assert not world.broken
        torn |= {rule for station in world.running for rule in station.conflicts()} & {*FILE_RULES}
    assert {"allergy_disputed", "identity_disputed", "lot_count_apart"} <= torn


@pytest.mark.parametrize(
    ("way", "rule", "acts"),
    [
        (quarrels.ordered_apart, "divergent", 25),
        (quarrels.handled_apart, "given_and_interrupted", 25),
        # Bags that fit another dose are there once some are made and others ordered.
        (quarrels.passed_on_apart, "reattributed_apart", 150),
        (quarrels.linked_apart, "link_and_unlink", 25),
        (quarrels.remainder_apart, "remainder_twice", 25),
        (hostility.keys_of_a_vault, "keepers_apart", 25),
    ],
    ids=["ordered", "given", "passed_on", "linked", "remainder", "vault"],
)
def test_a_story_of_several_words(way: Way, rule: str, acts: int, world_of: Callable[..., World]) -> None:
    """It begins where nothing is ripe for it yet, and ends in what people have to look at."""
    for seed in range(1, 9):
        world = world_of(seed, acts)
        world.faults.only(0.4, rule, way)
        assert not world.run().broken
        if any(rule in station.conflicts() for station in world.running):
            assert world.faults.counts[rule]
            return
    raise AssertionError("nobody quarrelled")


@pytest.mark.parametrize(
    "way",
    [
        quarrels.written_apart,
        quarrels.ordered_apart,
        quarrels.handled_apart,
        quarrels.passed_on_apart,
        quarrels.linked_apart,
        quarrels.remainder_apart,
    ],
    ids=lambda way: way.__name__,
)
def test_nobody_to_quarrel_with(way: Way, world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    for station in world.stations[1:]:
        world.switch_off(station)
    assert not way(world, Chance("alone"))
