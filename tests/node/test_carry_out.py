"""Carries are written whole or not at all, read back, and openable by every member and nobody else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyrage
import pytest

from node.bundle_errors import FolderError
from node.carry_errors import DamagedRowsError, NobodyError, NotReadBackError
from node.carry_out import WRITE_POINTS, Carry, write_carry
from sync.bundle import Carried, Needed, Replaceable
from sync.bundle.errors import NotWrittenError, WrongRecipientError
from tests.node import circuit
from tests.node.full_disk import filling_disk
from tests.node.killed import killed_at
from tests.node.small_site import small_site
from tests.node.stations import Clock, Template, copied, opened
from tests.node.sticks import Three, content, into, out, remove


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
        into(three, made)


def test_the_recovery_key_opens_it(stations: Three, tmp_path: Path) -> None:
    desk = stations[0].desk
    identity = pyrage.x25519.Identity.generate()
    recovery = msgspec.structs.replace(desk.vault.recovery, recipient=str(identity.to_public()))
    desk.vault = msgspec.structs.replace(desk.vault, recovery=recovery)
    assert content(out(stations[0], tmp_path).path, str(identity))[0].complete


def test_a_site_of_one_workstation_has_nobody_to_carry_to(tmp_path: Path) -> None:
    with small_site(tmp_path / "PUI") as place, pytest.raises(NobodyError):
        write_carry(place.desk, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_second_one_of_the_same_day_leaves_the_first(stations: Three, tmp_path: Path) -> None:
    first = out(stations[0], tmp_path)
    before = first.path.read_bytes()
    second = out(stations[0], tmp_path)
    assert second.path.name.endswith("-2026-06-05-2.age")
    assert first.path.read_bytes() == before


def test_a_folder_that_cannot_be_made(stations: Three, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderError):
        out(stations[0], tmp_path / "file" / "stick")


# A row that went bad


@pytest.mark.parametrize("damage", ["zeroblob(length(data))", "(SELECT data FROM transactions WHERE n = 1)"])
def test_a_row_altered_by_hand_goes_nowhere(stations: Three, tmp_path: Path, damage: str) -> None:
    """Zeroes, or another transaction in its place: nobody has noticed yet, the writing does."""
    one = stations[0]
    circuit.create(one)
    with one.replica.writing():
        one.replica.connection.exec_driver_sql(
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
        data = one.replica.connection.exec_driver_sql(
            "SELECT data FROM transactions ORDER BY n DESC LIMIT 1"
        ).scalar()
        assert isinstance(data, bytes)
        at = data.index(b"Jeanne")
        changed = data[:at] + b"Jeanna" + data[at + 6 :]
        one.replica.connection.exec_driver_sql(
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

    def cut() -> None:
        (growing,) = stick.iterdir()
        os.truncate(growing, growing.stat().st_size // 2)

    with pytest.raises(NotReadBackError):
        write_carry(stations[0].desk, stick, everything=True, at_point=_at("synced", cut))
    assert not list(stick.iterdir())


@pytest.mark.parametrize("point", WRITE_POINTS[:-1])
def test_a_stick_pulled_while_writing(stations: Three, tmp_path: Path, point: str) -> None:
    """Nothing looks whole afterwards, and the next try on the same stick is."""
    stick = tmp_path / "mount" / "stick"
    stick.mkdir(parents=True)
    pull = _at(point, lambda: shutil.rmtree(tmp_path / "mount"))
    if point == "planned":
        # Not there yet when the folder is made: it is made where the stick would be.
        assert write_carry(stations[0].desk, stick, at_point=pull).path.exists()
        return
    with pytest.raises(NotWrittenError):
        write_carry(stations[0].desk, stick, at_point=pull)
    assert not list(tmp_path.rglob("*.age"))
    assert content(out(stations[0], stick).path, stations[1].desk.vault.backup_identity)[0].complete


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
def test_a_full_stick(stations: Three, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with filling_disk() as limit:
        at_point = _at("started", lambda: limit(4096))
        with pytest.raises(NotWrittenError) as caught:
            write_carry(stations[0].desk, stick, everything=True, at_point=at_point)
    assert caught.value.values["reason"]
    assert not list(stick.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_killed_at_each_write_point(template: Template, tmp_path: Path, point: str) -> None:
    """Whatever bears a carry's name afterwards is a whole one; running it again completes and tidies up."""
    folder, stick = copied(template, tmp_path), tmp_path / "stick"

    def write(at_point: Callable[[str], None]) -> Carry:
        vault = template.contents["PUI-1"]
        with opened(folder, "PUI-1", vault, template.people, Clock(), seed=5) as station:
            return write_carry(station.desk, stick, everything=True, at_point=at_point)

    killed_at(point, lambda at_point: (write(at_point), None)[1])
    visible = list(stick.glob("*.age")) if stick.exists() else []
    visible = [path for path in visible if not path.name.startswith(".")]
    assert len(visible) == (point == "named")
    again = write(lambda _: None)
    assert sorted(stick.iterdir()) == sorted([*visible, again.path])
    for file in sorted(stick.iterdir()):
        assert content(file, template.contents["USC-1"].backup_identity)[0].complete
