"""What was wrong is kept, the newest first, and never fills the disk."""

from __future__ import annotations

from pathlib import Path

from node.store.evidence import KEPT, Noted
from sync.ports import Evidence
from tests.node.store.builders import Ward


def test_the_newest_are_kept(tmp_path: Path) -> None:
    replica = Ward().replica(tmp_path)
    rows = replica.incoming.evidence
    with replica.writing():
        rows.keep([], None, 1)
        assert rows.newest(10) == []
        rows.keep([Evidence("seal", b"j" * 16, 4, "x" * 1000)], b"w" * 16, 9)
        (only,) = rows.newest(10)
        assert only == Noted("seal", b"j" * 16, 4, "x" * 200, b"w" * 16, 9)
        rows.keep([Evidence("bytes", None, number, "") for number in range(KEPT)], None, 10)
        rows.keep([Evidence("order", None, 1, "")], None, 11)
        newest = rows.newest(10 * KEPT)
    assert len(newest) == KEPT
    assert (newest[0].code, newest[-1].seq) == ("order", 1)
    assert newest[0].source is None
    replica.close()
