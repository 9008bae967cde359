"""Journals and replicas of every released version go on to mean what they meant.

When one of these fails, the rule that changed is at fault, never the golden file: a rule that says something
else of what was already recorded is switched on by a signed act.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Final

import pytest

from node.blobcheck import blob_is_right
from node.store.replica import FILE_NAME, Replica
from node.store.verify import verify
from sync.receipts import FOLDING
from tests.golden import kept

AT_ONCE = 100
DISPUTES_FOUND_SINCE: Final[Mapping[str, list[str]]] = {
    # The day has one before the rules and one after them.
    "0.1.0-merging": ["8:d7a56d3cfcf9a44dc716691acdaba1b8 journal_forked settled=True"] * 2
}
"""What today's program tells of people and workstations beyond what a version did, as it looks for more.

Nothing of what the version told may be missing."""
versions = pytest.mark.parametrize("version", kept.versions(), ids=lambda path: path.name)


def integrated(folder: Path, transactions: list[bytes], site: str) -> Replica:
    """A fresh replica of this program that received all of it."""
    replica = Replica(folder, bytes(32), bytes.fromhex(site), blob_is_right, create=True)
    for start in range(0, len(transactions), AT_ONCE):
        outcome = replica.receive(transactions[start : start + AT_ONCE], None, 1)
        assert not outcome.evidence, outcome.evidence
    return replica


@versions
def test_its_journals_fold_to_what_they_folded_to(version: Path, tmp_path: Path) -> None:
    expected = kept.told(version / "expected.json.zst")
    replica = integrated(tmp_path, kept.journals(version), expected["site"])
    try:
        journal_digest, state_digest = (digest.hex() for digest in replica.digests())
        assert (list(replica.counts()), journal_digest) == (expected["counts"], expected["journal_digest"])
        assert kept.membership(replica) == expected["membership"]
        assert kept.set_aside(replica) == expected["set_aside"]
        now = kept.files(replica)
        assert now.keys() == expected["files"].keys()
        changed = [
            difference
            for name, file in expected["files"].items()
            for difference in kept.differences(file["state"], now[name]["state"], name)
        ]
        assert not changed, f"{len(changed)}:\n" + "\n".join(islice(changed, 20))
        assert kept.between_files(replica) == expected["between_files"]
        # The first version kept did not look for them.
        told = [*expected.get("disputes", []), *DISPUTES_FOUND_SINCE.get(version.name, [])]
        assert kept.disputes(replica) == sorted(told)
        if expected["folding"] == FOLDING:
            # Two workstations that say they fold alike compare these: raise FOLDING when a state is
            # written otherwise, even if it says the same.
            other = [
                name for name, file in expected["files"].items() if now[name]["digest"] != file["digest"]
            ]
            assert not other, f"other bytes under the same number of rules: {other[:5]}"
            assert state_digest == expected["state_digest"]
        assert verify(replica).findings == ()
    finally:
        replica.close()


@versions
def test_the_order_of_arrival_does_not_matter_to_them(version: Path, tmp_path: Path) -> None:
    transactions = kept.journals(version)
    site = kept.told(version / "expected.json.zst")["site"]
    forwards, backwards = (
        integrated(tmp_path / name, order, site)
        for name, order in (("forwards", transactions), ("backwards", transactions[::-1]))
    )
    try:
        assert forwards.digests() == backwards.digests()
    finally:
        forwards.close()
        backwards.close()


@versions
def test_its_replica_opens_is_brought_up_to_date_and_holds(version: Path, tmp_path: Path) -> None:
    expected = kept.told(version / "replica.json.zst")
    (tmp_path / FILE_NAME).write_bytes(kept.unpacked(version / "replica.db.zst"))
    key, site = bytes.fromhex(expected["key"]), bytes.fromhex(expected["site"])
    for _ in range(2):  # the second opening finds nothing left to do
        replica = Replica(tmp_path, key, site, blob_is_right)
        try:
            assert list(replica.counts()) == expected["counts"]
            journal_digest, state_digest = (digest.hex() for digest in replica.digests())
            assert journal_digest == expected["journal_digest"]
            if expected["folding"] == FOLDING:
                assert state_digest == expected["state_digest"]
            assert replica.catalogue.anticancer() == expected["anticancer"] > 0
            assert verify(replica).findings == ()
        finally:
            replica.close()


def test_a_change_of_meaning_is_seen_and_an_added_field_is_not() -> None:
    before = {"doses": [{"status": "held", "blocks": ["stopped"]}]}
    added = {"doses": [{"status": "held", "blocks": ["stopped"], "since": 3}], "notes": []}
    assert not list(kept.differences(before, added))
    assert list(kept.differences(before, {"doses": [{"status": "ready", "blocks": ["stopped"]}]}))
    assert list(kept.differences(before, {"doses": [{"status": "held", "blocks": ["stopped", "late"]}]}))
    assert list(kept.differences(before, {"doses": [{"status": "held"}]}))
    assert list(kept.differences(before, {"doses": []}))


def test_the_ends_of_the_spine_and_of_the_merging_are_kept() -> None:
    assert {"0.1.0-spine", "0.1.0-merging"} <= {version.name for version in kept.versions()}
