"""Files are folded until none is stale, whole or in slices, and one that cannot be folded stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.domain.folds import FOLDS
from node.store import folding
from node.store.replica import Replica
from schema.transaction import FileType
from tests.node.stations import Clock, Template, copied, opened
from tests.node.store.builders import Ward


def stale(replica: Replica) -> int:
    """How many files wait to be folded."""
    found: int = replica.connection.value("SELECT count(*) FROM states WHERE stale = 1")
    return found


def test_nothing_is_stale_after_folding_however_few_at_once(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "FOLD_AT_ONCE", 1)
    for _ in range(3):
        ward.patient(ward.clinical)
    replica.receive(ward.everything(), None, 2, more_follows=True)
    assert stale(replica) >= 3
    replica.folding.fold_stale()
    assert stale(replica) == 0


def test_folding_everything_again_comes_to_the_same(replica: Replica) -> None:
    before, dropped = replica.digests(), replica.connection.value("SELECT count(*) FROM patients")
    replica.folding.refold_all()
    assert replica.digests() == before
    assert replica.connection.value("SELECT count(*) FROM patients") == dropped > 0


def test_a_slice_that_fails_is_folded_next_time(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = replica.digests()
    with replica.writing():
        replica.connection.do("UPDATE states SET stale = 1")
    waiting = stale(replica)

    def full(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr("node.store.projection.store", full)
        with pytest.raises(LookupError):
            replica.folding.fold_slice()
    assert stale(replica) == waiting
    replica.folding.fold_stale()
    assert replica.digests() == expected


def test_a_fold_that_fails_makes_its_file_unreadable_only(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_acts: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("node.store.projection.FOLDS", {**FOLDS, FileType.PATIENT: broken})
    before = replica.counts()[0]
    ward.note(ward.clinical, ward.random(16))
    replica.receive(ward.everything(), None, 2)
    assert replica.counts()[0] == before + 1, "the transaction is stored"
    rows = replica.connection.rows(
        "SELECT f.type, s.trouble FROM states s JOIN files f ON f.n = s.file WHERE s.trouble != ''"
    )
    assert [tuple(row) for row in rows] == [(int(FileType.PATIENT), "unreadable:ZeroDivisionError")]
    monkeypatch.undo()
    replica.folding.refold_all()
    healed = replica.connection.value("SELECT count(*) FROM states WHERE trouble != ''")
    assert healed == 0


def test_folding_in_slices_comes_to_the_same(template: Template, tmp_path: Path) -> None:
    """Each slice may be followed by somebody else's work; the last one settles what lies between files."""
    folder = copied(template, tmp_path)
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, Clock(), seed=4) as station:
        replica = station.replica
        expected = replica.digests()
        with replica.writing():
            replica.connection.do("UPDATE states SET stale = 1")
        slices = 0
        while replica.folding.fold_slice():
            slices += 1
        assert slices > 0
        assert replica.digests() == expected
