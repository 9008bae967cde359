"""A right granted ‖ withdrawn: told to the administrators until somebody who knew of both said it again."""

from __future__ import annotations

import pytest

from node.domain.merge.granted_and_withdrawn import RULE, granted_and_withdrawn
from node.domain.state import Conflict
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.people import AdministratorProposed
from tests.node.domain.acts import Site, an_id

NURSE = an_id("nurse")


def found(site: Site) -> Conflict | None:
    agreements = [act for act in site.acts if isinstance(act.body, MembershipAgreed)]
    return granted_and_withdrawn(NURSE, reversed(site.acts), agreements)


@pytest.fixture(params=["granted first", "withdrawn first"])
def site(request: pytest.FixtureRequest) -> Site:
    """Granted at x, withdrawn at y; either comes first in fold order."""
    made = Site()
    made.act("base", RightsGranted(NURSE, ("administer", "note")), NURSE)
    made.meet("base", "x", "y")
    later = "y" if request.param == "granted first" else "x"
    made.act(later, RightsGranted(an_id("somebody else"), ("note",)), an_id("somebody else"))
    made.acts.pop()
    made.act("x", RightsGranted(NURSE, ("administer", "receive")), NURSE)
    made.act("y", RightsWithdrawn(NURSE, ("administer", "measure"), ()), NURSE)
    return made


def test_both_are_named_and_nothing_is_blocked(site: Site) -> None:
    conflict = found(site)
    assert conflict is not None
    assert (conflict.rule, conflict.subject, conflict.owners) == (RULE, NURSE, ("site.people",))
    assert set(conflict.acts) == {act.ref for act in site.acts[1:]}
    assert (conflict.settled, conflict.alarm, conflict.blocks, conflict.choices) == (None, False, False, ())


@pytest.mark.parametrize(
    "body", [RightsGranted(NURSE, ("administer",)), RightsWithdrawn(NURSE, ("administer",), ())]
)
def test_who_knew_of_both_ends_it_by_granting_or_withdrawing_again(
    site: Site, body: RightsGranted | RightsWithdrawn
) -> None:
    site.act("x", body, NURSE)
    conflict = found(site)
    assert conflict is not None
    assert conflict.settled is None, "x did not know of the withdrawal"
    site.meet("x", "y")
    last = site.act("x", body, NURSE)
    conflict = found(site)
    assert conflict is not None
    assert conflict.settled == last.ref


def test_another_right_ends_nothing(site: Site) -> None:
    site.meet("x", "y")
    site.act("x", RightsGranted(NURSE, ("receive", "measure")), NURSE)
    conflict = found(site)
    assert conflict is not None
    assert conflict.settled is None


def test_who_knew_of_the_grant_meant_to_take_it_and_other_rights_do_not_meet() -> None:
    site = Site()
    site.act("x", RightsGranted(NURSE, ("administer",)), NURSE)
    site.meet("x", "y")
    site.act("y", RightsWithdrawn(NURSE, ("administer",), ()), NURSE)
    site.act("x", RightsGranted(NURSE, ("receive",)), NURSE)
    assert found(site) is None


def test_what_is_set_aside_says_nothing() -> None:
    site = Site()
    site.act("x", RightsGranted(NURSE, ("administer",)), NURSE, set_aside="right")
    site.act("y", RightsWithdrawn(NURSE, ("administer",), ()), NURSE)
    assert found(site) is None


def test_a_right_of_administration_is_given_once_a_second_person_agrees() -> None:
    site = Site()
    proposed = site.act("x", AdministratorProposed(NURSE, ("site.pin", "site.enrol")), NURSE)
    site.act("y", RightsWithdrawn(NURSE, ("site.pin",), ()), NURSE)
    assert found(site) is None
    site.act("x", MembershipAgreed(proposed.ref), an_id("site"), by="bob")
    conflict = found(site)
    assert conflict is not None
    assert proposed.ref in conflict.acts
