"""A large carry is several files, each whole in itself; a try that was cut off is gone on with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from node.carry_out import WRITE_POINTS, Carry, write_carry
from node.carry_parts import noted
from node.carry_plan import other_members
from node.desk import Desk
from schema.acts.patient import Identity
from sync.bundle import Carried, Piece, Replaceable
from sync.bundle.errors import NotWrittenError
from tests.node import circuit
from tests.node.full_disk import filling_disk
from tests.node.killed import killed_at
from tests.node.stations import Clock, Template, copied, opened
from tests.node.sticks import Content, Three, content, fill, into, out

OTHER = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")
PART = 60_000
"""Bytes: a handful of files."""


@pytest.fixture(name="stick")
def _stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(name="filled")
def _filled(stations: Three) -> Three:
    fill(stations[0], circuit.create(stations[0]), notes=200)
    return stations


def write(desk: Desk, stick: Path, at_point: Callable[[str], None] = lambda _: None) -> Carry:
    return write_carry(desk, stick, part_bytes=PART, at_point=at_point)


def after(point: str, times: int, work: Callable[[], None]) -> Callable[[str], None]:
    """Do something when a point is reached for that time."""
    left = times

    def at_point(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if reached == point and not left:
            work()

    return at_point


def pulled() -> None:
    raise OSError(5, "Input/output error")


def taken(stations: Three, carry: Carry, receiver: int = 1) -> None:
    """Every file in its order: nothing waits after any of them, and all ends equal."""
    for path in carry.files:
        poured = into(stations[receiver], path).poured
        assert poured.reading.complete
        assert (poured.waiting, poured.refused) == (0, 0)
    assert stations[receiver].replica.digests() == stations[0].replica.digests()


def inside(stations: Three, path: Path) -> Content:
    reading, found = content(path, stations[2].desk.vault.backup_identity)
    assert reading.complete
    return found


def numbers(stations: Three, carry: Carry) -> list[int]:
    """How many transactions each file has."""
    return [sum(isinstance(one, Carried) for one in inside(stations, path).items) for path in carry.files]


def test_what_is_large_becomes_files_that_each_stand_alone(filled: Three, stick: Path) -> None:
    whole = write_carry(filled[0].desk, stick)
    assert len(whole.files) == 1
    whole.path.unlink()
    made = write(filled[0].desk, stick)
    assert len(made.files) > 2
    assert (made.kept, made.transactions) == (0, whole.transactions)
    assert made.size == sum(path.stat().st_size for path in made.files)
    assert sorted(stick.iterdir()) == sorted(made.files)
    counted = numbers(filled, made)
    assert sum(counted) == made.transactions
    assert all(counted)
    for number, path in enumerate(made.files):
        items = inside(filled, path).items
        assert sum(len(one.transaction) for one in items if isinstance(one, Carried)) <= PART
        records = [one for one in items if isinstance(one, Replaceable)]
        assert len(records) == (made.records if number == 0 else 0)
        assert number == len(made.files) - 1 or not any(isinstance(one, Piece) for one in items)
    assert noted(filled[0].replica) == ()
    taken(filled, made)


@pytest.mark.parametrize("point", WRITE_POINTS[1:])
def test_a_stick_pulled_in_the_middle_is_gone_on_with(filled: Three, stick: Path, point: str) -> None:
    """The files that were finished stay, byte for byte; only what is not there yet is written."""
    one = filled[0]
    with pytest.raises(NotWrittenError):
        write(one.desk, stick, after(point, 2, pulled))
    there = {path: path.read_bytes() for path in stick.glob("*.age")}
    finished = [part.name for part in noted(one.replica)]
    assert len(finished) == (2 if point == "noted" else 1)
    assert len(there) == (2 if point in {"named", "noted"} else 1)
    made = write(one.desk, stick)
    assert made.kept == len(finished)
    assert [path.name for path in made.files[: made.kept]] == finished
    assert len(made.files) > made.kept
    assert made.transactions == sum(numbers(filled, made)[made.kept :])
    assert {path: path.read_bytes() for path in there} == there
    taken(filled, made)
    assert noted(one.replica) == ()


def test_a_stick_that_is_full_half_way_goes_on_when_there_is_room(filled: Three, stick: Path) -> None:
    one = filled[0]
    with filling_disk() as limit, pytest.raises(NotWrittenError):
        write(one.desk, stick, after("started", 3, lambda: limit(4096)))
    assert len(list(stick.iterdir())) == 2
    made = write(one.desk, stick)
    assert made.kept == 2
    taken(filled, made)


def test_what_was_recorded_since_goes_along(filled: Three, stick: Path) -> None:
    one = filled[0]
    with pytest.raises(NotWrittenError):
        write(one.desk, stick, after("started", 2, pulled))
    fill(one, circuit.create(one, OTHER), notes=5)
    made = write(one.desk, stick)
    assert made.kept == 1
    taken(filled, made)


def test_who_came_since_can_open_every_file(
    filled: Three, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file sealed to fewer readers is no part of what is written for all."""
    one = filled[0]
    with monkeypatch.context() as before:
        before.setattr("node.carry_out.other_members", lambda desk: other_members(desk)[:1])
        with pytest.raises(NotWrittenError):
            write(one.desk, stick, after("started", 2, pulled))
    made = write(one.desk, stick)
    assert made.kept == 0
    taken(filled, made)
    taken(filled, made, 2)


@pytest.mark.parametrize("change", ["gone", "altered", "another stick"])
def test_what_the_stick_no_longer_gives_is_written_again(
    filled: Three, stick: Path, tmp_path: Path, change: str
) -> None:
    one = filled[0]
    with pytest.raises(NotWrittenError):
        write(one.desk, stick, after("started", 3, pulled))
    first, second = sorted(stick.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    if change == "gone":
        first.unlink()
    elif change == "altered":
        data = bytearray(second.read_bytes())
        data[-1] ^= 1
        second.write_bytes(data)
    else:
        stick = tmp_path / "another"
        stick.mkdir()
    made = write(one.desk, stick)
    assert made.kept == (1 if change == "altered" else 0)
    assert made.transactions == sum(numbers(filled, made)[made.kept :])
    taken(filled, made)


def test_others_who_lack_more_than_before_get_it_all(filled: Three, stick: Path) -> None:
    """A finished file counts only from where the others are believed to be now."""
    one, two, three = filled
    first = out(one, stick)
    for other in (two, three):
        into(other, first)
        into(one, out(other, stick))
    fill(one, circuit.create(one, OTHER), notes=150)
    with pytest.raises(NotWrittenError):
        write(one.desk, stick, after("started", 2, pulled))
    (part,) = noted(one.replica)
    assert any(part.since), "the others have what comes before"
    made = write_carry(one.desk, stick, part_bytes=PART, everything=True)
    assert (made.kept, made.transactions) == (0, one.replica.counts()[0])
    assert write(one.desk, stick).kept == 0, "that one was finished"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", WRITE_POINTS[1:])
def test_killed_in_the_second_file(template: Template, tmp_path: Path, stick: Path, point: str) -> None:
    folder, vault = copied(template, tmp_path), template.contents["PUI-1"]

    def writing(at_point: Callable[[str], None], times: int) -> Carry:
        left = times

        def dies(reached: str) -> None:
            nonlocal left
            left -= reached == point
            if not left:
                at_point(reached)

        with opened(folder, "PUI-1", vault, template.people, Clock(), seed=5) as station:
            return write_carry(station.desk, stick, everything=True, part_bytes=8_000, at_point=dies)

    killed_at(point, lambda at_point: (writing(at_point, 2), None)[1])
    finished = {path.name for path in stick.glob("*.age")}
    made = writing(lambda _: None, 0)
    assert made.kept == (2 if point == "noted" else 1)
    assert {path.name for path in made.files[: made.kept]} <= finished
    identity = template.contents["USC-1"].backup_identity
    assert all(content(path, identity)[0].complete for path in made.files)
    assert not [path for path in stick.iterdir() if path.name.startswith(".")]
