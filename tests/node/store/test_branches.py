"""Reading along the branches of a forked journal."""

from __future__ import annotations

from pathlib import Path

from node.store.branches import Branches
from schema.transaction import Tip
from tests.node.handlers.test_forks import Cloned, cloned, spread

__all__ = ["cloned"]


def test_each_branch_is_read_apart_and_the_newest_first(cloned: Cloned, tmp_path: Path) -> None:
    del tmp_path
    fork = spread(cloned)
    chain = cloned.pharmacy.replica.chain
    branches = Branches(cloned.pharmacy.replica.connection, chain)
    for one in fork.branches:
        cores = [core for _, core in branches.newest(one.tip, fork.since, 100)]
        assert [core.seq for core in cores] == list(range(one.tip.seq, fork.since - 1, -1))
        assert branches.acts(one.tip, fork.since) == (sum(len(core.headers) for core in cores), one.set_aside)
        assert len(list(branches.newest(one.tip, fork.since, 1))) == 1
    first, second = (
        {core.prev for _, core in branches.newest(one.tip, fork.since + 1, 100)} for one in fork.branches
    )
    assert not first & second


def test_what_is_not_held_has_nothing(cloned: Cloned) -> None:
    fork = spread(cloned)
    branches = Branches(cloned.pharmacy.replica.connection, cloned.pharmacy.replica.chain)
    unknown = Tip(fork.journal, 1, bytes(32))
    assert branches.acts(unknown, 1) == (0, 0)
    assert list(branches.newest(unknown, 1, 10)) == []
