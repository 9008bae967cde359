"""A member reopens its journals thousands of times, for which it needs nobody: what that takes is bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from node.api.workstations import SuspendWorkstation
from node.enacting import cuts
from node.store.verify import verify
from schema.acts.base import MOST_CUTS
from schema.acts.membership import JournalReopened
from schema.ids import Id
from schema.transaction import Tip, journal_id, reopening_input
from sync.journal import EMPTY, NewAct, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP
from tests.called import calls
from tests.crash.attempts import goes_on, together
from tests.crash.hostile import Hostile, meet, tell
from tests.node.apart import Three
from tests.node.stations import PIN, Station

MANY = 2000
FEW, OFTEN = 60, 2.5
"""Of twice as many reopenings no more than so many times the work."""


APART, IN_A_ROW, BRANCHES = "apart", "each on the one before", "one journal in branches"


def reopenings(hostile: Hostile, many: int, shape: str = APART) -> list[bytes]:
    """Both journals reopened so often.

    Under another key each time, having seen none of the others or the one before, whose key vouches; or all
    of them the first transaction of one journal.
    """
    desk, workstation = hostile.station.desk, hostile.station.desk.vault.workstation
    site, saw, made = desk.replica.site, hostile.saw(MEMBERSHIP), list[bytes]()
    own, head = desk.journal(MEMBERSHIP), hostile.heads[MEMBERSHIP]
    saw += [(Tip(own, head.seq, head.hash), head.order)] if head.seq else []
    vouches, ends, nonces = hostile.seal_key, dict[str, Tip | None](), iter(lambda: desk.random(32), b"")
    for scope, at in hostile.heads.items():
        ends[scope] = Tip(desk.journal(scope), at.seq, at.hash) if at.seq else None
    first = next(nonces)
    for number in range(many):
        branch = shape == BRANCHES
        seed, acts, journals = (0 if branch else number).to_bytes(32, "big"), list[NewAct](), list[Id]()
        key = public_key(seed)
        for scope in (MEMBERSHIP, CLINICAL):
            nonce = first if branch and scope == MEMBERSHIP else next(nonces)
            journal = journal_id(site, key, nonce)
            said = reopening_input(site, journal, workstation, scope, key, ends[scope])
            body = JournalReopened(
                journal, workstation, scope, key, nonce, ends[scope], signer(vouches)(said)
            )
            acts.append(hostile.act(body, workstation, signed=False))
            journals.append(journal)
        written = hostile.forge(acts, journal=journals[0], head=EMPTY, saw=saw, seal_key=seed)
        made.append(written.data)
        if shape == IN_A_ROW:
            tip = Tip(journals[0], 1, written.hash)
            saw, vouches, ends = [(tip, written.core.order)], seed, dict.fromkeys(ends, tip)
    return made


@pytest.mark.parametrize(("many", "shape"), [(MANY, APART), (MANY // 4, IN_A_ROW)])
def test_thousands_of_reopenings(stations: Three, many: int, shape: str) -> None:
    """All of them count; what each made of membership is not kept one by one, nor by each one's past."""
    one, other, hostile, patient = together(stations, "nurse")
    made = reopenings(hostile, many, shape)
    for station in (one, other):
        assert tell(station, *made).new == many
        assert len(station.desk.members.journals) > 2 * many
    goes_on(one, other, patient)


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("suspended", [False, True])
@pytest.mark.parametrize("shape", [APART, IN_A_ROW, BRANCHES])
def test_twice_as_many_take_twice_the_work(
    stations: Three, shape: str, suspended: bool, one_by_one: bool
) -> None:
    """In one batch or one after the other, in any order; where they count, and where they are held back."""
    one, other, hostile, _ = together(stations, "nurse")
    if suspended:
        workstation = hostile.station.desk.vault.workstation
        for station in (one, other):
            station.do("administrator", SuspendWorkstation(workstation=workstation, reason="volé", pin=PIN))
    work = list[Counter[str]]()
    for station, many in ((one, FEW), (other, 2 * FEW)):
        made = reopenings(hostile, many, shape)
        if one_by_one:
            Random(many).shuffle(made)
        batches = [[data] for data in made] if one_by_one else [made]

        def takes(station: Station = station, batches: Sequence[list[bytes]] = batches) -> None:
            for batch in batches:
                tell(station, *batch)

        work.append(calls(takes))
        assert len(station.desk.members.journals) > many
        work[-1] += calls(lambda station=station: verify(station.replica))  # type: ignore[misc]
    few, many_ = work
    assert few["verifies"] >= FEW
    for name in ("verifies", "effect"):
        assert many_[name] <= OFTEN * few[name], name
    assert many_.total() <= OFTEN * few.total(), (many_ - few).most_common(9)


def test_who_reopened_more_than_an_act_names_is_suspended_all_the_same(stations: Three) -> None:
    """Their first journals are named, and everybody else's: what was done there before goes on counting."""
    one, other, hostile, patient = together(stations, "nurse")
    workstation = hostile.station.desk.vault.workstation
    honest = {
        tip for tip in cuts(one.desk) if one.desk.members.journals[tip.journal].workstation != workstation
    }
    first = set(cuts(one.desk, workstation))
    made = reopenings(hostile, MOST_CUTS + 40)
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
