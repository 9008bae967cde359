"""What is kept of each released version, read back.

A folder holds `journals.zst` (every transaction in fold order, as its author wrote it), `expected.json.zst`
(what that version made of them) and a small replica file with its key; all of it fictive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from node.domain.folds import FOLDS
from node.store.replica import Replica
from schema.codec import decode
from schema.transaction import FileType

HERE = Path(__file__).parent
MOST = 64 * 1024 * 1024


def versions() -> list[Path]:
    """The folders of released versions, the oldest first."""
    return sorted(path.parent for path in HERE.glob("*/journals.zst"))


def unpacked(path: Path) -> bytes:
    """A file's content."""
    return zstandard.decompress(path.read_bytes(), MOST)


def journals(version: Path) -> list[bytes]:
    """Its transactions."""
    return msgspec.msgpack.decode(unpacked(version / "journals.zst"), type=list[bytes])


def told(path: Path) -> Mapping[str, Any]:
    """What was written down of them, or of the replica file."""
    found: Mapping[str, Any] = json.loads(unpacked(path))
    return found


def files(replica: Replica) -> Mapping[str, Mapping[str, object]]:
    """Every file's state, as text and as digest, by `sort:id`."""
    rows = replica.connection.rows(
        "SELECT f.type, f.id, s.state, s.trouble FROM states s JOIN files f ON f.n = s.file"
    )
    found = {}
    for sort, identifier, stored, trouble in rows:
        assert trouble == "", trouble
        state = None if stored is None else replica.packing.unpack(sort, bytes(stored))
        fold = FOLDS.get(FileType(sort))
        kind = type(fold(())) if fold else None
        found[f"{sort}:{bytes(identifier).hex()}"] = {
            "digest": hashlib.sha256(state or b"").hexdigest(),
            "state": named(decode(kind, state)) if kind and state is not None else None,
        }
    return found


def between_files(replica: Replica) -> list[str]:
    """Every conflict that the checks between files find."""
    rows = replica.connection.rows(
        "SELECT type, file, rule, subject, open, alarm FROM conflicts WHERE origin = 'cross'"
    )
    return sorted(
        f"{sort}:{bytes(file).hex()} {rule} {bytes(subject).hex()} open={open_} alarm={alarm}"
        for sort, file, rule, subject, open_, alarm in rows
    )


def disputes(replica: Replica) -> list[str]:
    """What people disagree on about people and workstations; in no digest, and the same all the same."""
    return sorted(
        f"{file.type}:{file.id.hex()} {conflict.rule} settled={conflict.settled is not None}"
        for file, conflict in replica.disputes.found()
    )


def set_aside(replica: Replica) -> Mapping[str, str]:
    """Transactions that do not count, and why."""
    rows = replica.connection.rows("SELECT hash, set_aside FROM transactions WHERE set_aside != ''")
    return {bytes(hash_).hex(): why for hash_, why in rows}


def membership(replica: Replica) -> Mapping[str, object]:
    """Who belongs to the site, with which rights and keys; adapted when the program says it otherwise."""
    now = replica.roll.now
    return {
        "workstations": {one.id.hex(): [one.name, one.removed] for one in now.workstations.values()},
        "journals": {one.id.hex(): [one.workstation.hex(), one.scope] for one in now.journals.values()},
        "rights": {one.id.hex(): sorted(one.rights) for one in now.people.values()},
        "keys": {one.id.hex(): sorted(key.hex() for key in one.keys) for one in now.people.values()},
        "invitations": {one.invitation.invitation.hex(): one.used for one in now.invitations.values()},
        "cuts": {
            journal.hex(): min(max((tip.seq for tip in limit.tips), default=0) for limit in cuts)
            for journal, cuts in now.cuts(removal=True).items()
        },
    }


def named(value: object) -> object:
    """A state with the names of its fields, so that a field added later shows as added, not as moved."""
    match value:
        case msgspec.Struct():
            return {field: named(getattr(value, field)) for field in value.__struct_fields__}
        case tuple() | list():
            return [named(one) for one in value]
        case bytes():
            return value.hex()
        case _:
            return value


def differences(before: object, now: object, at: str = "") -> Iterator[str]:
    """Where a state says something else than it did; a field that did not exist then is no difference."""
    if isinstance(before, dict) and isinstance(now, dict):
        for field, value in before.items():
            if field in now:
                yield from differences(value, now[field], f"{at}.{field}")
            else:
                yield f"{at}.{field} is gone"
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from differences(one, other, f"{at}[{index}]")
    elif before != now:
        yield f"{at}: {str(before)[:200]} became {str(now)[:200]}"
