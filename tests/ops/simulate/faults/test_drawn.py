"""Every sort of fault is drawn, and whatever is drawn is of some sort."""

from __future__ import annotations

from ops.simulate import runner
from ops.simulate.faults import SOMETIMES, WAYS
from ops.simulate.faults.drawn import DRAWN, NETWORK
from ops.simulate.plan import Plan

EVERY = {name for _, name, _ in [*WAYS, *(way for _, some in SOMETIMES for way in some)]} | {*NETWORK}


def test_the_table_names_what_is_drawn_and_nothing_else() -> None:
    assert {name for names in DRAWN.values() for name in names} == EVERY


def test_a_few_sites_where_everything_may_see_most_sorts() -> None:
    """Every sort, to the rarest, is seen by the two hundred sites of the gate (`test_runner.py`)."""
    struck: set[str] = set()
    for outcome in runner.run_all(Plan(seed=seed, acts=60, everything=True) for seed in range(2)):
        assert outcome.broken == ()
        struck |= {name for name, times in outcome.faults.items() if times}
    assert struck <= EVERY
    missing = [sort for sort, names in DRAWN.items() if not struck & {*names}]
    assert len(missing) < len(DRAWN) / 3, missing
