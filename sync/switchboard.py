"""Connections to members, whoever dialled: who it is, whether it is kept, what is learnt from it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from sync.addresses import Known, Source, is_number
from sync.channel import Channel, ChannelError
from sync.codes import Code
from sync.conversation import Close, Conversation, Heads, NotePeer, Party
from sync.conversation.heads import shrank
from sync.incidents import Incidents
from sync.link import Link
from sync.messages import Bye, Hello, Place, Scope, decode_message, encode_message
from sync.pace import Pace
from sync.peers import Peer
from sync.ports import Clock, Member, ReplicaPort
from sync.roster import Roster

SETTLED_SECONDS = 2.5
"""A connection that lasted this long has worked: the next attempt may come at once, and none crosses it."""
RULES_BROKEN = {Code.GARBAGE, Code.OVERSIZED, Code.FLOOD, Code.TURN, Code.SILENT, Code.STUCK, Code.LATE}


class Switchboard:
    """Runs a link for each connection and keeps at most one for each member."""

    def __init__(
        self,
        roster: Roster,
        party: Party,
        replica: ReplicaPort,
        clock: Clock,
        pace: Pace,
        incidents: Incidents,
        *,
        fresh_heads: Callable[[], Awaitable[Heads]],
        synchronised: Callable[[], None],
        own_place: Callable[[str], Place],
    ) -> None:
        """`synchronised` is called when the vectors of two workstations have become equal.

        `own_place` says where we are found, given the address at which a peer's network sees us.
        """
        self.heads = Heads({}, {})
        """As of the last change that everybody was told of."""
        self.closing = False
        """No new connection is taken: the service is stopping."""
        self._roster = roster
        self._party = party
        self._replica = replica
        self._clock = clock
        self._pace = pace
        self._incidents = incidents
        self._fresh_heads = fresh_heads
        self._synchronised = synchronised
        self._own_place = own_place

    async def receive(self, channel: Channel) -> None:
        """Somebody dialled us, and TLS knew its certificate.

        Nothing is concluded from that before Hello: who dials a wrong address hangs up at once, and
        must not cost us the good connection we have with it.
        """
        try:
            async with asyncio.timeout(self._pace.hello):
                first = await channel.receive()
        except TimeoutError:
            self._incidents.add(channel.remote.host, Code.LATE.name.lower())
            await self._dismiss(channel, Code.LATE)
        except ChannelError as error:
            if error.code in RULES_BROKEN:
                self._incidents.add(channel.remote.host, error.code.name.lower())
        else:
            await self.talk(channel, None, first)

    async def talk(self, channel: Channel, known: Known | None, first: bytes | None = None) -> Close:
        """Talk to the end with whoever's certificate was seen.

        `known` is where we dialled; `first` the message with which the other side began.
        """
        member = self._roster.member(channel.fingerprint)
        if member is None:
            # Removed between the handshake and now.
            self._incidents.add(channel.remote.host, Code.NOT_MEMBER.name.lower())
            return await self._dismiss(channel, Code.NOT_MEMBER)
        if self.closing:
            return await self._dismiss(channel, Code.STOPPING)
        peer = self._roster.peers.get(member.workstation)
        if peer is None or (first is not None and not _is_hello(first)):
            # Ourselves, our twin or nonsense: the conversation tells which.
            return await self._link(channel, member, dialled=known is not None).run(first)
        older = peer.link
        if older is None:
            link = self._link(channel, member, dialled=known is not None)
            return await self._hold(peer, link, known, first)
        if not self._prefers(peer, dialled=known is not None):
            return await self._dismiss(channel, Code.DUPLICATE)
        await older.leave(Code.DUPLICATE)
        if peer.link is older:
            peer.lose()
        # Meanwhile it may have been removed, or another connection kept, or we are stopping.
        return await self.talk(channel, known, first)

    async def drop(self, peer: Peer) -> None:
        """No longer a member."""
        if peer.link is not None:
            await peer.link.leave(Code.NOT_MEMBER)

    async def tell(self, heads: Heads) -> None:
        """Something new is stored: every connection hears of it.

        Within a conversation a journal never grows shorter; when one did, because a row was found
        damaged, each begins again, and its Hello asks for what is missing.
        """
        before, self.heads = self.heads, heads
        if shrank(before.all, heads.all):
            await asyncio.gather(*(link.leave(Code.STOPPING) for link in self._roster.links()))
            return
        for link in self._roster.links():
            link.replica_changed(heads)

    def _link(self, channel: Channel, member: Member, *, dialled: bool) -> Link:
        talk = Conversation(self._party, Scope.ALL, self.heads, dialled=dialled, expected=member.workstation)
        return Link(
            channel,
            talk,
            self._replica,
            self._clock,
            self._pace,
            source=member.workstation,
            heads=self._fresh_heads,
            noted=self.noted,
            heard_places=partial(self._heard_places, member.workstation),
            elsewhere=self._elsewhere,
            connections=lambda: len(self._roster.links()),
        )

    def _prefers(self, peer: Peer, *, dialled: bool) -> bool:
        """Of two that cross the one that the smaller id dialled is kept; otherwise the newer.

        Who dials although the two have long been connected lost that without our noticing, or is a twin of
        whom we hold, whose version of the journal would stay unheard for as long as we hold that.
        """
        cross = self._clock.monotonic() - peer.linked_at < SETTLED_SECONDS and peer.dialled != dialled
        return not cross or dialled == (self._party.workstation < peer.member.workstation)

    async def _hold(self, peer: Peer, link: Link, known: Known | None, first: bytes | None) -> Close:
        began = peer.linked_at = self._clock.monotonic()
        peer.link, peer.dialled = link, known is not None
        peer.found_by = "incoming" if known is None else known.source.value
        peer.address = link.channel.remote.host if known is None else str(known.front)
        try:
            close = await link.run(first)
        finally:
            mine = peer.link is link
            met = peer.connected_since is not None
            if mine:
                peer.lose()
        settled = self._clock.monotonic() - began > SETTLED_SECONDS
        if settled and close.code not in {Code.INTERNAL, Code.DUPLICATE}:  # twins take turns, calmly
            peer.backoff.reset()
        if close.code in RULES_BROKEN:
            self._incidents.add(link.channel.remote.host, close.code.name.lower())
        if mine and close.code is not Code.DUPLICATE:
            peer.error = close.code.name.lower()
            if settled:
                # Before what may fail: nobody waits longer for another attempt because a note was not kept.
                peer.news.set()
            if met:
                await self._replica.note_peer(peer.member.workstation, "lost", {"code": peer.error})
        return close

    async def _dismiss(self, channel: Channel, code: Code) -> Close:
        """Say goodbye before anything else was said."""
        try:
            async with asyncio.timeout(self._pace.leave):
                await channel.send(encode_message(Bye(code, "")))
                await channel.close()
        except (TimeoutError, ChannelError):
            channel.abort()
        return Close(code, "")

    async def noted(self, link: Link, note: NotePeer) -> None:
        """What a conversation found worth noting."""
        if note.what == "twin":
            await self._replica.note_peer(self._party.workstation, "twin", {})
        elif note.what == "refused":
            self._incidents.add(link.channel.remote.host, note.values["code"])
        workstation = link.conversation.peer
        peer = None if workstation is None else self._roster.peers.get(workstation)
        if peer is None or peer.link is not link:
            return
        if note.what == "met":
            await self._met(peer, link, note)
            return
        if note.what == "synchronised":
            self._synchronised()
        await self._replica.note_peer(peer.member.workstation, note.what, note.values)

    async def _met(self, peer: Peer, link: Link, note: NotePeer) -> None:
        peer.connected_since, peer.error = self._clock.now_ms(), ""
        workstation = peer.member.workstation
        values = {**note.values, "found_by": peer.found_by}
        best = next(iter(self._roster.book.candidates(workstation)), None)
        if best is not None:
            values |= _where(best.place)
            if peer.found_by == "incoming":
                values["found_by"] = best.source.value
        others = [other for other in self._roster.peers if other != workstation]
        seen_at = link.channel.local_host
        mine = [self._own_place(seen_at)] if seen_at else []
        link.tell_places([*mine, *self._roster.book.best(others)])
        for place in self._roster.book.best([workstation]):
            self._tell_others(place)
        await self._replica.note_peer(workstation, "connected", values)

    async def _heard_places(self, teller: Id, places: Sequence[Place]) -> None:
        """Keep the hints; what the teller newly says of itself is told on (ADR 0037)."""
        of_itself = None
        for place in places:
            # Numbers only: a peer must not make us ask a name server for anything.
            if place.workstation in self._roster.peers and is_number(place.host):
                news = self._roster.learn(place, Source.TOLD)
                if news and place.workstation == teller:
                    of_itself = place
        if of_itself is not None:
            # Whom we met before this one did not hear of it from us then.
            self._tell_others(of_itself)
            (best,) = self._roster.book.best([teller])
            await self._replica.note_peer(teller, "place", _where(best))

    def _tell_others(self, place: Place) -> None:
        """Everybody else whom we are connected with hears where this one is."""
        for link in self._roster.links():
            if link.conversation.peer != place.workstation:
                link.tell_places([place])

    def _elsewhere(self, link: Link) -> frozenset[Hash]:
        """Blobs that other connections are fetching."""
        return frozenset(
            fetching
            for other in self._roster.links()
            if other is not link and (fetching := other.conversation.fetching) is not None
        )


def _where(place: Place) -> dict[str, str]:
    return {"host": place.host, "port": str(place.port), "lobby": str(place.lobby)}


def _is_hello(data: bytes) -> bool:
    try:
        return isinstance(decode_message(data), Hello)
    except InvalidBytesError:
        return False
