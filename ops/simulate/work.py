"""What the people of a simulated site do, at their pace: they look, and act on what they saw now or later."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from node.api.base import Answer, Command, Recorded, Refused
from ops.simulate.chance import Chance
from ops.simulate.hands import Wanted
from ops.simulate.invariants import Broken
from ops.simulate.station import Station
from schema.ids import Id
from schema.transaction import FileRef

if TYPE_CHECKING:
    from ops.simulate.world import World

PACES = ((5, 200), (1_000, 60_000), (60_000, 1_200_000))
"""Ms between two acts: a burst, a busy day, a quiet one."""
SWEEP = 25
"""Acts between two looks at everything that one workstation holds."""
STEPS_AN_ACT, STEPS_AT_LEAST = 20, 500
"""Attempts after which a site where nothing can be recorded any more is given up."""


class Work:
    """The acts of everybody, and what each is compared with."""

    def __init__(self, world: "World", pace: Chance) -> None:
        self.world = world
        self._pace = pace
        self._steps = 0

    def step(self) -> None:
        """A fault may strike, somebody may do something; then the next step is due."""
        if not self.world.acting:
            return
        self._steps += 1
        if self._steps > STEPS_AN_ACT * self.world.plan.acts + STEPS_AT_LEAST:
            self.world.break_(Broken("stuck", "everywhere", f"{self.world.acts} acts in {self._steps} steps"))
        self.world.faults.strike()
        station = self._pace.pick(self.world.running) if self.world.running else None
        if station is not None:
            with self.world.guarded(station):
                wanted = self.world.people.want(station)
                self.world.learn(station)
                if wanted is not None and self._pace.happens(0.15):
                    # They looked at the screen, and act on it a while later.
                    delay = self._pace.between(1_000, 600_000)
                    self.world.timeline.after(delay, lambda: self._do_later(station, *wanted))
                elif wanted is not None:
                    self._do(station, *wanted)
            if station.runs:
                self.world.learn(station)
        self.world.timeline.after(self._pace.between(*self._pace.pick(PACES)), self.step)

    def works_on(self, station: Station, who: str) -> None:
        """Somebody does what comes to mind, whoever else would have done it."""
        self.does(station, lambda: self.world.people.want(station), who)

    def writes(self, station: Station, file: FileRef) -> None:
        """Somebody writes in this patient's, lot's or vault's file."""
        self.does(station, lambda: self.world.people.about(station, file))

    def does(self, station: Station, wish: Callable[[], Wanted | None], who: str = "") -> bool:
        """Somebody, or this one, does what is wished for there; whether anything was."""
        wanted = None
        if station.runs and self.world.acting:
            with self.world.guarded(station):
                wanted = wish()
                self.world.learn(station)
                if wanted is not None:
                    self._do(station, who or wanted[0], wanted[1])
        if station.runs:
            self.world.learn(station)
        return wanted is not None

    def settles(self, station: Station, course: Id) -> bool:
        """Somebody settles something of this course, if anything of it waits for that."""

        def wish() -> Wanted | None:
            state = station.course(course)
            return self.world.people.settlement(course, state) if state is not None else None

        return self.does(station, wish)

    def _do_later(self, station: Station, who: str, command: Command) -> None:
        if station.runs and self.world.acting:
            with self.world.guarded(station):
                self._do(station, who, command)

    def _do(self, station: Station, who: str, command: Command) -> None:
        damaged = dict(station.replica.chain.damaged)
        answer = station.ask(who, command)
        if station.replica.chain.damaged != damaged:
            self.world.network.changed(station)
        self.world.timeline.note("asked", station.name, who, type(command).__name__, _outcome(answer))
        self._heard(station, answer)

    def _heard(self, station: Station, answer: Answer) -> None:
        """What was recorded is learnt, and compared at once."""
        if isinstance(answer, Refused) and answer.code == "request.defect":
            self.world.break_(Broken("defect", station.name, str(dict(answer.values))))
        fresh = self.world.learn(station)
        self.world.sound(station)
        if not isinstance(answer, Recorded):
            return
        self.world.acts += 1
        for act in answer.acts:
            tx = self.world.model.known[act.core]
            self.world.acknowledged[act.core] = (tx, station)
        self.world.compare_touched(station, fresh)
        if self.world.acts % SWEEP == 0:
            self.world.sweep()


def _outcome(answer: Answer) -> str:
    return answer.code if isinstance(answer, Refused) else type(answer).__name__
