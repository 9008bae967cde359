"""A disk that takes nothing, where something had just come: what people see and may do there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from node.api.base import Answer
from node.api.course import GetCourse
from node.api.patient import GetPatient, SearchPatients
from node.api.settlement import ListConflicts
from node.api.worklist import GetWorklist
from node.store import engine, projection
from schema.acts.patient import Identity
from schema.ids import Id
from tests.node import circuit
from tests.node.full_disk import filling_disk
from tests.node.stations import TODAY, Station, send

TWICE = Identity("Deux-Fois", "", "Zoé", "1971-01-01", "F", "770002", "")


@dataclass
class Scene:
    """What reached a workstation is durable and not folded yet: a dose given twice, a course of both."""

    here: Station
    away: Station
    patient: Id
    course: Id

    @property
    def stale(self) -> int:
        return len(projection.stale(self.here.replica.connection, 100))

    @contextmanager
    def full(self, *, said: bool = True) -> Iterator[None]:
        """No write finds room; the engine says so, or of a disk with room no more than that it failed."""
        with pytest.MonkeyPatch.context() as patch, filling_disk() as limit:
            patch.setattr(engine, "_no_room", lambda _: said)
            limit(0)
            yield

    def questions(self, station: Station) -> list[Answer]:
        """What its screens show; the last three of all files, the inbox with what lies between files."""
        return [
            station.ask("nurse", command)
            for command in (
                GetPatient(patient=self.patient),
                GetCourse(course=self.course),
                GetWorklist(day=TODAY, mine=False),
                SearchPatients(text="essai"),
                ListConflicts(mine=False),
            )
        ]


def came_unfolded(stations: tuple[Station, Station, Station]) -> Scene:
    """A stick was read, as far as that it is durable."""
    away, here, third = stations
    some = circuit.ready(away)
    for station in (here, third):
        send(away, station)
        for who in ("nurse", "pharmacist"):
            station.session(who)
    # The same dose is made ready on two sides, and the same patient is created twice.
    dose = circuit.look(away, some.course).doses[0].dose
    for station in (away, third):
        circuit.make(station, some.course, circuit.claim(station, some.course, dose))
    for station in (here, third):
        circuit.create(station, TWICE)
    send(here, away)
    send(third, away)
    # Their sessions and all the rest, as a stick has it: durable, and folded at the end.
    known = {journal: tip.seq for journal, tip in here.replica.vector("all").items()}
    here.replica.receive(away.replica.relay.after(known, "all", 2**30), None, 1, more_follows=True)
    found = Scene(here, away, some.patient, some.course)
    assert found.stale
    return found


def unwritable(station: Station) -> str:
    """What the window is told of the disk, a minute later: it is tried again twice in that time."""
    station.clock.advance(minutes=1)
    return station.strip().unwritable
