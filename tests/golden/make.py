"""Makes the golden journals of the version that runs: `python -m tests.golden.make NAME COMMIT`.

Once, when a version is released, and from its own tree; a folder that exists is never made again. What stands
in it: `tests/golden/kept.py`, which reads it back.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import zstandard

from node.store.replica import FILE_NAME, Replica
from schema.codec import encode
from sync.receipts import FOLDING
from tests.golden import kept
from tests.golden.day import live
from tests.golden.stations import Day
from tests.node.small_site import small_site

LEVEL = 19


def make(name: str, commit: str) -> Path:
    """Live the day, then write the folder of this version."""
    target = kept.HERE / name
    with tempfile.TemporaryDirectory() as temporary:

        def record(day: Day) -> None:
            target.mkdir()
            _pack(target / "journals.zst", encode([row.data for row in day.one.replica.chain.everything()]))
            _pack_json(target / "expected.json.zst", {"commit": commit, **_expected(day.one.replica)})

        live(Path(temporary) / "day", record)
        _pack_json(target / "replica.json.zst", _replica(Path(temporary) / "replica"))
        # After it was closed: everything is in the one file then.
        _pack(target / "replica.db.zst", (Path(temporary) / "replica" / FILE_NAME).read_bytes())
    return target


def _replica(folder: Path) -> Mapping[str, object]:
    """A replica file much smaller than the day's would be, with something in every local table."""
    with small_site(folder, 2) as place:
        key = place.vault.database_key.hex()
        return {"key": key, "anticancer": place.replica.catalogue.anticancer(), **_digests(place.replica)}


def _digests(replica: Replica) -> Mapping[str, object]:
    journal_digest, state_digest = replica.digests()
    return {
        "folding": FOLDING,
        "site": replica.site.hex(),
        "counts": replica.counts(),
        "journal_digest": journal_digest.hex(),
        "state_digest": state_digest.hex(),
    }


def _expected(replica: Replica) -> Mapping[str, object]:
    return {
        **_digests(replica),
        "membership": kept.membership(replica),
        "set_aside": kept.set_aside(replica),
        "files": kept.files(replica),
        "disputes": kept.disputes(replica),
        "between_files": kept.between_files(replica),
    }


def _pack(path: Path, data: bytes) -> None:
    path.write_bytes(zstandard.compress(data, LEVEL))


def _pack_json(path: Path, value: Mapping[str, object]) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _pack(path, text.encode())


if __name__ == "__main__":
    print(make(*sys.argv[1:]))  # noqa: T201
