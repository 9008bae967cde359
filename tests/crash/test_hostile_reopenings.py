"""A member reopens its journals thousands of times, for which it needs nobody: what that takes is bounded."""

from __future__ import annotations

import gc

import pytest

from node.api.workstations import SuspendWorkstation
from node.enacting import cuts
from schema.acts.base import MOST_CUTS
from schema.acts.membership import JournalReopened
from schema.transaction import Tip, journal_id, reopening_input
from sync.journal import EMPTY, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP, Membership
from tests.crash.hostile import Hostile, meet, tell
from tests.crash.test_hostile_together import goes_on, together
from tests.node.apart import Three
from tests.node.stations import PIN

MANY = 2000
TIMES = 100
"""How often a journal may be named in all memberships remembered on one workstation; 45 bytes each time."""


def reopenings(hostile: Hostile, many: int, *, on_each_other: bool) -> list[bytes]:
    """Both journals reopened under another key each time, having seen the one before or none of them."""
    desk, workstation = hostile.station.desk, hostile.station.desk.vault.workstation
    site, saw, made = desk.replica.site, hostile.saw(MEMBERSHIP), list[bytes]()
    own, head = desk.journal(MEMBERSHIP), hostile.heads[MEMBERSHIP]
    saw += [(Tip(own, head.seq, head.hash), head.order)] if head.seq else []
    for number in range(many):
        seed, acts, journals = number.to_bytes(32, "big"), [], []
        key = public_key(seed)
        for scope in (MEMBERSHIP, CLINICAL):
            at = hostile.heads[scope]
            tip = Tip(desk.journal(scope), at.seq, at.hash) if at.seq else None
            nonce = desk.random(32)
            journal = journal_id(site, key, nonce)
            vouched = signer(hostile.seal_key)(reopening_input(site, journal, workstation, scope, key, tip))
            body = JournalReopened(journal, workstation, scope, key, nonce, tip, vouched)
            acts.append(hostile.act(body, workstation, signed=False))
            journals.append(journal)
        written = hostile.forge(acts, journal=journals[0], head=EMPTY, saw=saw, seal_key=seed)
        made.append(written.data)
        if on_each_other:
            saw = [(Tip(journals[0], 1, written.hash), written.core.order)]
    return made


def named() -> int:
    """How many journals all memberships together name that this process holds."""
    gc.collect()
    held = {id(one.journals): len(one.journals) for one in gc.get_objects() if isinstance(one, Membership)}
    return sum(held.values())


@pytest.mark.parametrize(("many", "on_each_other"), [(MANY, False), (MANY // 20, True)])
def test_thousands_of_reopenings(stations: Three, many: int, on_each_other: bool) -> None:
    """All of them count; what each made of membership is not kept one by one, nor by each one's past."""
    one, other, hostile, patient = together(stations, "nurse")
    before = named()
    made = reopenings(hostile, many, on_each_other=on_each_other)
    for station in (one, other):
        assert tell(station, *made).new == many
        assert len(station.desk.members.journals) > 2 * many
    assert named() - before < 2 * TIMES * 2 * many
    goes_on(one, other, patient)
    assert named() - before < 2 * TIMES * 2 * many


def test_who_reopened_more_than_an_act_names_is_suspended_all_the_same(stations: Three) -> None:
    """Their first journals are named, and everybody else's: what was done there before goes on counting."""
    one, other, hostile, patient = together(stations, "nurse")
    workstation = hostile.station.desk.vault.workstation
    honest = {
        tip for tip in cuts(one.desk) if one.desk.members.journals[tip.journal].workstation != workstation
    }
    first = set(cuts(one.desk, workstation))
    made = reopenings(hostile, MOST_CUTS + 40, on_each_other=False)
    for station in (one, other):
        assert tell(station, *made).new == len(made)
    assert len(cuts(one.desk)) == len(cuts(one.desk, workstation)) == MOST_CUTS
    assert honest <= set(cuts(one.desk))
    assert first <= set(cuts(one.desk, workstation)) & set(cuts(one.desk))
    one.do("administrator", SuspendWorkstation(workstation=workstation, reason="volé", pin=PIN))
    meet(one, other)
    for station in (one, other):
        assert not station.desk.members.workstations[workstation].welcome
    goes_on(one, other, patient)
