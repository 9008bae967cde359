"""What happens to disks, sticks and snapshots: bits flip, files end early, old states come back."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard

from node.carry_in import merge_carry
from node.carry_out import Carry, write_carry
from node.enrolling import Administrator
from node.restore import read_back
from node.snapshot import Snapshot, take_snapshot
from node.store.connection import check_pages
from node.store.errors import StoreError
from node.vault import FILE_NAME, open_vault
from ops.simulate.chance import Chance
from ops.simulate.disk import copy_disk
from ops.simulate.faults.machines import FEWEST, any_of, spare
from ops.simulate.faults.members import rights_apart
from ops.simulate.founding import CHEAP, PIN
from sync.bundle import BundleError
from sync.bundle.age import encrypt_stream

if TYPE_CHECKING:
    from ops.simulate.station import Station
    from ops.simulate.world import World

MEBIBYTE, SWOLLEN = 1 << 20, 64
"""Mebibytes of zeros to which such a stick unpacks."""
RESTORED = 1
"""Workstations restored on a site, at most: each brings journals of its own for good."""


def stick(world: "World", chance: Chance) -> bool:
    """A USB stick is written here and read there, later, perhaps twice, perhaps broken on its way."""
    station = any_of(world, chance)
    if station is None:
        return False
    folder = world.folder / f"stick-{world.timeline.count}"
    carry: Carry | None = None
    with world.guarded(station):
        folder.mkdir()
        try:
            carry = write_carry(station.desk, folder, everything=chance.happens(0.2))
        except BundleError as error:
            world.timeline.note("no stick", station.name, error.code)
            return False
    if not station.runs or carry is None:
        return False
    if chance.happens(0.2):
        # From its end: how long its beginning is, the cipher draws for itself.
        with carry.path.open("r+b") as file:
            file.truncate(max(0, carry.size - chance.between(1, 3_000)))
    for _ in range(chance.between(1, 2)):
        at = chance.pick(world.stations)
        world.timeline.after(chance.between(60_000, 7_200_000), partial(_read, world, at, carry.path))
    return True


def _read(world: "World", station: "Station", path: Path) -> None:
    if not station.runs:
        return
    before = world.comparer.held(station)
    with world.guarded(station):
        try:
            merge_carry(station.desk, path)
        except BundleError as error:
            world.timeline.note("stick", station.name, error.code)
    if station.runs:
        world.network.changed(station)
        # Looking at what is not folded yet writes.
        with world.guarded(station):
            world.arrived(station, before)


def swollen(world: "World", chance: Chance) -> bool:
    """A stick that somebody hostile made for a workstation: a few bytes, many times as much once unpacked."""
    station = any_of(world, chance)
    if station is None:
        return False
    path = world.folder / f"bomb-{world.timeline.count}"
    # As a frame of no length, of one beyond any limit, or of one byte.
    begin = chance.pick((bytes(4), b"\xff" * 4, b"\0\0\0\1"))
    with path.open("wb") as file:
        encrypt_stream(_bomb(begin), file, [station.contents.backup_recipient])
    _read(world, station, path)
    path.unlink()
    return True


def _bomb(begin: bytes) -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor().compressobj()
    yield packer.compress(begin)
    for _ in range(SWOLLEN):
        yield packer.compress(bytes(MEBIBYTE))
    yield packer.flush()


def destroyed(world: "World", chance: Chance) -> bool:
    """A disk is lost with what it alone held."""
    station = spare(world, chance)
    if station is not None:
        world.lose(station)
    return station is not None


def bits_flipped(world: "World", chance: Chance) -> bool:
    """A bit of a journal row turns over that others hold too: `verify` finds it, a peer sends it again."""
    station, first = any_of(world, chance), world.stations[0]
    if station is None or station is first or station.name in world.flipped or not first.runs:
        return False
    world.excuses.workstations.add(station.id)
    connection = station.replica.connection
    with world.guarded(station), station.replica.writing():
        count = connection.value("SELECT count(*) FROM transactions")
        n, named, data = connection.rows(
            "SELECT n, hash, data FROM transactions ORDER BY n LIMIT 1 OFFSET ?",
            (chance.between(0, int(count or 1) - 1),),
        )[0]
        if not world.model.known[bytes(named)].bit & world.comparer.held(first):
            return False
        spoilt = bytearray(data)
        spoilt[chance.between(0, len(spoilt) - 1)] ^= 1 << chance.between(0, 7)
        connection.do("UPDATE transactions SET data = ? WHERE n = ?", (bytes(spoilt), n))
        world.flip(station.name)
    world.timeline.note("flipped", station.name)
    return True


def rolled_back(world: "World", chance: Chance) -> bool:
    """The disk goes back to what it held a while ago: its journals go on from there, a second time."""
    station = spare(world, chance)
    if station is None:
        return False
    image = world.folder / f"image-{world.timeline.count}"
    copy_disk(station.folder, image)
    world.timeline.note("image", station.name)
    bits = station.name in world.flipped
    after = chance.between(60_000, 10_800_000)
    world.timeline.after(after, partial(_go_back, world, station, image, chance, damaged=bits))
    return True


def _go_back(world: "World", station: "Station", image: Path, chance: Chance, *, damaged: bool) -> None:
    if not station.runs or not world.acting:
        return
    # What an administrator did there meanwhile is what they do there once more, otherwise.
    rights_apart(world, station, chance)
    if station in world.running:
        _set_back(world, station, image, chance, damaged=damaged)


def _set_back(world: "World", station: "Station", image: Path, chance: Chance, *, damaged: bool) -> None:
    world.excuses.workstations.add(station.id)
    world.set_back.add(station.id)
    world.shown_as_held_here_alone(station)
    world.switch_off(station)
    shutil.rmtree(station.folder)
    image.rename(station.folder)
    world.comparer.forget(station)
    (world.flip if damaged else world.flipped.discard)(station.name)
    world.timeline.note("rolled back", station.name)
    world.restart(station)
    rights_apart(world, station, chance)


def cloned(world: "World", chance: Chance) -> bool:
    """A second machine wakes up with a workstation's disk, and takes itself for it."""
    station = spare(world, chance)
    if station is None or any(one.name.startswith("C") for one in world.stations):
        return False
    world.excuses.workstations.add(station.id)
    world.twins.add(station.id)
    name = f"C{len(world.stations)}"
    copy_disk(station.folder, world.folder / name)
    world.timeline.note("cloned", name, station.name)
    if station.name in world.ever_flipped:
        world.flip(name)
    beside = chance.shuffled([one.name for one in world.stations if one is not station])
    world.welcome(name, station.contents, beside[: chance.between(1, 3)])
    for twin in (station, world.stations[-1]):
        # Each takes a dose on under the number that is next in the series of both.
        world.work.does(twin, partial(world.people.claims, twin))
        world.timeline.after(chance.between(1_000, 600_000), partial(rights_apart, world, twin, chance))
    return True


def truncated(world: "World", chance: Chance) -> bool:
    """The file itself ends early; who looks after it finds out, and begins anew."""

    def cut(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(chance.between(0, path.stat().st_size - 1))

    return _spoilt(world, chance, cut)


def overwritten(world: "World", chance: Chance) -> bool:
    """Something else is written over it, here and there."""

    def write_over(path: Path) -> None:
        with path.open("r+b") as file:
            for _ in range(40):
                file.seek(chance.between(0, path.stat().st_size - 1))
                file.write(chance(8))

    return _spoilt(world, chance, write_over)


def _spoilt(world: "World", chance: Chance, spoil: Callable[[Path], None]) -> bool:
    station = spare(world, chance)
    if station is None:
        return False
    world.switch_off(station)
    spoil(station.folder / "replica.db")
    try:
        station.start()
        check_pages(station.replica.connection)
    except StoreError as error:
        world.timeline.note("spoilt", station.name, error.code)
        world.lose(station)
    else:
        world.network.started(station)
    return True


def restored_beside(world: "World", chance: Chance) -> bool:
    """A snapshot becomes a new workstation, later, beside the one that took it."""
    return _restored(world, chance, instead=False)


def restored_instead(world: "World", chance: Chance) -> bool:
    """The same in its place: the other is gone."""
    return _restored(world, chance, instead=True)


def _restored(world: "World", chance: Chance, *, instead: bool) -> bool:
    station = any_of(world, chance)
    if station is None or len([one for one in world.stations if one.name.startswith("R")]) >= RESTORED:
        return False
    folder = world.folder / f"snapshot-{world.timeline.count}"
    snapshot: Snapshot | None = None
    with world.guarded(station):
        try:
            snapshot = take_snapshot(
                station.replica, station.contents, folder, station.clock.now_ms(), chance.child("snapshot")
            )
        except BundleError as error:
            world.timeline.note("no snapshot", station.name, error.code)
            return False
    if not station.runs or snapshot is None:
        return False
    instead = instead and station is not world.stations[0]
    after = chance.between(60_000, 7_200_000)
    world.timeline.after(after, partial(_restore, world, station, snapshot.path, chance, instead=instead))
    return True


def _restore(world: "World", old: "Station", path: Path, chance: Chance, *, instead: bool) -> None:
    name = f"R{len(world.stations)}"
    folder = world.folder / name
    if instead and old.runs and len(world.running) > FEWEST:
        world.lose(old)
    now, random = world.timeline.now, chance.child(name)
    try:
        with read_back(path, folder, old.contents.backup_identity, now_ms=now, random=random) as restoration:
            by = Administrator(world.people_ids["administrator"], PIN)
            done = restoration.enrol(by, now_ms=now, random=random, cost=CHEAP)
    except BundleError as error:
        world.timeline.note("not restored", name, error.code)
        shutil.rmtree(folder, ignore_errors=True)
        return
    world.timeline.note("restored", name, old.name)
    contents = open_vault(folder / FILE_NAME, passphrase=done.passphrase)
    world.welcome(name, contents, [one.name for one in world.stations if one.runs])
