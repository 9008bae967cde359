"""What a workstation does beside people's work, killed at each of its writes: run again it ends the same."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from node.carry_out import write_carry
from node.store.verify import verify
from node.vault import VaultContents
from schema.acts.patient import Identity
from tests.crash.checks import check, reopened
from tests.crash.chores import CHORES, PART, Given, at_work, in_use, run
from tests.crash.forking import Forker
from tests.crash.ledger import Ledger
from tests.crash.work import treatments
from tests.node import circuit
from tests.node.intake.excerpt import files
from tests.node.stations import Station, exchange, send
from tests.node.sticks import fill

OTHER = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")
Three = tuple[Station, Station, Station]
Prepared = tuple[Station, Given]
"""The workstation that does it, and what comes to it from elsewhere."""
CASES = [
    pytest.param(name, point, nth, id=f"{name}-{point}-{nth}")
    for name, (_, points, nths) in CHORES.items()
    for point in points
    for nth in nths
]


def _busy(station: Station) -> None:
    work = treatments(station, random.Random(4))
    next(work)
    next(work)


def _all_of(station: Station) -> tuple[bytes, ...]:
    return tuple(station.replica.relay.after({}, "all", 2**30))


def _written_elsewhere(station: Station, tmp_path: Path) -> tuple[bytes, ...]:
    """A copy of its disk goes on too: two branches of one journal for whoever hears of both."""
    copy = tmp_path / "copy"
    shutil.copytree(station.replica.folder, copy)
    mine = _all_of(station)
    given = Given(station.people)
    with at_work(copy, station.desk.vault, given) as other:
        circuit.create(other)
        return mine + _all_of(other)


def fold(stations: Three, tmp_path: Path) -> Prepared:
    """With two branches of a journal among what comes."""
    one, two, three = stations
    _busy(one)
    there = _written_elsewhere(three, tmp_path)
    circuit.create(three, OTHER)
    return two, Given(two.people, transactions=_all_of(one) + there + _all_of(three))


def receipts(stations: Three, _tmp_path: Path) -> Prepared:
    one, two, three = stations
    exchange(one, three)
    _busy(one)
    exchange(one, three)
    return two, Given(two.people, records=tuple(one.replica.records.every()))


def _bdpm(tmp_path: Path) -> Path:
    folder = tmp_path / "bdpm"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    return folder


def editions(stations: Three, tmp_path: Path) -> Prepared:
    return stations[0], Given(stations[0].people, folder=_bdpm(tmp_path))


def pieces(stations: Three, tmp_path: Path) -> Prepared:
    one, two, _ = stations
    CHORES["editions"][0](one, Given(one.people, folder=_bdpm(tmp_path)))
    send(one, two)
    (content,) = in_use(one)
    blob = one.replica.blobs.get(content)
    assert blob is not None
    return two, Given(two.people, content=content, blob=blob)


def reopening(stations: Three, tmp_path: Path) -> Prepared:
    """What its copy wrote has come back to it."""
    one = stations[0]
    for data in _written_elsewhere(one, tmp_path):
        one.replica.receive([data], None, 1)
    assert not one.replica.wrote_all_of(one.desk.journal())
    return one, Given(one.people)


def healing(stations: Three, _tmp_path: Path) -> Prepared:
    one = stations[0]
    _busy(one)
    with one.replica.writing():
        one.replica.connection.do("UPDATE patients SET search = 'autre'")
    assert not verify(one.replica).ok
    return one, Given(one.people)


def carrying_in(stations: Three, tmp_path: Path) -> Prepared:
    one, two, _ = stations
    fill(one, circuit.create(one), notes=40)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert len(write_carry(one.desk, stick, part_bytes=PART).files) > 1
    return two, Given(two.people, folder=stick)


def carrying_out(stations: Three, tmp_path: Path) -> Prepared:
    one = stations[0]
    fill(one, circuit.create(one), notes=40)
    stick = tmp_path / "stick"
    stick.mkdir()
    return one, Given(one.people, folder=stick)


PREPARED: Mapping[str, Callable[[Three, Path], Prepared]] = {
    "fold": fold,
    "receipts": receipts,
    "pieces": pieces,
    "editions": editions,
    "reopen": reopening,
    "heal": healing,
    "carry in": carrying_in,
    "carry out": carrying_out,
}
_DIFFERS = frozenset({"editions"})
"""Somebody signs in again after the crash, and that is an act."""


@pytest.mark.parametrize(("name", "point", "nth"), CASES)
def test_killed_and_run_again(
    forker: Forker, stations: Three, tmp_path: Path, name: str, point: str, nth: int
) -> None:
    station, given = PREPARED[name](stations, tmp_path)
    folder, vault = station.replica.folder, station.desk.vault
    for one in stations:
        one.replica.close()
    untroubled = tmp_path / "untroubled"
    shutil.copytree(folder, untroubled)
    assert forker.child(run, folder, vault, name, given, point, nth).was_killed
    replica = reopened(folder, vault)
    assert name == "heal" or verify(replica).ok
    replica.close()
    run(folder, vault, name, given)
    digests = check(folder, vault, Ledger())
    if name not in _DIFFERS:
        run(untroubled, vault, name, given)
        assert check(untroubled, vault, Ledger()) == digests
    _ended(folder, vault, name, given)


def _ended(folder: Path, vault: VaultContents, name: str, given: Given) -> None:
    """What digests do not show."""
    with at_work(folder, vault, given) as station:
        replica = station.replica
        if name == "receipts":
            held = replica.records.every()
            assert all(record in held for record in given.records if record.owner != vault.workstation)
        if name in {"pieces", "editions"}:
            (content,) = in_use(station)
            assert replica.blobs.get(content) is not None
            assert replica.catalogue.content == content
            assert replica.catalogue.search("paclitaxel", 5)[0]
        if name == "reopen":
            mine = [one for one in replica.roll.now.journals.values() if one.workstation == vault.workstation]
            assert len(mine) == 4, "two at first, and two new ones: once"
            assert station.desk.journal() in {one.id for one in mine[2:]}
            circuit.create(station, OTHER)
