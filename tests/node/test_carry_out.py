"""Carries are written whole or not at all, read back, and openable by every member and nobody else."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pyrage
import pytest

from node.carry_errors import (
    DamagedRowsError,
    MissingFolderError,
    NobodyError,
    NotReadBackError,
    OwnFolderError,
    RemovedError,
    StoppedError,
)
from node.carry_out import NAMED, WRITE_POINTS, Carry, write_carry
from schema.ids import short_text
from sync.bundle import Carried, Needed, Replaceable
from sync.bundle.errors import NotWrittenError, WrongRecipientError
from tests.node import circuit
from tests.node.full_disk import filling_disk
from tests.node.killed import killed_at
from tests.node.small_site import small_site
from tests.node.stations import Clock, Template, copied, opened
from tests.node.sticks import Three, content, fill, into, out, remove

T = TypeVar("T")


def test_a_carry_says_what_it_is(stations: Three, tmp_path: Path) -> None:
    one = stations[0]
    circuit.treated(one)
    stick = tmp_path / "stick"
    made = out(one, stick, everything=True)
    assert made.path.name == "veilleuse-carry-hopital-fictif-de-valclair-pui-1-2026-06-05.age"
    assert list(stick.iterdir()) == [made.path]
    assert made.size == made.path.stat().st_size
    assert made.transactions == one.replica.counts()[0]
    reading, found = content(made.path, one.desk.vault.backup_identity)
    assert reading.complete
    assert (reading.manifest.what, reading.manifest.workstation) == ("carry", one.desk.vault.workstation)
    assert reading.manifest.journal_digest == one.replica.digests()[0]
    assert sum(isinstance(item, Carried) for item in found.items) == made.transactions
    assert sum(isinstance(item, Replaceable) for item in found.items) == made.records
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o777 == 0o600


def test_every_member_and_nobody_else_opens_it(stations: Three, tmp_path: Path) -> None:
    made = out(stations[0], tmp_path)
    assert made.readers == ("HDJ-1", "USC-1")
    for station in stations:
        assert content(made.path, station.desk.vault.backup_identity)[0].complete
    with small_site(tmp_path / "other site") as stranger, pytest.raises(WrongRecipientError):
        content(made.path, stranger.vault.backup_identity)


def test_no_secret_of_the_workstation_or_the_site_is_inside(stations: Three, tmp_path: Path) -> None:
    one = stations[0]
    circuit.treated(one)
    made = out(one, tmp_path, everything=True)
    _, found = content(made.path, one.desk.vault.backup_identity)
    assert not [item for item in found.items if isinstance(item, Needed)]
    vault = one.desk.vault
    secrets = [vault.database_key, vault.seal_key, vault.tls_key, vault.site_pepper]
    secrets.append(vault.backup_identity.encode())
    for data in found.everything():
        assert not any(secret in data for secret in secrets)


def test_a_workstation_removed_reads_no_more(stations: Three, tmp_path: Path) -> None:
    one, two, three = stations
    remove(one, three)
    made = out(one, tmp_path)
    assert made.readers == ("HDJ-1",)
    assert into(two, made).poured.reading.complete
    with pytest.raises(WrongRecipientError):
        content(made.path, three.desk.vault.backup_identity)
    with pytest.raises(RemovedError):
        into(three, made)


def test_the_recovery_key_opens_it(stations: Three, tmp_path: Path) -> None:
    desk = stations[0].desk
    identity = pyrage.x25519.Identity.generate()
    recovery = msgspec.structs.replace(desk.vault.recovery, recipient=str(identity.to_public()))
    desk.vault = msgspec.structs.replace(desk.vault, recovery=recovery)
    assert content(out(stations[0], tmp_path).path, str(identity))[0].complete


def test_a_site_of_one_workstation_has_nobody_to_carry_to(tmp_path: Path) -> None:
    with small_site(tmp_path / "PUI") as place, pytest.raises(NobodyError):
        write_carry(place.desk, tmp_path)
    assert not list(tmp_path.glob("*.age"))


def test_a_second_one_of_the_same_day_leaves_the_first(stations: Three, tmp_path: Path) -> None:
    first = out(stations[0], tmp_path)
    before = first.path.read_bytes()
    second = out(stations[0], tmp_path)
    assert second.path.name.endswith("-2026-06-05-2.age")
    assert first.path.read_bytes() == before


def test_a_folder_that_is_not_there_is_not_made(stations: Three, tmp_path: Path) -> None:
    """A stick that is not mounted must not become a folder of this workstation's disk."""
    (tmp_path / "file").write_bytes(b"")
    for missing in (tmp_path / "media" / "stick", tmp_path / "file"):
        with pytest.raises(MissingFolderError) as caught:
            write_carry(stations[0].desk, missing)
        assert caught.value.values == {"path": str(missing)}
    assert [path.name for path in tmp_path.iterdir() if path.name != "site"] == ["file"]


@pytest.mark.parametrize("inside", [(), ("stick",)])
def test_the_folder_of_the_workstation_is_no_stick(
    stations: Three, tmp_path: Path, inside: tuple[str, ...]
) -> None:
    one = stations[0]
    folder = one.replica.folder.joinpath(*inside)
    folder.mkdir(exist_ok=True)
    by_another_name = tmp_path / "link"
    by_another_name.symlink_to(folder, target_is_directory=True)
    before = set(folder.iterdir())
    for named in (folder, by_another_name):
        with pytest.raises(OwnFolderError):
            write_carry(one.desk, named)
    assert set(folder.iterdir()) == before


def test_what_has_its_name_by_now_is_not_written_over_nor_followed(stations: Three, tmp_path: Path) -> None:
    """Whoever names the folder need not be the account under which the node writes."""
    one, (stick, elsewhere) = stations[0], (tmp_path / "stick", tmp_path / "elsewhere")
    stick.mkdir()
    elsewhere.write_text("untouched", encoding="utf-8")
    growing = stick / f".{NAMED}-{short_text(one.desk.vault.workstation)}.partial"
    growing.symlink_to(elsewhere)
    first = write_carry(one.desk, stick)
    first.path.unlink()
    first.path.symlink_to(elsewhere)
    again = write_carry(one.desk, stick)
    again.path.unlink()
    again.path.symlink_to(tmp_path / "nowhere")
    third = write_carry(one.desk, stick)
    assert len({first.path, again.path, third.path}) == 3
    assert elsewhere.read_text(encoding="utf-8") == "untouched"


def test_a_folder_of_the_own_disk_is_told(stations: Three, tmp_path: Path) -> None:
    assert out(stations[0], tmp_path).own_disk
    other = Path("/dev/shm")  # noqa: S108  # another file system, where Linux has it
    if other.is_dir() and other.stat().st_dev != tmp_path.stat().st_dev:
        with tempfile.TemporaryDirectory(dir=other) as stick:
            assert not out(stations[0], Path(stick)).own_disk


# People go on working


def test_what_is_written_meanwhile_is_left_for_the_next(stations: Three, tmp_path: Path) -> None:
    """Between two slices somebody records something, in a journal that is being read."""
    one, two, _ = stations
    patient = circuit.create(one)
    fill(one, patient, notes=400)
    slices = 0

    def on_writer(work: Callable[[], T]) -> T:
        nonlocal slices
        slices += 1
        if slices % 3 == 0:
            fill(one, patient, notes=1)
        return work()

    tmp_path = tmp_path / "stick"
    tmp_path.mkdir()
    told: list[tuple[int, int]] = []
    made = write_carry(
        one.desk, tmp_path, on_writer=on_writer, told=lambda done, total: told.append((done, total))
    )
    assert slices > 4
    assert into(two, made).poured.waiting == 0
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert out(one, tmp_path).transactions > 0


def test_who_stops_it_leaves_nothing(stations: Three, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done:
            raise StoppedError

    circuit.treated(stations[0])
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(StoppedError):
        write_carry(stations[0].desk, stick, everything=True, told=stop)
    assert not list(stick.iterdir())


# A row that went bad


@pytest.mark.parametrize("damage", ["zeroblob(length(data))", "(SELECT data FROM transactions WHERE n = 1)"])
def test_a_row_altered_by_hand_goes_nowhere(stations: Three, tmp_path: Path, damage: str) -> None:
    """Zeroes, or another transaction in its place: nobody has noticed yet, the writing does."""
    one = stations[0]
    circuit.create(one)
    with one.replica.writing():
        one.replica.connection.do(
            f"UPDATE transactions SET data = {damage} WHERE n = (SELECT max(n) FROM transactions)"  # noqa: S608
        )
    with pytest.raises(DamagedRowsError):
        out(one, tmp_path / "stick")
    assert not list((tmp_path / "stick").iterdir())


def test_a_changed_body_goes_nowhere(stations: Three, tmp_path: Path) -> None:
    """The chain covers bodies by their digests alone: place and hash of the row are those they were."""
    one = stations[0]
    circuit.create(one)
    with one.replica.writing():
        data = one.replica.connection.value("SELECT data FROM transactions ORDER BY n DESC LIMIT 1")
        assert isinstance(data, bytes)
        at = data.index(b"Jeanne")
        changed = data[:at] + b"Jeanna" + data[at + 6 :]
        one.replica.connection.do(
            "UPDATE transactions SET data = ? WHERE n = (SELECT max(n) FROM transactions)", (changed,)
        )
    with pytest.raises(DamagedRowsError):
        out(one, tmp_path / "stick")
    assert not list((tmp_path / "stick").iterdir())


# A stick that lies, fills up, or is pulled


def _at(point: str, work: Callable[[], object]) -> Callable[[str], None]:
    return lambda reached: None if reached != point else (work(), None)[1]


@pytest.mark.parametrize("where", [0, 200, -200, -1])
def test_a_stick_that_keeps_something_else_is_found_out(stations: Three, tmp_path: Path, where: int) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def flip() -> None:
        (growing,) = stick.iterdir()
        data = bytearray(growing.read_bytes())
        data[where] ^= 1
        growing.write_bytes(data)

    with pytest.raises(NotReadBackError):
        write_carry(stations[0].desk, stick, everything=True, at_point=_at("synced", flip))
    assert not list(stick.iterdir())


def test_a_stick_that_loses_the_end_is_found_out(stations: Three, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def cut() -> None:
        (growing,) = stick.iterdir()
        os.truncate(growing, growing.stat().st_size // 2)

    with pytest.raises(NotReadBackError):
        write_carry(stations[0].desk, stick, everything=True, at_point=_at("synced", cut))
    assert not list(stick.iterdir())


@pytest.mark.parametrize("point", WRITE_POINTS[:-2])
def test_a_stick_pulled_while_writing(stations: Three, tmp_path: Path, point: str) -> None:
    """Nothing looks whole afterwards, and the next try on the same stick is."""
    stick = tmp_path / "mount" / "stick"
    stick.mkdir(parents=True)
    pull = _at(point, lambda: shutil.rmtree(tmp_path / "mount"))
    with pytest.raises(NotWrittenError):
        write_carry(stations[0].desk, stick, at_point=pull)
    assert not list(tmp_path.rglob("*.age"))
    assert content(out(stations[0], stick).path, stations[1].desk.vault.backup_identity)[0].complete


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
def test_a_full_stick(stations: Three, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with filling_disk() as limit:
        at_point = _at("started", lambda: limit(4096))
        with pytest.raises(NotWrittenError) as caught:
            write_carry(stations[0].desk, stick, everything=True, at_point=at_point)
    assert caught.value.values["reason"]
    assert not list(stick.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", WRITE_POINTS[:-1])
def test_killed_at_each_write_point(template: Template, tmp_path: Path, point: str) -> None:
    """Whatever bears a carry's name afterwards is a whole one; running it again completes and tidies up."""
    folder, stick = copied(template, tmp_path), tmp_path / "stick"
    stick.mkdir()

    def write(at_point: Callable[[str], None]) -> Carry:
        vault = template.contents["PUI-1"]
        with opened(folder, "PUI-1", vault, template.people, Clock(), seed=5) as station:
            return write_carry(station.desk, stick, everything=True, at_point=at_point)

    killed_at(point, lambda at_point: (write(at_point), None)[1])
    visible = list(stick.glob("*.age"))
    visible = [path for path in visible if not path.name.startswith(".")]
    assert len(visible) == (point == "named")
    again = write(lambda _: None)
    assert sorted(stick.iterdir()) == sorted([*visible, again.path])
    for file in sorted(stick.iterdir()):
        assert content(file, template.contents["USC-1"].backup_identity)[0].complete
