"""The table of what each act takes."""

import pytest

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RightsGranted, RulesSwitched, SwitchedRule
from schema.acts.workstations import WorkstationRenamed, WorkstationSuspended
from schema.ids import Id
from schema.rules import RULES, TWO_PEOPLE
from schema.transaction import ActRef
from sync.membership.needs import _NEEDS, ADMINISTRATION, BODIES, Role, needs, stands_alone

SOME: Id = bytes(16)


def test_every_kind_has_its_line() -> None:
    assert set(_NEEDS) == set(BODIES.values())


def test_the_rule_of_two_is_one_that_can_be_switched_on() -> None:
    assert TWO_PEOPLE in RULES


@pytest.mark.parametrize("kind", _NEEDS, ids=lambda kind: kind.__name__)
def test_what_removes_or_readmits_takes_two(kind: type) -> None:
    """But for the older kind, which the rule of two puts an end to."""
    found = _NEEDS[kind]
    if found.role in (Role.REMOVES, Role.READMITS) and kind.__name__ != "WorkstationRemoved":
        assert found.two
    assert found.two or found.at_once == Role.OTHER
    assert not found.two or found.right in {*ADMINISTRATION, "site.pin"}


def test_a_rule_is_switched_on_by_one_but_for_the_rule_of_two() -> None:
    assert not needs(RulesSwitched((SwitchedRule("another", ()),))).two
    assert needs(RulesSwitched((SwitchedRule("another", ()), RULES[TWO_PEOPLE]))).two


def test_what_shuts_out_and_what_agrees_stands_alone() -> None:
    assert stands_alone(WorkstationSuspended(SOME, "perdu", ()))
    assert stands_alone(MembershipAgreed(ActRef(SOME, 1, 0, bytes(32))))
    assert not stands_alone(WorkstationRenamed(SOME, "PUI-2"))
    assert not stands_alone(RightsGranted(SOME, ("note",)))
