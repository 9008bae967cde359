"""Removed ‖ removed: two workstations, each from the other."""

from __future__ import annotations

import pytest

from node.domain.merge.removed_mutually import removed_mutually
from node.domain.state import Conflict
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import WorkstationRemoved
from schema.acts.workstations import NewJournal, WorkstationReadmissionProposed, WorkstationRemovalProposed
from schema.ids import Id
from tests.node.domain.acts import Site, an_id

X, Y = an_id("x"), an_id("y")


def found(site: Site) -> list[tuple[Id, Conflict]]:
    agreements = [act for act in site.acts if isinstance(act.body, MembershipAgreed)]
    return list(removed_mutually(reversed(site.acts), agreements))


def by_two(site: Site, at: str, body: WorkstationRemovalProposed | WorkstationReadmissionProposed) -> None:
    proposed = site.act(at, body, body.workstation)
    site.act(at, MembershipAgreed(proposed.ref), an_id("site"), by="bob")


def removal(of: str) -> WorkstationRemovalProposed:
    return WorkstationRemovalProposed(an_id(of), "volé", ())


@pytest.mark.parametrize("first", ["x", "y"])
def test_both_removals_are_named_with_who_agreed(first: str) -> None:
    site = Site()
    by_two(site, first, removal("y" if first == "x" else "x"))
    assert found(site) == []
    by_two(site, "y" if first == "x" else "x", removal(first))
    ((file, conflict),) = found(site)
    assert (file, conflict.subject) == (min(X, Y), max(X, Y))
    assert set(conflict.acts) == {act.ref for act in site.acts}
    assert (conflict.owners, conflict.alarm, conflict.blocks) == (("site.enrol",), True, False)
    assert conflict.settled is None


def test_it_is_over_once_either_is_back_by_people_who_knew_of_both() -> None:
    site = Site()
    by_two(site, "x", removal("y"))
    by_two(site, "y", removal("x"))
    back = WorkstationReadmissionProposed(X, "retrouvé", (), (NewJournal("clinical", bytes(32)),))
    site.meet("x", "z")
    by_two(site, "z", back)
    assert found(site)[0][1].settled is None
    site.meet("x", "y", "z")
    by_two(site, "z", back)
    assert found(site)[0][1].settled == site.acts[-2].ref


@pytest.mark.parametrize("again", ["x", "y"])
def test_or_removed_again_to_leave_it_so(again: str) -> None:
    site = Site()
    by_two(site, "x", removal("y"))
    by_two(site, "y", removal("x"))
    site.meet("x", "z")
    by_two(site, "z", removal("x"))
    assert found(site)[0][1].settled is None, "they had heard of one side alone"
    site.meet("x", "y", "z")
    proposed = site.act("z", removal(again), an_id(again))
    assert found(site)[0][1].settled is None, "it takes two"
    site.act("z", MembershipAgreed(proposed.ref), an_id("site"), by="bob")
    ((_, conflict),) = found(site)
    assert conflict.settled == proposed.ref


def test_one_that_is_removed_by_who_knew_is_no_quarrel() -> None:
    site = Site()
    by_two(site, "x", removal("y"))
    site.meet("x", "y")
    by_two(site, "y", removal("x"))
    by_two(site, "z", removal("x"))
    assert found(site) == []


def test_the_older_removal_by_one_is_one() -> None:
    site = Site()
    site.act("x", WorkstationRemoved(Y, "volé", ()), Y)
    site.act("y", WorkstationRemoved(X, "volé", ()), X)
    assert len(found(site)) == 1
