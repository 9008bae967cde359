"""Every sort of fault is drawn, and whatever is drawn is of some sort."""

from __future__ import annotations

import pytest

from ops.simulate import runner
from ops.simulate.faults import SOMETIMES, WAYS
from ops.simulate.faults.drawn import DRAWN, NETWORK
from ops.simulate.plan import Plan

EVERY = {name for _, name, _ in [*WAYS, *(way for _, some in SOMETIMES for way in some)]} | {*NETWORK}


def test_the_table_names_what_is_drawn_and_nothing_else() -> None:
    assert {name for names in DRAWN.values() for name in names} == EVERY


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_few_sites_see_every_sort() -> None:
    """What is rarest strikes once in a few sites where everything may."""
    counts: dict[str, int] = {}
    for outcome in runner.run_all(Plan(seed=seed, acts=60, everything=True) for seed in range(40, 100)):
        assert outcome.broken == ()
        for name, times in outcome.faults.items():
            counts[name] = counts.get(name, 0) + times
        struck = {name for name, times in counts.items() if times}
        assert struck <= EVERY
        if all(struck & {*names} for names in DRAWN.values()):
            return
    missing = [sort for sort, names in DRAWN.items() if not {*names} & struck]
    raise AssertionError(f"never struck: {missing}")
