"""A simulated network: cables between workstations, who dials whom, and doors for strangers and members."""

from collections import deque
from collections.abc import Callable

from ops.simulate.chance import Chance
from ops.simulate.link import Link
from ops.simulate.station import Station
from ops.simulate.timeline import Timeline
from schema.transaction import Tip
from sync.conversation import NotePeer
from sync.messages import Scope
from sync.ports import Integrated

FIRST_WAIT, LONGEST_WAIT, LASTING = 1_000, 120_000, 10_000
"""Ms before a connection is tried again, at first and at most, and after which one has lasted."""
SLOW = 2_000
"""Ms that a message may take, from which on a connection counts as slow."""


class Network:
    """Cables, the connections on them, and what goes wrong with both."""

    def __init__(self, timeline: Timeline, chance: Chance, hooks: "Hooks") -> None:
        self.timeline = timeline
        self.chance = chance
        self.loss = 0.0
        """Probability that a message takes its connection with it."""
        self.cables: dict[frozenset[str], bool] = {}
        """Pairs of names; whether the cable is in."""
        self.links: list[Link] = []
        self.counts = {"lost": 0, "slow": 0}
        """Messages that took their connection with them, and connections slower than anybody likes."""
        self.said: dict[frozenset[str], deque[bytes]] = {}
        self._stations: dict[str, Station] = {}
        self._told: set[str] = set()
        self._failures: dict[frozenset[str], int] = {}
        self._visits: set[tuple[frozenset[str], tuple[Tip, ...]]] = set()
        self.noted = hooks.noted
        self.integrate = hooks.integrate
        self.crashed = hooks.crashed

    def join(self, station: Station) -> None:
        """A workstation that cables may lead to."""
        self._stations[station.name] = station

    def lay(self, one: str, other: str) -> None:
        """A cable between two workstations, plugged in."""
        self.cables[frozenset((one, other))] = True
        self._dial_later(frozenset((one, other)))

    def plug(self, pair: frozenset[str], *, into: bool) -> None:
        """Plug a cable in or pull it."""
        self.cables[pair] = into
        self.timeline.note("plug" if into else "pull", *sorted(pair))
        if into:
            self._dial_later(pair)
        else:
            for link in self.between(pair):
                link.cut()

    def between(self, pair: frozenset[str]) -> list[Link]:
        """The live connections of a pair."""
        return [link for link in self.links if link.pair == pair]

    def of(self, station: Station) -> list[Link]:
        """The live connections of a workstation."""
        return [link for link in self.links if station in link.stations]

    def closed(self, link: Link) -> None:
        """A connection ended; it is dialled again while the cable is in."""
        self.links.remove(link)
        pair = link.pair
        lasted = self.timeline.now - link.since > LASTING
        self._failures[pair] = 0 if lasted else min(16, self._failures.get(pair, 0) + 1)
        self._dial_later(pair)

    def stopped(self, station: Station) -> None:
        """A workstation went down."""
        for link in self.of(station):
            link.cut()

    def started(self, station: Station) -> None:
        """A workstation is up."""
        for pair in self.cables:
            if station.name in pair:
                self._dial_later(pair)

    def changed(self, station: Station) -> None:
        """Something new is stored at a workstation: its connections are told soon, once."""
        if station.name in self._told:
            return
        self._told.add(station.name)

        def tell() -> None:
            self._told.discard(station.name)
            for link in self.of(station):
                link.replica_changed(station)

        self.timeline.after(self.chance.between(1, 20), tell)

    def connect(self, pair: frozenset[str], *, twice: bool = False) -> None:
        """Dial, if both are there; `twice` even where a connection stands."""
        one, other = self.chance.shuffled(sorted(pair))
        here, there = self._stations.get(one), self._stations.get(other)
        if here is None or there is None or not (here.runs and there.runs and self.cables.get(pair)):
            return
        if self.between(pair) and not twice:
            return
        scope = self._door(here, there)
        if scope is None:
            return
        fastest = self.chance.pick((1, 5, 40, 400))
        slowest = fastest * self.chance.pick((2, 10, 60))
        self.counts["slow"] += slowest >= SLOW
        link = Link(self, here, there, (fastest, slowest), scope)
        self.links.append(link)
        self.timeline.note("connect", one, other, scope.name)
        link.start()

    def _door(self, one: Station, other: Station) -> Scope | None:
        """The front door among members, the lobby once for whatever a stranger has to show."""
        known = one.desk.members.workstations.get(other.id), other.desk.members.workstations.get(one.id)
        if any(member is not None and not member.welcome for member in known):
            return None
        if None not in known:
            return Scope.ALL
        shown = tuple(sorted(tip for at in (one, other) for tip in at.heads.membership.values()))
        visit = (frozenset((one.name, other.name)), shown)
        if visit in self._visits:
            return None
        self._visits.add(visit)
        return Scope.MEMBERSHIP

    def _dial_later(self, pair: frozenset[str]) -> None:
        """Later and later, while connections of this pair do not last."""
        if self.cables.get(pair):
            longest = min(FIRST_WAIT << self._failures.get(pair, 0), LONGEST_WAIT)
            self.timeline.after(self.chance.between(50, longest), lambda: self.connect(pair))


class Hooks:
    """What the network asks of the world around it."""

    def __init__(
        self,
        integrate: Callable[[Station, tuple[bytes, ...], bytes], Integrated],
        noted: Callable[[Station, Station, NotePeer], None],
        crashed: Callable[[Station], None],
    ) -> None:
        self.integrate = integrate
        self.noted = noted
        self.crashed = crashed
