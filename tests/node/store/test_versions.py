"""What begins each version of a forked journal, and what those who decided on them had looked at."""

from __future__ import annotations

import pytest

from node.store import versions
from node.store.versions import agreed_to, decided, look_at
from schema.transaction import ActRef, FileRef, FileType, Tip
from tests.node.apart import Three
from tests.node.store.test_disputes import forked, settles


def test_the_first_act_of_each_is_named_by_its_place(stations: Three) -> None:
    one, other, third = stations
    tips = forked(stations)
    journal = third.desk.journal()
    for station in (one, other):
        begin = versions.versions(station.replica.chain, journal)
        assert [Tip(ref.journal, ref.seq, ref.core) for ref in begin] == sorted(tips)
        assert [ref.index for ref in begin] == [0, 0]


@pytest.mark.parametrize(("most", "told"), [(3, True), (2, False)])
def test_who_cannot_name_them_all_is_believed_to_have_seen_them(
    stations: Three, monkeypatch: pytest.MonkeyPatch, most: int, *, told: bool
) -> None:
    """Else whoever begins versions without end would leave nothing settled."""
    monkeypatch.setattr(versions, "MOST_CUTS", most)
    one, _, third = stations
    tips = forked(stations)
    settles(one, tips[0])
    said = one.replica.disputes.acts(FileRef(FileType.WORKSTATION, third.desk.vault.workstation))
    proposed = agreed_to(one.replica.disputes.acts(FileRef(FileType.SITE, one.replica.site)))
    (found,) = decided(one.replica.chain, one.replica.roll.now, third.desk.journal(), proposed, said)
    assert (found.tips, found.looked_at) == (tips[:1], frozenset(tips) if told else None)


def test_an_act_names_no_more_than_it_can(stations: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_CUTS", 1)
    one, _, third = stations
    tips = forked(stations)
    nothing = ActRef(bytes(16), 1, 0, bytes(32))
    looked_at = look_at(one.replica.chain, nothing, third.desk.journal())
    assert (looked_at.proposal, looked_at.begin) == (nothing, (min(tips),))
