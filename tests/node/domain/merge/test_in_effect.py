"""What was said about people and workstations, and since which act it holds."""

from __future__ import annotations

import msgspec

from node.domain.merge.in_effect import in_effect
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RightsGranted
from schema.acts.workstations import WorkstationRemovalProposed
from tests.node.domain.acts import Site, an_id

WHO = an_id("workstation")


def test_what_takes_two_holds_since_the_first_who_agreed_and_the_rest_since_itself() -> None:
    site = Site()
    granted = site.act("x", RightsGranted(an_id("nurse"), ("note",)), an_id("nurse"))
    proposed = site.act("x", WorkstationRemovalProposed(WHO, "volé", ()), WHO)
    acts = tuple(site.acts)
    assert list(in_effect(acts, ())) == [(granted, granted)]
    refused = site.act("x", MembershipAgreed(proposed.ref), WHO, set_aside="same_person")
    first, second = (site.act("x", MembershipAgreed(proposed.ref), WHO, by=who) for who in ("bob", "carol"))
    assert list(in_effect(acts, (second, first, refused))) == [(granted, granted), (proposed, first)]


def test_the_recovery_key_needs_no_second_person() -> None:
    site = Site()
    act = site.act("x", WorkstationRemovalProposed(WHO, "volé", ()), WHO)
    alone = msgspec.structs.replace(act, header=msgspec.structs.replace(act.header, actor=None))
    assert list(in_effect((alone,), ())) == [(alone, alone)]
