"""A unit is whole or not at all, on disk and in memory; a part of one undoes itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.connection import Connection, connected
from node.store.errors import CannotOpenError, DamagedError, DiskFullError
from node.store.unit import Unit
from tests.node.full_disk import filling_disk, limits


class Memory:
    """A number kept of the table, and what was asked of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.largest = 0
        self.marks: list[int] = []

    def put(self, number: int) -> None:
        self.connection.do("INSERT INTO t VALUES (?)", (number,))
        self.largest = number

    def mark(self) -> int:
        return self.largest

    def forget(self, mark: int) -> None:
        self.marks.append(mark)
        self.largest = int(self.connection.value("SELECT coalesce(max(n), 0) FROM t"))


class Scene:
    """A unit of work over a table of numbers."""

    def __init__(self, connection: Connection) -> None:
        self.memory = Memory(connection)
        self.points: list[str] = []
        self.unit = Unit(connection, self.points.append, mark=self.memory.mark, forget=self.memory.forget)

    def numbers(self) -> list[int]:
        return [row[0] for row in self.memory.connection.rows("SELECT n FROM t ORDER BY n")]

    def fails(self, number: int) -> None:
        """Put a number, then fail."""
        with self.unit.writing():
            self.memory.put(number)
            raise KeyError


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with connected(tmp_path / "a.db", b"k" * 32, create=True) as connection:
        connection.do("CREATE TABLE t (n INTEGER)")
        yield Scene(connection)


def test_what_is_written_is_durable_at_its_end(scene: Scene) -> None:
    with scene.unit.writing():
        scene.memory.put(1)
        assert scene.points == ["begin"]
    assert scene.points == ["begin", "commit", "committed"]
    assert (scene.numbers(), scene.memory.marks) == ([1], [])


def test_what_fails_is_gone_from_disk_and_from_memory(scene: Scene) -> None:
    with scene.unit.writing():
        scene.memory.put(1)
    with pytest.raises(KeyError):
        scene.fails(2)
    assert (scene.numbers(), scene.memory.largest, scene.memory.marks) == ([1], 1, [1])
    assert "committed" not in scene.points[3:]
    assert not scene.unit.inside


def test_a_part_that_fails_leaves_the_rest_of_its_unit(scene: Scene) -> None:
    with scene.unit.writing():
        scene.memory.put(1)
        with pytest.raises(KeyError):
            scene.fails(2)
        assert scene.memory.largest == 1
        scene.memory.put(3)
    assert scene.numbers() == [1, 3]
    assert scene.points == ["begin", "commit", "committed"], "a part is no unit of its own"


def test_reading_inside_a_unit_is_that_unit(scene: Scene) -> None:
    with scene.unit.writing():
        scene.memory.put(1)
        with scene.unit.reading():
            assert scene.numbers() == [1]
            inside = [scene.unit.inside]
        inside.append(scene.unit.inside)
    assert [*inside, scene.unit.inside] == [True, True, False]


FULL = DiskFullError()


def test_what_is_supposed_is_read_and_never_written(scene: Scene, tmp_path: Path) -> None:
    with scene.unit.writing():
        scene.memory.put(1)
    scene.unit.suppose(lambda: scene.memory.put(2), FULL)
    with scene.unit.reading():
        assert scene.numbers() == [1, 2]
    assert scene.unit.supposed is not None
    assert scene.unit.supposed.why is FULL
    with connected(tmp_path / "a.db", b"k" * 32) as another:
        assert another.rows("SELECT n FROM t") == [(1,)]
    # What no unit announces would be lost with it: it is refused.
    with pytest.raises(CannotOpenError):
        scene.memory.put(3)
    assert scene.numbers() == [1, 2]


def test_who_writes_next_writes_what_was_supposed_first(scene: Scene) -> None:
    scene.unit.suppose(lambda: scene.memory.put(1), FULL)
    with scene.unit.writing():
        assert scene.numbers() == [1], "they have read it"
        scene.memory.put(2)
    assert (scene.numbers(), scene.unit.supposed) == ([1, 2], None)
    assert scene.points == ["in memory", "on disk", "begin", "commit", "committed"]


def test_what_is_supposed_goes_with_a_write_that_fails(scene: Scene) -> None:
    scene.unit.suppose(lambda: scene.memory.put(1), FULL)
    with pytest.raises(KeyError):
        scene.fails(2)
    assert (scene.numbers(), scene.memory.largest, scene.unit.supposed) == ([], 0, None)


def test_what_cannot_even_be_supposed_leaves_nothing(scene: Scene) -> None:
    def fails() -> None:
        scene.memory.put(1)
        raise KeyError

    with pytest.raises(KeyError):
        scene.unit.suppose(fails, FULL)
    assert (scene.numbers(), scene.memory.largest, scene.unit.supposed) == ([], 0, None)
    with scene.unit.writing():
        scene.memory.put(2)
    assert scene.numbers() == [2]


def test_what_the_engine_drops_by_itself_no_longer_stands(scene: Scene) -> None:
    """As it does where memory runs out on reading."""
    scene.unit.suppose(lambda: scene.memory.put(1), FULL)
    scene.memory.connection.do("ROLLBACK")
    with scene.unit.reading():
        assert (scene.numbers(), scene.memory.largest) == ([], 0)
    assert scene.unit.supposed is None
    scene.memory.put(2)
    assert scene.numbers() == [2], "it may be written again"


def test_what_could_not_begin_lets_the_engine_write_its_pages_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = scene.memory.connection
    before = connection.value("PRAGMA cache_spill")
    with monkeypatch.context() as patch:
        patch.setattr(connection, "_begin", "BEGIN NOTHING")
        with pytest.raises(Exception, match="NOTHING"):
            scene.unit.suppose(lambda: scene.memory.put(1), FULL)
    assert connection.value("PRAGMA cache_spill") == before != 0
    assert not scene.unit.inside
    assert scene.points == ["in memory", "on disk"]


@limits
def test_supposing_takes_no_room_however_much_it_is(scene: Scene) -> None:
    """More than the engine keeps in memory of its own accord, on a disk that takes not one byte."""
    connection = scene.memory.connection
    connection.do("PRAGMA cache_size = 10")

    def much() -> None:
        connection.do_many("INSERT INTO t VALUES (?)", [(number,) for number in range(40_000)])

    def for_good() -> None:
        with scene.unit.writing():
            much()

    with filling_disk() as limit:
        limit(0)
        with pytest.raises((DiskFullError, DamagedError)):
            for_good()
        scene.unit.suppose(much, FULL)
        assert len(scene.numbers()) == 40_000
        with pytest.raises((DiskFullError, DamagedError)):
            for_good()
        assert scene.numbers() == []
    for_good()
    assert len(scene.numbers()) == 40_000
