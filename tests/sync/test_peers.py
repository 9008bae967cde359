"""The line of the network strip, from what a connection knew."""

from schema.transaction import Tip
from sync.addresses import Known, Source
from sync.backoff import Backoff
from sync.messages import Place
from sync.peers import Peer
from tests.sync.stations import station

A = bytes([7]) * 16
KNOWN = Known(Place(station(2).workstation, "127.0.0.2", 7001, 0), Source.TOLD)


def peer() -> Peer:
    return Peer(station(2).member, Backoff(bytes))


def test_who_was_never_met_has_no_figures() -> None:
    line = peer().status({A: Tip(A, 3, bytes(32))}, False, [])
    assert (line.we_lack, line.they_lack, line.last_exchange, line.connected_since) == (None,) * 4
    assert (line.found_by, line.address, line.synchronised) == ("", "", False)
    assert line.name == "Poste 2"


def test_where_it_may_be_is_shown_before_it_is_reached() -> None:
    line = peer().status({}, False, [KNOWN])
    assert (line.found_by, line.address) == ("told", "127.0.0.2:7001")
    assert peer().status({}, True, [KNOWN]).found_by == "mdns"


def test_what_it_had_is_remembered_and_compared_with_what_we_have_now() -> None:
    one = peer()
    one._theirs = (Tip(A, 5, bytes(32)),)
    line = one.status({A: Tip(A, 3, bytes(32))}, False, [])
    assert (line.we_lack, line.they_lack) == (2, 0)
    assert not line.synchronised
