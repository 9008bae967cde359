"""A journal row altered by hand: found, named, and fetched again from a peer over the network."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from node.store.errors import DamagedError
from node.store.replica import Replica
from node.vault import VaultContents
from tests.crash.checks import reopened
from tests.crash.nodes import Running, equal, running, settings, until
from tests.crash.work import treatments
from tests.node.stations import Clock, Template, copied, opened


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    """The site, with a patient's whole day on one workstation."""
    folder = copied(template, tmp_path)
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, Clock(), seed=4) as station:
        day = treatments(station, random.Random(4))
        next(day)
        next(day)
    return folder


def rows(replica: Replica, where: str) -> list[tuple[int, int, bytes]]:
    """Journal numbers, seqs and bytes of transactions."""
    with replica.reading():
        found = replica.connection.rows(
            f"SELECT journal, seq, data FROM transactions WHERE {where} ORDER BY n"  # noqa: S608
        )
    return [(row[0], row[1], bytes(row[2])) for row in found]


def alter(replica: Replica, journal: int, seq: int, data: bytes) -> None:
    """By hand, with the key of the database: nothing less gets through."""
    with replica.writing():
        replica.connection.do(
            "UPDATE transactions SET data = ? WHERE journal = ? AND seq = ?", (data, journal, seq)
        )


def flipped(data: bytes) -> bytes:
    """One bit of it, in the middle."""
    broken = bytearray(data)
    broken[len(broken) // 2] ^= 1
    return bytes(broken)


def alter_running(node: Running, which: int) -> tuple[int, int]:
    """Alter a clinical row of a running node."""

    def work() -> tuple[int, int]:
        journal, seq, data = rows(node.node.replica, "membership = 0")[which]
        alter(node.node.replica, journal, seq, flipped(data))
        return journal, seq

    return node.node.writer.submit(work).result()


def test_while_connected(folder: Path, template: Template) -> None:
    """An open conversation learns of it too: the row comes again without anybody's help."""
    with (
        running(folder, template, "PUI-1", settings(1)) as pui,
        running(folder, template, "HDJ-1", settings(2, pui.node.listening[0])) as hdj,
    ):
        until(lambda: equal(pui, hdj))
        before = hdj.digests()
        _, seq = alter_running(hdj, 5)
        found = [one for one in hdj.verify().findings if one.code == "verify.damaged"]
        assert [one.values["seq"] for one in found] == [str(seq)]
        until(lambda: hdj.verify().ok)
        assert hdj.digests() == before
        until(lambda: hdj.sees("PUI-1").connected and pui.sees("HDJ-1").connected)
        until(lambda: not (hdj.sees("PUI-1").we_lack or hdj.sees("PUI-1").they_lack))


def test_ones_own_journal_comes_back_from_whoever_has_it(folder: Path, template: Template) -> None:
    """And what was damaged is never given to others in the meantime."""
    with (
        running(folder, template, "PUI-1", settings(1)) as pui,
        running(folder, template, "HDJ-1", settings(2, pui.node.listening[0])) as hdj,
    ):
        # Somebody who may have the tables written anew.
        pui.sign_in(template.people["pharmacist"])
        until(lambda: equal(pui, hdj))
        alter_running(pui, 3)
        assert not pui.verify(heal=True).ok
        until(lambda: pui.verify(heal=True).ok)
        assert equal(pui, hdj)
        assert hdj.verify().ok


@pytest.mark.parametrize("which", [1, -1], ids=["early", "late"])
def test_membership_found_at_the_next_start(folder: Path, template: Template, which: int) -> None:
    """Rights and certificates hang on it, so it is looked at each time; a peer that is still known helps."""
    seq = alter_membership(folder / "HDJ-1", template.contents["HDJ-1"], which)
    replica = reopened(folder / "HDJ-1", template.contents["HDJ-1"])
    assert [list(found) for found in replica.chain.damaged.values()] == [[seq]]
    replica.close()
    with (
        running(folder, template, "PUI-1", settings(1)) as pui,
        running(folder, template, "HDJ-1", settings(2, pui.node.listening[0])) as hdj,
    ):
        # Nobody may be known here for the moment, so that nobody could sign in to ask for more.
        until(lambda: hdj.verify().ok)
        until(lambda: equal(pui, hdj))
        assert hdj.node.replica.chain.damaged == {}


def alter_membership(folder: Path, vault: VaultContents, which: int) -> int:
    """Alter a membership row of a closed replica; its seq."""
    replica = reopened(folder, vault)
    journal, seq, data = rows(replica, "membership = 1")[which]
    alter(replica, journal, seq, flipped(data))
    replica.close()
    return seq


def test_without_its_founding_a_replica_is_not_opened(folder: Path, template: Template) -> None:
    """Nobody would be a member, so nobody could be asked for it: the error says that it takes a snapshot."""
    vault = template.contents["HDJ-1"]
    alter_membership(folder / "HDJ-1", vault, 0)
    with pytest.raises(DamagedError) as caught:
        reopened(folder / "HDJ-1", vault)
    assert caught.value.values["detail"]
