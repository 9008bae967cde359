"""With whom a dose was last confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from node.api.preparation import Confirmed
from node.api.site import PeerView
from node.views.confirmed import confirmed
from schema.ids import Id
from schema.transaction import ActRef, Tip
from sync.membership import Workstation
from sync.receipts import Receipt
from tests.node.domain.acts import an_id

JOURNAL, WARD = an_id("journal"), an_id("ward")
ORDER = ActRef(JOURNAL, 5, 0, bytes(32))
HEAD = ActRef(JOURNAL, 7, 0, bytes(32))
STATION = Workstation(WARD, "USC-1", "", bytes(32), b"", "")


def _peer(*, connected: bool, since: int | None, received: bool = True) -> PeerView:
    return PeerView(WARD, "USC-1", connected, since, None, 0, 0, None, "mdns", "", received=received)


def _receipt(seq: int) -> Receipt:
    return Receipt((Tip(JOURNAL, seq, bytes(32)),), bytes(32), 1, at=500)


def _covers(tips: Iterable[Tip], act: Tip) -> bool:
    return any(tip.journal == act.journal and tip.seq >= act.seq for tip in tips)


def _confirmed(
    receipts: Mapping[Id, Receipt], peers: Iterable[PeerView], station: Workstation = STATION
) -> tuple[Confirmed, ...]:
    return confirmed([HEAD], [ORDER], [station], receipts, peers, _covers)


def test_in_reach_and_by_its_receipt_it_holds_what_is_shown() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=True, since=9)])
    assert line == Confirmed("USC-1", connected=True, holds=True, since=None, receipt_at=500, received=True)


def test_in_reach_but_behind_is_not_out_of_reach() -> None:
    (line,) = _confirmed({WARD: _receipt(6)}, [_peer(connected=True, since=9)])
    assert line == Confirmed("USC-1", connected=True, holds=False, since=None, receipt_at=500, received=True)


def test_what_it_knows_and_has_not_come_here_yet_is_said() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=True, since=9, received=False)])
    assert (line.connected, line.holds, line.received) == (True, True, False)
    # Of one out of reach nothing is known to have come, whatever was so when it left.
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=False, since=9)])
    assert not line.received


def test_out_of_reach_says_since_when_and_what_it_had_confirmed() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [_peer(connected=False, since=9)])
    assert line == Confirmed("USC-1", connected=False, holds=True, since=9, receipt_at=500)
    (line,) = _confirmed({WARD: _receipt(6)}, [_peer(connected=False, since=9)])
    assert line == Confirmed("USC-1", connected=False, holds=False, since=9, receipt_at=500)


def test_not_met_since_the_start_claims_no_hour_of_ours() -> None:
    (line,) = _confirmed({WARD: _receipt(7)}, [])
    assert line == Confirmed("USC-1", connected=False, holds=True, since=None, receipt_at=500)
    (line,) = _confirmed({}, [])
    assert line == Confirmed("USC-1", connected=False, holds=False, since=None, receipt_at=None)


def test_who_is_suspended_is_not_forgotten() -> None:
    suspended = replace(STATION, suspended=True)
    (line,) = _confirmed({}, [], suspended)
    assert (line.shut_out, line.holds) == ("suspended", False)
    (line,) = _confirmed({WARD: _receipt(7)}, [], suspended)
    assert (line.shut_out, line.holds) == ("suspended", True)


def test_who_was_removed_counts_where_it_knew_of_either_order() -> None:
    removed = replace(STATION, removed=True)
    orders = [ORDER, ActRef(an_id("other"), 1, 0, bytes(32))]
    (line,) = confirmed([HEAD], orders, [removed], {WARD: _receipt(5)}, [], _covers)
    assert (line.shut_out, line.received) == ("removed", False)


def test_who_was_removed_counts_as_far_as_it_knew_of_the_order() -> None:
    removed = replace(STATION, removed=True)
    (line,) = _confirmed({WARD: _receipt(5)}, [], removed)
    assert (line.shut_out, line.holds) == ("removed", False)
    assert _confirmed({WARD: _receipt(4)}, [], removed) == ()
    assert _confirmed({}, [], removed) == ()
