"""What a fold trusts is checked too, so that nobody is told that a wrong state is what the acts say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from node.store.replica import Replica
from node.store.verify import verify
from schema.transaction import FileRef, FileType
from tests.node.store.builders import KEY, Ward
from tests.node.store.forked import ForkedSite


@pytest.fixture
def ward() -> Ward:
    ward = Ward()
    patients = [ward.patient(ward.clinical), ward.patient(ward.other, "IMAGINAIRE", "Zoé")]
    for turn in range(3):
        ward.note(ward.clinical, patients[turn % 2], f"note {turn}", saw=(ward.other,))
        ward.note(ward.other, patients[0], f"là {turn}", saw=(ward.clinical,))
    return ward


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM acts WHERE position = 0 AND tx > 5", "acts"),
        ("UPDATE acts SET file = 1 WHERE tx = (SELECT max(tx) FROM acts)", "acts"),
        ("INSERT INTO acts VALUES (1, 99, 0)", "acts"),
        ("DELETE FROM files WHERE type = 1", "acts"),
        ("UPDATE files SET id = zeroblob(16) WHERE n = (SELECT max(n) FROM files)", "acts"),
        ("UPDATE transactions SET past = 1 WHERE membership = 0", "pasts"),
        ("UPDATE transactions SET past = 0", "pasts"),
        ("UPDATE pasts SET seqs = x'80'", "pasts"),
        ("DELETE FROM sessions", "sessions"),
        ("UPDATE sessions SET closed = 2", "sessions"),
        ("INSERT INTO sessions VALUES (x'00', 77, x'00', 1, 0)", "sessions"),
    ],
)
def test_an_altered_index_is_found_and_written_again(
    ward: Ward, tmp_path: Path, statement: str, table: str
) -> None:
    """And what was folded by it meanwhile is folded again; what comes next is read as everywhere."""
    replica = ward.replica(tmp_path / "here")
    replica.receive(ward.everything(), None, 1)
    assert verify(replica).ok
    with replica.writing():
        assert replica.connection.do(statement) > 0
        replica.files.forget()
        replica.chain.load()
        replica.files.make_all_stale()
    replica.folding.fold_stale()
    found = [one.values["table"] for one in verify(replica).findings if one.code == "verify.table.rows"]
    assert table in found
    healed = [one for one in verify(replica, heal=True).findings if one.code.startswith("verify.table")]
    assert healed
    assert all(one.healed for one in healed)
    assert verify(replica).ok
    ward.note(ward.clinical, ward.patient(ward.other), saw=(ward.other,))
    replica.receive(ward.everything(), None, 2)
    other = ward.replica(tmp_path / "other")
    other.receive(ward.everything(), None, 1)
    assert replica.digests() == other.digests()
    replica.close()
    replica = Replica(tmp_path / "here", KEY, ward.site, lambda _content, _blob: True)
    assert verify(replica).ok
    assert replica.digests() == other.digests()
    replica.close()
    other.close()


@pytest.mark.parametrize("which", ["n > 3", "n > 0", "n = 2"])
@pytest.mark.parametrize(
    "how", ["DELETE FROM pasts", "UPDATE pasts SET seqs = x'c1'", "UPDATE pasts SET seqs = 'a'"]
)
def test_a_past_that_does_not_read_is_what_the_journals_say(
    ward: Ward, tmp_path: Path, how: str, which: str
) -> None:
    """Whoever opens such a replica, or receives with it, finds nothing missing."""
    replica, other = ward.replica(tmp_path / "here"), ward.replica(tmp_path / "other")
    for one in (replica, other):
        one.receive(ward.everything(), None, 1)
    ward.note(ward.clinical, ward.patient(ward.other), saw=(ward.other,))
    other.receive(ward.everything(), None, 2)
    with replica.writing():
        assert replica.connection.do(f"{how} WHERE {which}") > 0
        replica.files.make_all_stale()
    replica.close()
    replica = Replica(tmp_path / "here", KEY, ward.site, lambda _content, _blob: True)
    with replica.writing():
        replica.connection.do(f"{how} WHERE {which}")
        replica.chain.load()
    replica.receive(ward.everything(), None, 2)
    assert verify(replica).ok
    assert replica.digests() == other.digests()
    replica.close()
    other.close()


def test_of_a_row_that_cannot_be_read_the_acts_stay(ward: Ward, tmp_path: Path) -> None:
    """They are looked for again once a peer has sent it."""
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    with replica.writing():
        row = "(SELECT max(n) FROM transactions)"
        replica.connection.do(f"UPDATE transactions SET data = 'texte' WHERE n = {row}")  # noqa: S608
        replica.connection.do(f"DELETE FROM acts WHERE tx < {row} AND tx > 6")  # noqa: S608
    codes = {one.code for one in verify(replica, heal=True).findings}
    assert {"verify.damaged", "verify.table.rows"} <= codes
    replica.receive(ward.everything(), None, 2)
    assert verify(replica).ok
    assert replica.digests() == before
    replica.close()


def test_a_file_that_somebody_only_asked_for_is_none(ward: Ward, tmp_path: Path) -> None:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    with replica.writing():
        assert replica.files.acts(replica.files.number(FileRef(FileType.LOT, b"n" * 16))) == []
        replica.files.write_out()
    assert verify(replica).ok
    replica.folding.refold_all()
    assert replica.digests() == before
    replica.close()


def test_pasts_stored_whole_are_read_as_those_that_leave_out(tmp_path: Path) -> None:
    """As they were stored before 0064: each strand that lies below a branch had an entry of its own."""
    site = ForkedSite(3)
    one, other, _ = site.machines
    for number in range(4):
        clone = one.copy()
        one.note(f"here {number}")
        clone.note(f"there {number}")
        other.hears(clone if number % 2 else one)
        other.note(f"heard of {number}")
        one = clone
    replica = site.ward.replica(tmp_path / "here")
    replica.receive(site.data(site.written), None, 1)
    assert verify(replica).ok
    before, longer = replica.digests(), 0
    with replica.writing():
        chain = replica.chain
        for row in list(chain.everything()):
            whole = chain.full_past(row.strand, row.seq, row.past)
            said = {
                chain.number(strand): seq for strand, seq in whole.pieces().items() if strand != row.strand
            }
            longer += len(said) > len(chain.past(row.past).seqs)
            stored = 10_000 + row.n
            replica.connection.do(
                "INSERT INTO pasts (n, seqs) VALUES (?, ?)", (stored, msgspec.msgpack.encode(said))
            )
            replica.connection.do("UPDATE transactions SET past = ? WHERE n = ?", (stored, row.n))
        chain.load()
        replica.files.make_all_stale()
    assert longer > 4
    assert verify(replica).ok
    assert replica.digests() == before
    replica.close()
