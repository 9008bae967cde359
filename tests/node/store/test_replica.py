"""The replica as a whole: what was acknowledged lasts, what failed leaves nothing, one node owns it."""

from pathlib import Path

import pytest

from node.store.errors import DiskFullError, InUseError, OtherSiteError, WrongKeyError
from node.store.replica import Replica
from schema.acts.patient import PatientNoted
from schema.ids import Id
from sync.journal import Written, signer
from tests.node.store.builders import KEY, Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def note(ward: Ward, replica: Replica, patient: Id, words: str = "RAS") -> Written:
    """One act written here."""
    return replica.append(
        [ward.act(PatientNoted(words), patient)],
        journal=ward.clinical.id,
        at=2,
        doubtful=False,
        random=ward.random,
        seal=signer(ward.clinical.seal_key),
    )


def reopened(ward: Ward, folder: Path) -> Replica:
    return Replica(folder, KEY, ward.site, lambda _content, _blob: True)


def test_what_was_appended_is_there_after_reopening(ward: Ward, replica: Replica, tmp_path: Path) -> None:
    written = note(ward, replica, ward.random(16))
    before, counts = replica.digests(), replica.counts()
    replica.close()
    again = reopened(ward, tmp_path)
    try:
        assert (again.digests(), again.counts()) == (before, counts)
        assert again.chain.head(ward.clinical.id).hash == written.hash
    finally:
        again.close()


def test_a_read_outside_any_block_does_not_swallow_the_writes_after_it(
    ward: Ward, replica: Replica, tmp_path: Path
) -> None:
    replica.local.number("anything")
    note(ward, replica, ward.random(16))
    replica.local.number("anything")
    with replica.writing():
        replica.local.put("value", b"kept")
    before = replica.digests()
    replica.close()
    again = reopened(ward, tmp_path)
    try:
        assert again.digests() == before
        assert again.local.get("value") == b"kept"
    finally:
        again.close()


def test_a_write_that_fails_leaves_nothing_and_the_next_one_lasts(ward: Ward, replica: Replica) -> None:
    def half_done() -> None:
        with replica.writing():
            note(ward, replica, ward.random(16))
            raise LookupError

    before, head = replica.digests(), replica.chain.head(ward.clinical.id)
    with pytest.raises(LookupError):
        half_done()
    assert replica.digests() == before
    assert replica.chain.head(ward.clinical.id) == head
    note(ward, replica, ward.random(16))
    assert replica.chain.head(ward.clinical.id).seq == head.seq + 1


def test_saw_names_what_came_in_between(ward: Ward, replica: Replica) -> None:
    first = note(ward, replica, ward.random(16))
    theirs = ward.note(ward.other, ward.random(16))
    replica.receive([theirs.data], None, 3)
    second = note(ward, replica, ward.random(16))
    third = note(ward, replica, ward.random(16))
    assert theirs.core.journal not in {tip.journal for tip in first.core.saw if tip.seq == theirs.core.seq}
    assert [(tip.journal, tip.seq, tip.hash) for tip in second.core.saw] == [
        (theirs.core.journal, theirs.core.seq, theirs.hash)
    ]
    assert third.core.saw == ()


def test_a_full_disk_loses_nothing_acknowledged(ward: Ward, replica: Replica, tmp_path: Path) -> None:
    kept = note(ward, replica, ward.random(16))
    before = replica.digests()
    pages = replica.connection.value("PRAGMA page_count")
    replica.connection.do(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(200):
            note(ward, replica, ward.random(16), "x" * 900)

    with pytest.raises(DiskFullError):
        fill()
    head = replica.chain.head(ward.clinical.id)
    assert head.seq >= kept.core.seq
    digests = replica.digests()
    assert head.hash != kept.hash or digests == before
    replica.close()
    again = reopened(ward, tmp_path)
    try:
        assert again.chain.head(ward.clinical.id) == head
        assert again.digests() == digests
        note(ward, again, ward.random(16))
    finally:
        again.close()


def test_one_node_per_replica(ward: Ward, replica: Replica, tmp_path: Path) -> None:
    with pytest.raises(InUseError):
        reopened(ward, tmp_path)
    replica.close()
    reopened(ward, tmp_path).close()


def test_another_sites_replica(ward: Ward, replica: Replica, tmp_path: Path) -> None:
    replica.close()
    with pytest.raises(OtherSiteError):
        Replica(tmp_path, KEY, b"another site....", lambda _content, _blob: True)
    reopened(ward, tmp_path).close()


def test_another_key_is_refused_and_the_folder_is_free_again(
    ward: Ward, replica: Replica, tmp_path: Path
) -> None:
    replica.close()
    with pytest.raises(WrongKeyError):
        Replica(tmp_path, bytes(32), ward.site, lambda _content, _blob: True)
    reopened(ward, tmp_path).close()


def _fails_halfway(replica: Replica) -> None:
    with replica.writing():
        replica.local.put("part", b"1")
        raise ZeroDivisionError


def test_a_part_that_fails_undoes_itself_inside_a_whole_that_goes_on(replica: Replica) -> None:
    with replica.writing():
        replica.local.put("whole", b"1")
        with pytest.raises(ZeroDivisionError):
            _fails_halfway(replica)
    assert (replica.local.get("whole"), replica.local.get("part")) == (b"1", None)


def test_a_full_disk_in_a_part_is_said_as_such(ward: Ward, replica: Replica) -> None:
    kept = note(ward, replica, ward.random(16))
    pages = replica.connection.value("PRAGMA page_count")
    replica.connection.do(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with replica.writing():
            for number in range(200):
                with replica.writing():
                    replica.local.put(f"much {number}", bytes(100_000))

    with pytest.raises(DiskFullError):
        fill()
    replica.connection.do("PRAGMA max_page_count = 1000000")
    assert replica.local.get("much 0") is None
    assert replica.chain.head(ward.clinical.id).hash == kept.hash
    # And one can go on.
    note(ward, replica, ward.random(16))
