"""A second administrator appointed again on a branch: nothing that takes two rests on who that is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from schema.acts.people import AdministratorAppointed, AdministratorProposed, PersonSuspended
from schema.acts.workstations import ForkSettled, WorkstationRemovalProposed
from schema.transaction import Tip
from tests.sync.membership.scene import ADMINISTRATION
from tests.sync.once import BEFORE, RULES, Founder, Site


def test_a_second_one_appointed_again_makes_none_that_takes_two() -> None:
    """Neither administrators nor removals; both appointments wait for whoever rests on neither."""
    at = Founder()
    first = at.site.scene.people["first"].id
    made = at.by_two(at.there, "warden", AdministratorProposed(at.nurse, ADMINISTRATION))
    removed = WorkstationRemovalProposed(at.site.scene.other.id, "volé", ())
    one = at.by_two(at.there, "warden", removed)
    other = at.by_two(at.there, "first", removed, "warden")
    tip = (Tip(at.there.id, at.there.head.seq, at.there.head.hash),)
    settled = at.by_two(at.there, "warden", ForkSettled(at.there.id, tip))
    at.site.builds(at.site.scene.third.membership, at.there)
    assert at.site.verdicts(at.appointed, at.again) == ["takes_two", "takes_two"]
    said = at.site.verdicts(made[1], one[1], other[1], settled[1])
    assert all(said)
    for seed in range(4):
        assert at.administrators(seed) == {first}
        now = at.site.heard(seed).roll.now
        assert not any(one.removed for one in now.workstations.values())
        assert not now.settled
    # What restricts does so all the same: it takes one.
    assert at.site.verdicts(one[0], other[0]) == ["", ""]
    assert now.workstations[at.site.scene.other.id].suspended


def test_the_recovery_key_settles_which_one_it_is() -> None:
    at = Founder()
    at.site.builds(at.site.scene.third.membership, at.there)
    made = at.by_two(at.here, "keeper", AdministratorProposed(at.nurse, ADMINISTRATION))
    suspended = at.site.says(at.here, "keeper", PersonSuspended(at.nurse, "absente", ()))
    at.site.builds(at.site.scene.other.membership, at.here)
    assert at.site.verdicts(at.appointed, *made, suspended) == ["takes_two", "", "beyond_rights", ""]
    at.settles(at.site.scene.other.membership, at.here)
    assert at.site.verdicts(at.appointed, *made, at.again) == ["", "", "", "takes_two"]
    first = at.site.scene.people["first"].id
    assert at.administrators() == {first, at.true.id, at.nurse}


@pytest.mark.parametrize("rules", [RULES, BEFORE])
def test_the_same_one_appointed_again_is_no_rival(rules: Sequence[str]) -> None:
    """A workstation set back before it, on which it was done again."""
    site = Site(administrators=1, rules=rules)
    here = site.scene.one.membership
    there = site.branch(here)
    appointed = AdministratorAppointed(site.scene.people["keeper"].id, ADMINISTRATION)
    one, other = site.says(here, "first", appointed), site.says(there, "first", appointed)
    site.builds(site.scene.other.membership, here)
    site.builds(site.scene.third.membership, there)
    assert site.verdicts(one, other) == ["", ""]


def test_a_branch_that_appoints_nobody_takes_nothing_from_who_was() -> None:
    """Whoever has the seal key alone."""
    site = Site(administrators=1)
    here = site.scene.one.membership
    there = site.branch(here)
    appointed = AdministratorAppointed(site.scene.people["keeper"].id, ADMINISTRATION)
    one, other = site.says(here, "first", appointed), site.writes(there)
    site.builds(site.scene.other.membership, here)
    site.builds(site.scene.third.membership, there)
    assert site.verdicts(one, other) == ["", "unsigned"]


def test_without_the_rule_both_count() -> None:
    at = Founder(BEFORE)
    at.site.builds(at.site.scene.third.membership, at.there)
    assert at.site.verdicts(at.appointed, at.again) == ["", ""]
