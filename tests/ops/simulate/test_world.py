"""A whole run: the same seed is the same run; what is broken ends it and is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.base import Recorded
from node.api.course import NoteCourse
from node.domain.state import CourseState
from node.store.errors import DiskFullError
from ops.simulate.invariants import Broken
from ops.simulate.station import Station
from ops.simulate.world import Stop, World
from schema.ids import Id
from schema.transaction import FileRef, FileType


def test_the_same_seed_is_the_same_run(world_of: Callable[[int], World]) -> None:
    first, again, other = world_of(1).run(), world_of(1).run(), world_of(2).run()
    assert first == again
    assert first.trace != other.trace
    assert first.broken == other.broken == ()
    assert first.acts >= 25
    assert first.compared > 25


def test_in_the_end_every_member_holds_the_same(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    assert world.run().broken == ()
    assert len({station.replica.digests() for station in world.running}) == 1


def test_what_arrives_is_compared_at_once(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(1)
    world.run()
    one, other = world.running[:2]
    course = one.courses()[0]
    one.ask("nurse", NoteCourse(course=course, dose=None, text="RAS"))
    world.learn(one)
    asked: list[tuple[Station, Id]] = []

    def course_of(station: Station, course: Id) -> list[str]:
        asked.append((station, course))
        return []

    monkeypatch.setattr(world.comparer, "course", course_of)
    before = world.comparer.held(other)
    vector = {journal: tip.seq for journal, tip in other.replica.vector("all").items()}
    other.replica.receive(one.replica.relay.after(vector, "all", 2**20), one.id, 0)
    world.arrived(other, before)
    assert asked == [(other, course)]


def test_what_a_full_disk_left_unfolded_is_compared_as_a_window_shows_it(
    world_of: Callable[[int], World],
) -> None:
    """The disk filled between a stick's pouring and its folding: what is stored says less than is held."""
    world = world_of(1)
    assert world.run().broken == ()
    one, other = world.running[:2]
    course = one.courses()[0]
    for _ in range(150):
        assert isinstance(one.ask("nurse", NoteCourse(course=course, dose=None, text="RAS")), Recorded)
    world.learn(one)
    before = world.comparer.held(other)
    vector = {journal: tip.seq for journal, tip in other.replica.vector("all").items()}
    stick = one.replica.relay.after(vector, "all", 2**20)
    other.replica.receive(stick, None, 0, more_follows=True)
    other.disk.fill(other.replica.connection)
    with pytest.raises(DiskFullError):
        other.replica.folding.fold_stale()
    stored = other.replica.states.state(CourseState, FileRef(FileType.COURSE, course))
    world.arrived(other, before)
    assert not world.broken
    shown = other.course(course)
    assert shown == one.course(course)
    assert shown != stored
    other.disk.empty(other.replica.connection)
    other.replica.folding.fold_stale()
    assert other.replica.states.state(CourseState, FileRef(FileType.COURSE, course)) == shown


def test_what_nobody_can_be_shown_is_broken(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(1)

    def unanswered(_station: Station, _course: Id) -> list[str]:
        raise DiskFullError

    monkeypatch.setattr(world.comparer, "course", unanswered)
    with pytest.raises(Stop):
        world.compare(world.stations[0], bytes(16))
    assert [one.hazard for one in world.broken] == ["unanswered"]


def test_a_sweep_does_not_wait_for_the_end(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.sweep()
    for station in world.running:
        with station.replica.writing():
            station.replica.connection.do("UPDATE states SET trouble = 'unreadable:X' WHERE file = 1")
    with pytest.raises(Stop):
        world.sweep()
    assert "unreadable" in {broken.hazard for broken in world.broken}


def test_what_is_broken_ends_the_run(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    with pytest.raises(Stop):
        world.break_(Broken("two_truths", "W1", "on purpose"))
    assert world.broken[0].hazard == "two_truths"
    assert "on purpose" in world.timeline.lines[-1]


def test_a_transaction_nobody_wrote_is_noticed(world_of: Callable[[int], World]) -> None:
    """The model forgets one: the program then holds what nobody is known to have written."""
    world = world_of(5)
    station = world.stations[0]
    head = station.replica.chain.head(station.desk.journal())
    forgotten = world.model.known.pop(head.hash)
    assert forgotten is not None
    with pytest.raises(KeyError):
        world.comparer.held(station)
