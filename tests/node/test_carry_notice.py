"""What a removed workstation is told by a stick that is not for it: that it was removed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from node.carry_errors import NotForUsError, RemovedError
from node.carry_in import merge_carry
from node.carry_notice import NAMED, names_of, removed_members
from schema.ids import short_text
from sync.bundle import Carried
from sync.bundle.errors import NotABundleError, WrongRecipientError
from sync.receipts import journal_digest
from tests.node import circuit
from tests.node.sticks import Three, content, into, out, remove


def _notices(stick: Path) -> list[Path]:
    return sorted(stick.glob(f"{NAMED}-*.age"))


def test_where_nobody_was_removed_there_is_none(stations: Three, tmp_path: Path) -> None:
    one, *_ = stations
    circuit.create(one)
    assert out(one, tmp_path).notified == ()
    assert _notices(tmp_path) == []
    assert removed_members(one.desk) == []


def test_the_stick_tells_a_removed_workstation_that_it_was(stations: Three, tmp_path: Path) -> None:
    one, two, three = stations
    into(two, out(one, tmp_path / "before"))
    remove(one, two)
    circuit.create(one)
    carry = out(one, tmp_path / "stick")
    assert carry.notified == ("HDJ-1",)
    assert len(_notices(tmp_path / "stick")) == 1
    transactions = two.replica.counts()[0]
    with pytest.raises(RemovedError):
        into(two, carry)
    # It knows so itself from now on, and says so above every screen.
    status = two.strip()
    assert status.standing is not None
    assert status.standing.what == "removed"
    assert two.replica.counts()[0] > transactions
    assert two.replica.vector("membership") == one.replica.vector("membership")
    journal = one.desk.journal()
    heads = [station.replica.chain.head(journal).seq for station in (one, two)]
    assert heads[0] > heads[1], "nothing of patients came with it"
    # Without the notice it is told the same, for it knows.
    _notices(tmp_path / "stick")[0].unlink()
    with pytest.raises(RemovedError):
        into(two, carry)
    # A member merges the carry, and has no use for the notice.
    into(three, carry)


def test_it_holds_membership_alone_and_is_written_in_place_of_the_last(
    stations: Three, tmp_path: Path
) -> None:
    one, two, _ = stations
    circuit.create(one)
    remove(one, two)
    for _ in range(2):
        out(one, tmp_path)
    (notice,) = _notices(tmp_path)
    reading, found = content(notice, two.desk.vault.backup_identity)
    assert reading.complete
    carried = [item.transaction for item in found.items if isinstance(item, Carried)]
    assert len(carried) == len(found.items)
    assert carried == list(one.replica.relay.after({}, "membership", 2**40))
    # Nor does its manifest tell whether anything was done since.
    assert found.manifest.journal_digest == journal_digest(found.manifest.vector)
    assert found.manifest.state_digest == bytes(32)
    assert not {found.manifest.journal_digest, found.manifest.state_digest} & {*one.replica.digests()}


def test_one_that_cannot_be_read_says_nothing(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    remove(one, two)
    carry = out(one, tmp_path)
    _notices(tmp_path)[0].write_bytes(b"nothing of the kind")
    with pytest.raises(WrongRecipientError):
        into(two, carry)
    with pytest.raises(NotABundleError):
        into(two, _notices(tmp_path)[0])


def test_one_that_is_not_concerned_is_told_so_and_its_own_removal_is_said(
    stations: Three, tmp_path: Path
) -> None:
    one, two, three = stations
    into(two, out(one, tmp_path / "before"))
    remove(one, two)
    out(one, tmp_path)
    (notice,) = _notices(tmp_path)
    with pytest.raises(NotForUsError):
        merge_carry(three.desk, notice)
    for _ in range(2):
        assert merge_carry(two.desk, notice).removed
    assert not merge_carry(one.desk, notice).removed


def test_those_of_one_name_are_told_apart(stations: Three) -> None:
    one, other = list(stations[0].desk.members.workstations.values())[:2]
    assert names_of([one, other]) == (one.name, other.name)
    named = names_of([one, replace(other, name=one.name)])
    assert named == tuple(f"{one.name} [{short_text(each.id)}]" for each in (one, other))
