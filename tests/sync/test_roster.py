"""Members by fingerprint; who came, who went, what is pinned."""

from sync.addresses import Source
from sync.messages import Place
from sync.ports import Member
from sync.roster import Roster
from sync.settings import Identity
from sync.tls import fingerprint
from tests.sync.stations import station
from tests.sync.toys import SITE

A, B, C = station(1), station(2), station(3)


def roster(*remembered: Place) -> Roster:
    identity = Identity(SITE, A.workstation, A.certificate, A.key)
    return Roster(identity, bytes, remembered)


def test_who_came_and_who_went() -> None:
    one = roster()
    came, gone = one.refresh([A.member, B.member])
    assert ([peer.member for peer in came], gone) == ([B.member], [])
    first = one.context("server")
    assert one.refresh([A.member, B.member]) == ([], [])
    assert one.context("server") is first
    came, gone = one.refresh([A.member, C.member])
    assert [peer.member for peer in came] == [C.member]
    assert [peer.member for peer in gone] == [B.member]
    assert one.context("server") is not first
    assert one.member(fingerprint(B.certificate)) is None
    assert one.certificates() == [C.certificate]


def test_we_know_ourselves_even_when_nobody_else_does() -> None:
    one = roster()
    one.refresh([])
    own = one.member(fingerprint(A.certificate))
    assert own is not None
    assert own.workstation == A.workstation
    assert one.member(None) is None


def test_a_new_place_wakes_the_attempt() -> None:
    place = Place(B.workstation, "127.0.0.2", 7001, 0)
    one = roster(place)
    one.refresh([A.member, B.member])
    peer = one.peers[B.workstation]
    assert [known.source for known in one.book.candidates(B.workstation)] == [Source.LAST_KNOWN]
    one.learn(place, Source.MDNS)
    assert peer.news.is_set()
    peer.news.clear()
    one.learn(place, Source.MDNS)
    assert not peer.news.is_set(), "no news"


def test_a_certificate_that_openssl_refuses_keeps_out_its_own_member_alone() -> None:
    one = roster()
    broken = B.certificate[:40] + bytes([B.certificate[40] ^ 1]) + B.certificate[41:]
    strangers = [
        Member(C.workstation, "Poste 3", broken, bytes(32)),
        Member(bytes([4]) * 16, "Poste 4", b"", bytes(32)),
        # Another's certificate under a new name would have it taken for the other.
        Member(bytes([5]) * 16, "Poste 5", B.certificate, bytes(32)),
    ]
    came, _ = one.refresh([A.member, *strangers, B.member])
    assert [peer.member for peer in came] == [B.member]
    assert one.certificates() == [B.certificate]
