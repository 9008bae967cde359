"""The members as the network needs them: by fingerprint, with their places, pinned in contexts."""

import ssl
from collections.abc import Sequence

from schema.ids import Hash, Id, Random
from sync import tls
from sync.addresses import AddressBook, Source
from sync.backoff import Backoff
from sync.link import Link
from sync.messages import Place
from sync.peers import Peer, PeerStatus
from sync.ports import Member, Vector
from sync.settings import Identity


class Roster:
    """Who may talk with us, and where they are."""

    def __init__(self, identity: Identity, random: Random, remembered: Sequence[Place]) -> None:
        self.identity = identity
        self.book = AddressBook()
        self.peers: dict[Id, Peer] = {}
        """Every member but ourselves."""
        self._random = random
        self._by_fingerprint: dict[Hash, Member] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._judged: dict[tuple[Id, bytes], bool] = {}
        """Certificates looked at, with whom they are said to name: whether they can be pinned."""
        for place in remembered:
            self.book.add(place, Source.LAST_KNOWN)

    def refresh(self, members: Sequence[Member]) -> tuple[list[Peer], list[Peer]]:
        """Follow membership; says which peers came and which are no longer members."""
        own = self.identity
        # One certificate that OpenSSL refuses would have it refuse all: whoever enrolled it stays out alone.
        members = [one for one in members if self._usable(one)]
        by_fingerprint = {tls.fingerprint(member.certificate): member for member in members}
        if by_fingerprint == self._by_fingerprint and self._contexts:
            return [], []
        self._by_fingerprint = by_fingerprint
        # Our own is pinned too, so that a twin is met and named instead of being a stranger.
        pinned = sorted({own.certificate, *(member.certificate for member in members)})
        self._contexts = {
            "server": tls.server_context(own.certificate, own.key, pinned),
            "client": tls.client_context(own.certificate, own.key, pinned),
            "lobby": tls.lobby_server_context(own.certificate, own.key),
        }
        others = {member.workstation: member for member in members if member.workstation != own.workstation}
        gone = [
            self.peers.pop(peer.member.workstation)
            for peer in list(self.peers.values())
            if (member := others.get(peer.member.workstation)) is None
            or member.certificate != peer.member.certificate
        ]
        came: list[Peer] = []
        for workstation, member in others.items():
            peer = self.peers.get(workstation)
            if peer is None:
                peer = self.peers[workstation] = Peer(member, Backoff(self._random))
                came.append(peer)
            peer.member = member
        return came, gone

    def _usable(self, member: Member) -> bool:
        named = member.workstation, member.certificate
        if named not in self._judged:
            self._judged[named] = tls.is_certificate_of(*named)
        return self._judged[named]

    def context(self, which: str) -> ssl.SSLContext:
        """`server`, `client` or `lobby`, with the members of this moment pinned."""
        return self._contexts[which]

    def member(self, fingerprint: Hash | None) -> Member | None:
        """Whose certificate this is; our own workstation is one of them."""
        if fingerprint is None:
            return None
        own = self.identity
        if fingerprint == tls.fingerprint(own.certificate):
            return Member(own.workstation, "", own.certificate, b"")
        return self._by_fingerprint.get(fingerprint)

    def certificates(self) -> list[bytes]:
        """Of every other member (DER)."""
        return [peer.member.certificate for peer in self.peers.values()]

    def links(self) -> list[Link]:
        """Connections that stand."""
        return [peer.link for peer in self.peers.values() if peer.link is not None]

    def learn(self, place: Place, source: Source) -> bool:
        """A place of a workstation, whether it is news; then an attempt may be worth while."""
        news = self.book.add(place, source)
        peer = self.peers.get(place.workstation)
        if news and peer is not None and peer.link is None:
            peer.news.set()
        return news

    def status(self, ours: Vector) -> tuple[PeerStatus, ...]:
        """Every other member, by name."""
        states = [
            peer.status(ours, self.book.seen(workstation), self.book.candidates(workstation))
            for workstation, peer in self.peers.items()
        ]
        return tuple(sorted(states, key=lambda state: (state.name, state.workstation)))
