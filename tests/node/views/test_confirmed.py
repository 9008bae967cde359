"""With whom a dose was last confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from node.api.preparation import Confirmed
from node.api.site import PeerView
from node.views.confirmed import confirmed
from schema.ids import Id
from schema.transaction import ActRef, Tip
from sync.membership import Workstation
from sync.receipts import Receipt
from tests.node.domain.acts import an_id

JOURNAL, WARD = an_id("journal"), an_id("ward")
HEAD = ActRef(JOURNAL, 7, 0, bytes(32))
STATION = Workstation(WARD, "USC-1", "", bytes(32), b"", "")


def _peer(*, connected: bool, since: int | None) -> PeerView:
    return PeerView(WARD, "USC-1", connected, since, None, 0, 0, None, "mdns", "")


def _receipt(seq: int) -> Receipt:
    return Receipt((Tip(JOURNAL, seq, bytes(32)),), bytes(32), 1, at=500)


def _covers(tips: Iterable[Tip], act: Tip) -> bool:
    return any(tip.journal == act.journal and tip.seq >= act.seq for tip in tips)


def _confirmed(receipts: Mapping[Id, Receipt], peers: Iterable[PeerView]) -> tuple[Confirmed, ...]:
    return confirmed([HEAD], [STATION], receipts, peers, _covers)


def test_up_to_date_takes_reach_and_a_receipt() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=True, since=9)])
    assert (line.workstation, line.up_to_date, line.since) == ("USC-1", True, None)


def test_in_reach_but_behind() -> None:
    (line,) = _confirmed({WARD: _receipt(6)}, [_peer(connected=True, since=9)])
    assert (line.up_to_date, line.since) == (False, 500)


def test_out_of_reach_says_since_when() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=False, since=9)])
    assert (line.up_to_date, line.since) == (False, 9)
    (line,) = _confirmed({WARD: _receipt(7)}, [])
    assert (line.up_to_date, line.since) == (False, 500)
    (line,) = _confirmed({}, [])
    assert (line.up_to_date, line.since) == (False, None)
