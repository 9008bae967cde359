"""Everything that goes wrong on a site, drawn from one stream.

Cables, programs, disks, clocks, people's rights; workstations that come, go and lie.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from node.domain.decision import Draft
from node.domain.rights import ROLES
from ops.beside import BesideError
from ops.simulate.chance import Chance
from ops.simulate.disk import CRASH_POINTS
from ops.simulate.founding import RefusedError, join
from ops.simulate.station import Station
from schema.acts.membership import RightsGranted, RightsWithdrawn, WorkstationRemoved
from schema.codec import Wire
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP
from sync.messages import Code

if TYPE_CHECKING:
    from ops.simulate.world import World

YEARS = 365 * 86_400_000
FEWEST = 3
"""Workstations of a site that nobody takes away."""


class Faults:
    """What strikes, how often, and how often it did."""

    def __init__(self, world: "World", chance: Chance) -> None:
        self._world = world
        self._chance = chance
        self.counts: dict[str, int] = {}
        # With hostile acts or removals in every run, nothing else would ever be looked at alone.
        rare = self._chance.happens(0.3)
        self._ways: tuple[tuple[float, str, Callable[[], bool]], ...] = (
            (0.08, "cable", self._cable),
            (0.015, "partition", self._partition),
            (0.02, "crash", self._crash),
            (0.01, "restart", self._restart),
            (0.015, "disk_full", self._disk_full),
            (0.02, "clock", self._clock),
            (0.02, "twice_connected", self._connect_twice),
            (0.03, "cut_in_the_middle", self._cut),
            (0.03, "ping", self._ping),
            (0.03, "receipt", self._receipt),
            (0.1, "hostile_act", self._hostile_act),
            (0.1, "hostile_bytes", self._hostile_bytes),
            (0.01 if rare else 0.0, "rights", self._rights),
            (0.004 if rare else 0.0, "removal", self._removal),
            (0.008, "late_joiner", self._late_joiner),
            (0.002, "destroyed", self._destroy),
        )
        self._joined = 0

    def strike(self) -> None:
        """Whatever goes wrong between two acts."""
        for probability, name, way in self._ways:
            if self._chance.happens(probability) and way():
                self.counts[name] = self.counts.get(name, 0) + 1

    def _station(self) -> Station | None:
        running = self._world.running
        return self._chance.pick(running) if running else None

    # -- cables ----------------------------------------

    def _cable(self) -> bool:
        network = self._world.network
        pair = self._chance.pick(sorted(network.cables, key=sorted))
        network.plug(pair, into=not network.cables[pair])
        return True

    def _partition(self) -> bool:
        """Two halves that do not hear of each other, or everything in again."""
        network, stations = self._world.network, self._world.stations
        half = set(self._chance.shuffled([station.name for station in stations])[: len(stations) // 2])
        again = self._chance.happens(0.4)
        for pair in sorted(network.cables, key=sorted):
            wanted = again or pair <= half or not pair & half
            if network.cables[pair] != wanted:
                network.plug(pair, into=wanted)
        return True

    def _connect_twice(self) -> bool:
        network = self._world.network
        pair = self._chance.pick(sorted(network.cables, key=sorted))
        network.connect(pair, twice=True)
        first = network.between(pair)[:1]
        if self._chance.happens(0.5):
            for link in first:
                self._world.timeline.after(
                    self._chance.between(10, 60_000), partial(link.leave, Code.DUPLICATE)
                )
        return True

    def _cut(self) -> bool:
        """A connection dies, its cable is still in: whatever was under way is lost."""
        links = self._world.network.links
        if links:
            self._chance.pick(links).cut()
        return bool(links)

    def _ping(self) -> bool:
        for link in list(self._world.network.links):
            link.ping()
        return True

    # -- machines ----------------------------------------

    def _crash(self) -> bool:
        station = self._station()
        if station is not None:
            station.disk.die_at(self._chance.pick(CRASH_POINTS), self._chance.between(0, 4))
        return station is not None

    def _restart(self) -> bool:
        station = self._station()
        if station is None:
            return False
        station.stop()
        self._world.timeline.note("stopped", station.name)
        self._world.network.stopped(station)
        self._world.timeline.after(
            self._chance.between(1_000, 3_600_000), lambda: self._world.restart(station)
        )
        return True

    def _disk_full(self) -> bool:
        station = self._station()
        if station is None:
            return False
        station.disk.fill(station.replica.connection)
        self._world.timeline.note("full", station.name)

        def room() -> None:
            if station.runs and station.disk.full:
                station.disk.empty(station.replica.connection)
                self._world.network.started(station)

        self._world.timeline.after(self._chance.between(1_000, 900_000), room)
        return True

    def _clock(self) -> bool:
        station = self._station()
        if station is not None:
            jump = self._chance.pick((0, -40 * YEARS, -YEARS, -3_600_000, 3_600_000, 86_400_000, 2 * YEARS))
            station.clock.offset = jump
            self._world.timeline.note("clock", station.name, jump)
        return station is not None

    def _receipt(self) -> bool:
        station = self._station()
        if station is None:
            return False
        with self._world.guarded(station):
            station.publish_receipt()
            self._world.network.changed(station)
        return True

    def _destroy(self) -> bool:
        """A disk is lost with what it alone held."""
        if len(self._world.running) <= FEWEST:
            return False
        station = self._chance.pick(self._world.running)
        if station is self._world.stations[0]:
            return False
        station.destroyed = True
        station.stop()
        self._world.network.stopped(station)
        self._world.timeline.note("destroyed", station.name)
        return True

    # -- membership ----------------------------------------

    def _membership_act(self, station: Station, file: FileRef, body: Wire) -> bool:
        """An act of the administrator, who signs in here for it."""
        with self._world.guarded(station):
            station.sign_in("administrator")
            session = station.desk.sessions.get(station.sessions.get("administrator"))
            if session is not None:
                station.desk.write((Draft(file, body),), session, scope=MEMBERSHIP)
                self._world.timeline.note("membership", station.name, type(body).__name__)
        if station.runs:
            self._world.learn(station)
        return True

    def _rights(self) -> bool:
        """Some of somebody's rights are withdrawn, or given back."""
        station = self._station()
        if station is None:
            return False
        who = self._chance.pick(("nurse2", "preparer2", "prescriber2"))
        person = station.people[who]
        rights = tuple(sorted(self._chance.shuffled(sorted(ROLES[who.rstrip("2")]))[:2]))
        body: Wire = RightsGranted(person, tuple(sorted(ROLES[who.rstrip("2")])))
        if self._chance.happens(0.6):
            cuts = tuple(sorted(station.replica.vector("all").values()))
            body = RightsWithdrawn(person, rights, cuts)
        return self._membership_act(station, FileRef(FileType.PERSON, person), body)

    def _removal(self) -> bool:
        """An administrator removes a workstation, as far as they have seen its journals."""
        station = self._station()
        others = [one for one in self._world.stations if one is not station]
        if station is None or len(self._world.running) <= FEWEST:
            return False
        other = self._chance.pick(others)
        journals = {
            one.id for one in station.replica.roll.now.journals.values() if one.workstation == other.id
        }
        tips = station.replica.vector("all")
        cuts = tuple(sorted(tip for journal, tip in tips.items() if journal in journals))
        body = WorkstationRemoved(other.id, "volée", cuts)
        removed = self._membership_act(station, FileRef(FileType.WORKSTATION, other.id), body)
        for link in self._world.network.between(frozenset((station.name, other.name))):
            link.cut()
        return removed

    def _late_joiner(self) -> bool:
        station = self._station()
        if station is None or self._joined >= 2:
            return False
        self._joined += 1
        name = f"L{self._joined}"
        with self._world.guarded(station):
            station.sign_in("administrator")
            session = station.sessions.get("administrator")
            folder = station.folder.with_name(name)
            chance = self._chance.child(name)
            try:
                if session is None:
                    return False
                contents = join(folder, name, station.desk, session, chance)
            except (RefusedError, BesideError):
                return False
            finally:
                if station.runs:
                    self._world.learn(station)
            self._world.add(name, contents)
            self._world.timeline.note("joined", name, station.name)
            names = [one.name for one in self._world.stations if one.name != name]
            for other in dict.fromkeys((station.name, *self._chance.shuffled(names)[:2])):
                self._world.network.lay(name, other)
        return True

    # -- hostility ----------------------------------------

    def _hostile_act(self) -> bool:
        hostile = self._world.hostile
        if hostile is None or not hostile.station.runs:
            return False
        station = hostile.station
        with self._world.guarded(station):
            courses = station.courses()
            course = self._chance.pick(courses) if courses else b""
            state = station.course(course) if courses else None
            done = hostile.write(course, state) if state is not None else None
            if done is not None:
                self._world.timeline.note("hostile", done[0], done[1].hash)
        if station.runs:
            self._world.learn(station)
        return True

    def _hostile_bytes(self) -> bool:
        hostile = self._world.hostile
        if hostile is None or not hostile.station.runs:
            return False
        links = self._world.network.of(hostile.station)
        if not links:
            return False
        link = self._chance.pick(links)
        station = hostile.station
        with self._world.guarded(station):
            for course in station.courses()[:1]:
                hostile.note(course)
        if not station.runs or not link.alive:
            return False
        self._world.learn(station)
        target = next(one for one in link.stations if one is not station)
        way, data = hostile.wire(target.replica.vector("all"))
        self._world.timeline.note("hostile bytes", way)
        link.inject(1 - link.stations.index(hostile.station), data)
        return True
