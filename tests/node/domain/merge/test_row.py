"""Pairs, and what a row declares."""

from __future__ import annotations

import pytest

from node.domain.fold.steps import Role, Step
from node.domain.merge.row import EVERY_STEP, Pair, Row
from node.domain.merge.table import ROWS
from tests.node.domain.builder import History
from tests.node.domain.builder_orders import dose_id


def test_a_pair_gives_the_step_in_a_role_and_the_other() -> None:
    (a,) = History().stations("A")
    first = Step(Role.STOPPED, a.stops(), dose_id("J1"))
    second = Step(Role.GIVEN, a.gives("J1", "b"), dose_id("J1"))
    pair = Pair(first, second, apart=False)
    assert pair.get(Role.GIVEN, Role.NOT_GIVEN) is second
    assert pair.get(Role.STOPPED) is first
    assert pair.other(second) is first
    assert pair.other(first) is second


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_every_conflict_that_waits_can_be_ended(row: Row) -> None:
    """By a settlement or by another act; and nothing that needs nobody keeps anything back."""
    if row.owners:
        assert row.choices or row.way_out.__module__ != Row.__module__
    else:
        assert row.leaves == EVERY_STEP
    assert row.leaves <= EVERY_STEP
    assert row.code
