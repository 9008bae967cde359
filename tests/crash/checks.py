"""What must be true after a crash, whatever was being done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from node.blobcheck import blob_is_right
from node.store.replica import Replica
from node.store.verify import verify
from node.vault import VaultContents
from schema.ids import Id
from schema.transaction import FileType
from tests.crash.ledger import Ledger


def check(folder: Path, contents: VaultContents, ledger: Ledger) -> tuple[bytes, bytes]:
    """Everything acknowledged is there, everything is sound and stays so; returns the digests."""
    replica = reopened(folder, contents)
    try:
        found = verify(replica)
        assert found.ok, found.findings
        _all_there(replica, ledger)
        _each_number_once(replica)
        digests = replica.digests()
    finally:
        replica.close()
    again = reopened(folder, contents)
    try:
        assert again.digests() == digests
    finally:
        again.close()
    return digests


def check_received(folder: Path, contents: VaultContents, sender: Replica, acks: Iterable[str]) -> None:
    """What a peer was told is held (a journal and a seq a line) is; the rest comes, and both are equal."""
    replica = reopened(folder, contents)
    try:
        assert verify(replica).ok
        vector = replica.vector("all")
        for line in acks:
            journal, seq = line.split()
            assert vector[bytes.fromhex(journal)].seq >= int(seq), "told to a peer, and lost"
        known = {journal: tip.seq for journal, tip in vector.items()}
        replica.receive(sender.relay.after(known, "all", 2**30), None, 1)
        assert replica.digests() == sender.digests()
        assert verify(replica).ok
    finally:
        replica.close()


def reopened(folder: Path, contents: VaultContents) -> Replica:
    """The replica, as the next start of the program opens it."""
    return Replica(folder, contents.database_key, contents.site, blob_is_right)


def _all_there(replica: Replica, ledger: Ledger) -> None:
    reached: dict[Id, int] = {}
    for ref in ledger.acts:
        act = replica.act(ref)
        assert act is not None, f"acknowledged and lost: {ref}"
        assert (act.trouble, act.set_aside) == ("", ""), f"acknowledged and of no effect: {ref}"
        assert ref.seq >= reached.get(ref.journal, 0), "a place in a journal was given twice"
        reached[ref.journal] = ref.seq
    with replica.reading():
        for session in ledger.sessions:
            found = replica.connection.row(
                "SELECT 1 FROM files WHERE type = ? AND id = ?", (int(FileType.SESSION), session)
            )
            assert found is not None, "a session was acknowledged and lost"


def _each_number_once(replica: Replica) -> None:
    with replica.reading():
        numbers = replica.connection.rows("SELECT series, number FROM bags")
        alarms = replica.connection.value("SELECT count(*) FROM conflicts WHERE rule = 'doubled_number'")
    assert len({(bytes(series), number) for series, number in numbers}) == len(numbers)
    assert alarms == 0
