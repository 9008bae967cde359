"""A site of which a snapshot was taken, and the keys that people hold, to be brought back from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from node.backup_key import export_backup_key, read_backup_key
from node.enrolling import Administrator
from node.recovery import RecoveryKeys
from node.restore import read_back
from node.snapshot import take_snapshot
from tests.node.small_site import NOW, PIN, Place, Streams, found, opened

LATER = NOW + 3_600_000


class Kept(msgspec.Struct):
    """A site, its snapshot, and the keys that people hold."""

    place: Place
    snapshot: Path
    backup: str
    digests: tuple[bytes, bytes]
    transactions: int

    @property
    def recovery(self) -> RecoveryKeys:
        return self.place.recovery

    @property
    def administrator(self) -> Administrator:
        return Administrator(self.place.founded.administrator, PIN)


@contextmanager
def kept_in(folder: Path) -> Iterator[Kept]:
    """A snapshot of some size: several chunks of encryption, so that a truncated one has parts."""
    words = Streams(b"words")
    with opened(folder / "PUI", found(folder / "PUI")) as place:
        place.edition()
        patients = [place.patient(number) for number in range(4)]
        for number in range(260):
            place.note(patients[number % 4], words(450).hex())
        taken = take_snapshot(place.replica, place.vault, folder / "out", NOW, place.desk.random)
        key = read_backup_key(export_backup_key(place.vault, "CH Sainte-Fiction"))
        yield Kept(place, taken.path, key.identity, place.replica.digests(), taken.transactions)


def refused(kept: Kept, folder: Path, error: type[Exception], **more: object) -> Exception:
    """Nothing comes back from it, for this reason, and nothing is left in the folder."""
    values: dict[str, object] = {"bundle": kept.snapshot, "identity": kept.backup, **more}
    bundle, identity = values.pop("bundle"), values.pop("identity")
    with pytest.raises(error) as caught:
        read_back(bundle, folder / "new", identity, now_ms=LATER, random=Streams(b"r"), **values)  # type: ignore[arg-type]  # mixed on purpose
    assert not list(folder.glob("new"))
    assert not list(folder.glob(".new*"))
    return caught.value
