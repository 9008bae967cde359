"""One simulated site from its founding to the last cable plugged in again, named by its seed."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from node.store.errors import StoreError
from node.vault import VaultContents
from ops.simulate.cables import lay_cables
from ops.simulate.chance import Chance
from ops.simulate.compare import Comparer
from ops.simulate.disk import Crash
from ops.simulate.excuses import Excuses
from ops.simulate.faults import Faults
from ops.simulate.founding import FoundedSite, copied
from ops.simulate.history import Set, Tx
from ops.simulate.hostile import Hostile
from ops.simulate.invariants import Broken, invented, loss_not_shown
from ops.simulate.judgement import at_any_time, heal, judge
from ops.simulate.model import Model
from ops.simulate.network import Hooks, Network
from ops.simulate.people import People
from ops.simulate.plan import Outcome, Plan
from ops.simulate.station import Station
from ops.simulate.timeline import Timeline, WallClock
from ops.simulate.work import Work
from schema.ids import Id
from schema.transaction import FileRef, FileType, Tip
from sync.conversation import NotePeer
from sync.ports import Integrated


class Stop(Exception):  # noqa: N818  # ends a run, is no error of the program
    """Something is broken: going on would only blur it."""


class World:
    """A site and everything that happens to it."""

    def __init__(self, plan: Plan, site: FoundedSite, folder: Path) -> None:
        self.plan = plan
        self.timeline = Timeline()
        self.chance = Chance(plan.seed, plan.workstations, plan.acts)
        self.model = Model()
        self.comparer = Comparer(self.model)
        self.broken: list[Broken] = []
        self.acknowledged: dict[bytes, tuple[Tx, Station]] = {}
        self.acts = 0
        self.compared = 0
        self.acting = True
        self.folder = folder
        self.people_ids = dict(site.people)
        self.hostile: Hostile | None = None
        self.excuses = Excuses()
        """Against whom evidence, or from whom a refused connection, is to be expected here."""
        self.set_back: set[Id] = set()
        """Ids of workstations whose disk went back to an earlier state."""
        self.twins: set[Id] = set()
        """Ids that two machines have had: what one says it holds is said in the other's name too."""
        self.flipped: set[str] = set()
        """Workstations with a damaged row that nobody has found yet."""
        self.ever_flipped: set[str] = set()
        """Those that ever had one: everybody else accepts nothing that is not what was sealed."""
        self._sweeps = self.chance.child("sweeps")
        self.network = Network(
            self.timeline,
            self.chance.child("network"),
            Hooks(self._integrate, self._noted, self._crashed),
        )
        self.stations: list[Station] = []
        copied(site, folder)
        for name, contents in site.contents.items():
            self.add(name, contents)
        for data in self.stations[0].replica.relay.after({}, "all", 2**40):
            self.model.learn(data)
        self.people = People(self.chance.child("people"), max(2, plan.acts // 30))
        self.work = Work(self, self.chance.child("pace"))
        lay_cables(self.network, [station.name for station in self.stations], self.chance)
        self.faults = Faults(self, self.chance.child("faults"))

    def close(self) -> None:
        """Close every replica."""
        for station in self.stations:
            if station.runs:
                station.stop()

    def run(self) -> Outcome:
        """Live through it all."""
        try:
            self.timeline.after(0, self.work.step)
            while self.acts < self.plan.acts and self.timeline.step():
                pass
            self.acting = False
            heal(self)
            judge(self)
        except Stop:
            pass
        except Exception as error:  # noqa: BLE001  # a soak goes on, and this seed can be played again
            self.broken.append(Broken("raised", _place(error), type(error).__name__))
        return Outcome(
            seed=self.plan.seed,
            trace=self.timeline.trace,
            acts=self.acts,
            transactions=len(self.model.known),
            compared=self.compared,
            broken=tuple(self.broken),
            faults=dict(sorted((self.faults.counts | self.network.counts).items())),
            conflicts=self.running[0].conflicts() if self.running else {},
            lines=tuple(self.timeline.lines) if self.broken else (),
        )

    # -- the site ----------------------------------------

    def add(self, name: str, contents: VaultContents) -> Station:
        clock = WallClock(self.timeline)
        station = Station(name, self.folder / name, contents, clock, self.chance.child(name), self.people_ids)
        self.stations.append(station)
        self.network.join(station)
        return station

    def welcome(self, name: str, contents: VaultContents, beside: Iterable[str]) -> None:
        """A workstation more, with a cable to each of these."""
        self.learn(self.add(name, contents))
        for other in beside:
            self.network.lay(name, other)

    def flip(self, name: str) -> None:
        """A row of this workstation is damaged from now on."""
        self.flipped.add(name)
        self.ever_flipped.add(name)

    @property
    def running(self) -> list[Station]:
        """Workstations that run."""
        return [station for station in self.stations if station.runs]

    @contextmanager
    def guarded(self, station: Station) -> Iterator[None]:
        """Whatever the disk does to a write, whoever asked for it: a crash, or a note on the timeline."""
        try:
            yield
        except Crash:
            self._crashed(station)
        except StoreError as error:
            self.timeline.note("store", station.name, error.code)

    # -- what is written and compared ----------------------------------------

    def learn(self, station: Station) -> list[Tx]:
        """What this workstation wrote since it was last looked at."""
        fresh = [data for _, data in sorted(station.written(self.model.known))]
        # Of two journals of one workstation, either may have seen the other: by their orders, then.
        learnt = [self.model.learn(data) for data in fresh]
        if learnt:
            self.network.changed(station)
        return learnt

    # -- what the network asks ----------------------------------------

    def _integrate(self, station: Station, batch: tuple[bytes, ...], source: Id) -> Integrated:
        before = self.comparer.held(station)
        result = station.replica.receive(batch, source, station.clock.now_ms())
        owners = {one: self.model.owner(one.journal or source) for one in result.evidence}
        codes = {one.code for one, owner in owners.items() if not self.excuses.of(station.id, source, owner)}
        if codes:
            self.break_(Broken("invalid_from_an_honest_peer", station.name, " ".join(sorted(codes))))
        self.sound(station)
        if result.new:
            self.network.changed(station)
            self.arrived(station, before)
        return result

    def sound(self, station: Station) -> None:
        """No row is damaged but where a disk was."""
        if station.replica.chain.damaged and station.name not in self.ever_flipped:
            self.break_(Broken("spoilt_on_arrival", station.name, "a row is damaged on a sound disk"))

    def arrived(self, station: Station, before: Set) -> None:
        """What arrived was written by somebody; what it touches is compared."""
        self.break_(*invented(station, self.model))
        fresh = self.model.of(self.comparer.held(station) & ~before)
        self.timeline.note("arrived", station.name, len(fresh))
        self.compare_touched(station, fresh)
        for link in self.network.of(station):
            peer = next(one for one in link.stations if one is not station)
            member = station.desk.members.workstations.get(peer.id)
            if member is not None and not member.welcome:
                link.cut()

    def _noted(self, station: Station, peer: Station, note: NotePeer) -> None:
        if note.what in ("fork", "twin", "refused"):
            self.timeline.note(note.what, station.name, *sorted(note.values.values()))
        if note.what == "elsewhere" or (note.what == "twin" and station.desk.shares_its_key):
            with self.guarded(station):
                self._go_on_elsewhere(station, note)
        if note.what == "refused" and not self.excuses.of(station.id, peer.id):
            self.break_(Broken("refused", station.name, str(dict(note.values))))

    def _go_on_elsewhere(self, station: Station, note: NotePeer) -> None:
        """As the network's side of the node has it: a peer names what was never written here."""
        replica, desk = station.replica, station.desk
        if note.what == "elsewhere":
            journal, seq, named = (note.values[name] for name in ("journal", "seq", "hash"))
            tip = Tip(bytes.fromhex(journal), int(seq), bytes.fromhex(named))
            if replica.chain.held(tip) is not None and replica.wrote_all_of(tip.journal):
                return
        desk.go_on_elsewhere()
        desk.follow_journal()
        self.timeline.note("goes on elsewhere", station.name)
        self.learn(station)

    def _crashed(self, station: Station) -> None:
        """Down without goodbye; up again after a while, from what was on disk at that instant."""
        self.timeline.note("crashed", station.name)
        self.learn(station)
        self.comparer.held(station)
        station.stop()
        station.disk.recover()
        self.network.stopped(station)
        self.timeline.after(self.chance.between(1_000, 120_000), lambda: self.restart(station))

    def switch_off(self, station: Station) -> None:
        """Close it in good order."""
        self.comparer.held(station)
        station.stop()
        self.timeline.note("stopped", station.name)
        self.network.stopped(station)

    def restart(self, station: Station) -> None:
        """Open it again."""
        if station.runs or station.destroyed:
            return
        try:
            station.start()
        except StoreError as error:
            self.timeline.note("does not open", station.name, error.code)
            self.lose(station)
            return
        self.timeline.note("started", station.name)
        self.learn(station)
        self.network.started(station)

    def lose(self, station: Station) -> None:
        """Its disk is gone, with what it alone held: that must have been shown."""
        self.timeline.note("lost", station.name)
        if station.runs:
            self.shown_as_held_here_alone(station)
            station.stop()
        station.destroyed = True
        self.network.stopped(station)

    def shown_as_held_here_alone(self, station: Station) -> None:
        """What nobody else holds is lost: the workstation had said how much that is."""
        elsewhere = 0
        for other in self.stations:
            elsewhere |= 0 if other is station else self.comparer.held(other)
        if station.name not in self.flipped:
            alone = self.model.of(self.comparer.held(station) & ~elsewhere)
            self.break_(*loss_not_shown(station, alone))

    # -- comparing ----------------------------------------

    def compare(self, station: Station, course: Id) -> None:
        """One course at one workstation, the program beside the model."""
        named = f"course {course.hex()[:8]}"
        self._compare(station, named, lambda: self.comparer.course(station, course))

    def compare_file(self, station: Station, file: FileRef) -> None:
        """The same of a file without doses."""
        named = f"{FileType(file.type).name.lower()} {file.id.hex()[:8]}"
        self._compare(station, named, lambda: self.comparer.file(station, file))

    def _compare(self, station: Station, named: str, differences: Callable[[], Sequence[str]]) -> None:
        """Not while a row is known to be damaged there: a peer has to send it again first."""
        if station.name in self.flipped or station.replica.chain.damaged:
            return
        self.compared += 1
        try:
            details = differences()
        except StoreError as error:
            self.break_(Broken("unanswered", station.name, f"{named}: {error.code}"))
        else:
            for detail in details:
                self.break_(Broken("disagrees_with_model", station.name, detail))

    def compare_touched(self, station: Station, fresh: Sequence[Tx]) -> None:
        """The files that these transactions have to do with."""
        touched = self.comparer.courses_of(fresh)
        if any(tx.bit & self.model.membership for tx in fresh):
            # What people say of each other may let acts count, or not, wherever they are.
            touched.update(station.courses())
        for course in sorted(touched):
            self.compare(station, course)
        for file in sorted(self.comparer.files_of(fresh)):
            self.compare_file(station, file)

    def sweep(self) -> None:
        """All that holds at any time, on one workstation, which does not wait for the end of the run."""
        sound = [one for one in self.running if one.name not in self.flipped and not one.disk.full]
        if sound:
            station = self._sweeps.pick(sound)
            # Looking writes too: a disk that is about to fail may fail now.
            with self.guarded(station):
                self.break_(*at_any_time(self, station))

    def break_(self, *broken: Broken) -> None:
        """Something does not hold: that is what all this is for."""
        for one in broken:
            self.broken.append(one)
            self.timeline.note("BROKEN", one)
        if broken:
            raise Stop


def _place(error: Exception) -> str:
    """Where it was raised, without any value."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
