"""Which acts count by what people settled: owners only, and of what is for review what was admitted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.domain.merge.owners import OWNERS
from ops.simulate.model_rules import RULES
from ops.simulate.model_settled import BETWEEN_FILES, REVIEWS, course_of, for_review, owners_of
from ops.simulate.world import World


@pytest.mark.parametrize("name", [*RULES, *REVIEWS, *BETWEEN_FILES])
def test_each_belongs_to_whom_the_program_says(name: str) -> None:
    assert set(owners_of(name)) == set(OWNERS[name])


def test_what_is_not_in_it_is_nobodys() -> None:
    assert owners_of("no such rule") == ()


def test_on_a_quiet_site_everything_counts(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    held = world.comparer.held(station)
    txs = [tx for tx in world.model.of(held) if not world.model.why_aside(tx, held)]
    assert not any(for_review(world.model, tx, held) for tx in txs)
    for course in station.courses():
        mine = [tx for tx in txs if course in world.comparer.courses_of([tx])]
        acts = course_of(world.model, held, course, mine).acts
        assert [act.place for act in acts] == sorted(act.place for act in acts)
        assert {act.tx for act in acts} <= {*mine}
