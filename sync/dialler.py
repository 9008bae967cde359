"""Keeps trying to reach each member, everywhere it may be, with growing patience.

A member that refuses our certificate does not know us yet: we visit its lobby, where both sides
give each other membership, and try again at once.
"""

import asyncio
import logging

from schema.ids import Random
from sync import tls
from sync.addresses import Address, Known, Source
from sync.backoff import Backoff
from sync.channel import ChannelError, dial
from sync.codes import Code
from sync.incidents import Incidents
from sync.lobby import Visits
from sync.messages import Place
from sync.peers import Peer
from sync.ports import Clock
from sync.roster import Roster
from sync.switchboard import Switchboard

_LOG = logging.getLogger(__name__)

CAP_SEEN_SECONDS = 2.5
"""Longest wait between attempts while mDNS sees the peer."""
CAP_SECONDS = 15.0
VISIT_EVERY_SECONDS = 5.0
HEAD_START_SECONDS = 0.3
"""Of two that see each other at once, the smaller id dials first: one connection instead of two."""


class Dialler:
    """Coroutines that run for ever; the service owns their tasks."""

    def __init__(
        self,
        roster: Roster,
        switchboard: Switchboard,
        visits: Visits,
        clock: Clock,
        random: Random,
        incidents: Incidents,
        source: str | None,
    ) -> None:
        """`source` is the own address to dial from."""
        self._roster = roster
        self._switchboard = switchboard
        self._visits = visits
        self._clock = clock
        self._random = random
        self._incidents = incidents
        self._source = source

    async def keep(self, peer: Peer) -> None:
        """Keep one connection to this member."""
        if self._roster.identity.workstation > peer.member.workstation:
            await asyncio.sleep(HEAD_START_SECONDS)
        while True:
            peer.news.clear()
            if peer.link is None:
                try:
                    await self._attempt(peer)
                except Exception:  # noqa: BLE001 - logged, and tried again
                    _LOG.exception("an attempt to reach a workstation ended by a defect")
                    peer.error = Code.INTERNAL.name.lower()
            seen = self._roster.book.seen(peer.member.workstation)
            await _first_of(peer.news, peer.backoff.delay(CAP_SEEN_SECONDS if seen else CAP_SECONDS))

    async def keep_typed(self, address: Address) -> None:
        """A typed address names nobody: dial until a member answers, whose address it then is."""
        backoff = Backoff(self._random)
        while True:
            try:
                if await self._attempt_typed(address):
                    return
            except Exception:  # noqa: BLE001 - logged, and tried again
                _LOG.exception("an attempt to reach a typed address ended by a defect")
            await asyncio.sleep(backoff.delay(CAP_SECONDS))

    async def look_at_ourselves(self, place: Place) -> None:
        """Somebody announces our own id: an old echo of ours, or a twin. A conversation tells."""
        known = Known(place, Source.MDNS)
        try:
            with await dial(known.front, self._roster.context("client"), self._source) as channel:
                if channel.fingerprint == tls.fingerprint(self._roster.identity.certificate):
                    await self._switchboard.talk(channel, known)
        except ChannelError as error:
            self._incidents.add(str(known.front), error.code.name.lower())
        except Exception:  # noqa: BLE001 - logged; the twin, if there is one, looks at us too
            _LOG.exception("a look at somebody with our own id ended by a defect")

    async def _attempt_typed(self, address: Address) -> bool:
        try:
            channel = await dial(address, self._roster.context("client"), self._source)
        except ChannelError as error:
            self._incidents.add(str(address), error.code.name.lower())
            return False
        with channel:
            member = self._roster.member(channel.fingerprint)
            if member is None:
                return False
            place = Place(member.workstation, address.host, address.port, 0)
            self._roster.learn(place, Source.TYPED)
            await self._switchboard.talk(channel, Known(place, Source.TYPED))
            return True

    async def _attempt(self, peer: Peer) -> None:
        """Try every known place once, until one leads to a conversation."""
        for known in self._roster.book.candidates(peer.member.workstation):
            try:
                channel = await dial(known.front, self._roster.context("client"), self._source)
            except ChannelError as error:
                if peer.link is not None:
                    return  # it reached us meanwhile
                peer.error = error.code.name.lower()
                if error.code is Code.REFUSED and await self._visit(peer, known):
                    return
                continue
            with channel:
                if channel.fingerprint != tls.fingerprint(peer.member.certificate):
                    continue  # another member lives there now, which has its own task
                close = await self._switchboard.talk(channel, known)
            if close.code is Code.NOT_MEMBER:
                await self._visit(peer, known)
            return

    async def _visit(self, peer: Peer, known: Known) -> bool:
        """Exchange membership in its lobby; true when that worked and another attempt is worth it."""
        now = self._clock.monotonic()
        if known.lobby is None or now - peer.visited_at < VISIT_EVERY_SECONDS:
            return False
        peer.visited_at = now
        close = await self._visits.visit(known.lobby, [peer.member.certificate], self._source)
        if close.code is not Code.DONE:
            return False
        peer.news.set()
        return True


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
