"""A snapshot that was cut, altered or forged never passes for whole, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from node.bundle_errors import (
    DifferentStateError,
    EditionMissingError,
    IncompleteError,
    NotASnapshotError,
    WrongSiteKeyError,
)
from node.on_writer import here
from node.recovery import derive_keys
from node.restore import read_back
from node.snapshot import _items, _plan
from node.vault import FILE_NAME, open_vault
from sync.bundle import (
    CARRY,
    BundleError,
    Carried,
    Item,
    Needed,
    Reading,
    Receiver,
    read_bundle,
    write_bundle,
)
from sync.bundle.errors import DamagedError, ForgedError, NotABundleError, TruncatedError, WrongRecipientError
from sync.journal import signer
from tests.node.kept_site import LATER, Kept, refused
from tests.node.small_site import CHEAP, NOW, Streams


@pytest.mark.parametrize("twentieth", range(1, 20))
def test_truncated(kept: Kept, tmp_path: Path, twentieth: int) -> None:
    """Refused by default; asked for, what is whole comes back and people can sign in with it."""
    data = kept.snapshot.read_bytes()
    cut = tmp_path / "cut.age"
    cut.write_bytes(data[: len(data) * twentieth // 20])
    try:
        back = read_back(
            cut, tmp_path / "new", kept.backup, now_ms=LATER, random=Streams(b"r"), accept_incomplete=True
        )
    except TruncatedError:
        assert twentieth * len(data) // 20 < 150_000, "only a head without its membership is worth nothing"
        refused(kept, tmp_path, TruncatedError, bundle=cut)
        return
    with back:
        assert not back.complete
        restored = back.enrol(kept.administrator, now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
    assert not restored.verified
    assert 0 < restored.transactions <= restored.declared == kept.transactions
    assert restored.records == 2
    open_vault(tmp_path / "new" / FILE_NAME, passphrase=restored.passphrase)
    (tmp_path / "again").mkdir()
    error = refused(kept, tmp_path / "again", IncompleteError, bundle=cut)
    assert isinstance(error, IncompleteError)
    assert error.values == {"taken": str(restored.transactions), "declared": str(restored.declared)}


def test_an_edition_that_did_not_come_is_named(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file breaks off within it, at its end: the transactions are whole."""

    def broken_off(file: BinaryIO, identities: list[str], receiver: Receiver) -> Reading:
        reading = read_bundle(file, identities, receiver)
        return msgspec.structs.replace(reading, totals=None, closing=None, trouble=TruncatedError())

    monkeypatch.setattr("node.pouring.Pouring._piece", lambda *_: None)
    monkeypatch.setattr("node.pouring.read_bundle", broken_off)
    error = refused(kept, tmp_path, EditionMissingError)
    assert isinstance(error, EditionMissingError)
    assert error.values == {"edition": "bdpm", "data_of": "2026-11-01"}
    now = {"now_ms": LATER, "random": Streams(b"r")}
    with read_back(kept.snapshot, tmp_path / "new", kept.backup, accept_incomplete=True, **now) as back:  # type: ignore[arg-type]  # as named
        restored = back.enrol(kept.administrator, now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
    assert not restored.verified
    assert restored.missing == (("bdpm", "2026-11-01"),)


@pytest.mark.parametrize("part", range(12))
def test_a_flipped_bit_is_never_taken_for_whole(kept: Kept, tmp_path: Path, part: int) -> None:
    data = bytearray(kept.snapshot.read_bytes())
    data[len(data) * part // 12 + part] ^= 0x10
    (tmp_path / "flipped.age").write_bytes(bytes(data))
    error = refused(kept, tmp_path, BundleError, bundle=tmp_path / "flipped.age")
    possible = (IncompleteError, DamagedError, TruncatedError, WrongRecipientError, NotABundleError)
    assert isinstance(error, possible), error


def bundle_with(kept: Kept, change: Callable[[list[Item]], list[Item]], **manifest: object) -> BytesIO:
    plan = _plan(kept.place.replica, kept.place.vault, NOW)
    items = change(list(_items(kept.place.replica, kept.place.vault, plan, here)))
    declared = msgspec.structs.replace(
        plan.manifest, transactions=sum(isinstance(item, Carried) for item in items), **manifest
    )
    out = BytesIO()
    recipients = [kept.place.vault.backup_recipient]
    write_bundle(out, declared, items, recipients=recipients, seal=signer(kept.place.vault.seal_key))
    return out


def written(out: BytesIO, folder: Path) -> Path:
    path = folder / "made.age"
    path.write_bytes(out.getvalue())
    return path


def test_a_carry_is_no_snapshot(kept: Kept, tmp_path: Path) -> None:
    def without(items: list[Item]) -> list[Item]:
        return [item for item in items if not isinstance(item, Needed)]

    path = written(bundle_with(kept, without, what=CARRY), tmp_path)
    refused(kept, tmp_path, NotASnapshotError, bundle=path)


def test_a_gap_in_a_journal_is_incomplete(kept: Kept, tmp_path: Path) -> None:
    def gap(items: list[Item]) -> list[Item]:
        carried = [item for item in items if isinstance(item, Carried)]
        return [item for item in items if item is not carried[-5]]

    path = written(bundle_with(kept, gap), tmp_path)
    error = refused(kept, tmp_path, IncompleteError, bundle=path)
    assert isinstance(error, IncompleteError)
    declared = kept.transactions - 1
    assert error.values == {"taken": str(declared - 4), "declared": str(declared)}


def test_another_state_than_declared_is_told(kept: Kept, tmp_path: Path) -> None:
    path = written(bundle_with(kept, list, state_digest=bytes(32)), tmp_path)
    refused(kept, tmp_path, DifferentStateError, bundle=path)
    back = read_back(
        path, tmp_path / "new", kept.backup, now_ms=LATER, random=Streams(b"r"), accept_incomplete=True
    )
    with back:
        assert back.complete
        assert not back.same_state


def test_digests_of_other_rules_are_not_compared(kept: Kept, tmp_path: Path) -> None:
    path = written(bundle_with(kept, list, state_digest=bytes(32), rules="a later one"), tmp_path)
    read_back(path, tmp_path / "new", kept.backup, now_ms=LATER, random=Streams(b"r")).close()


def test_a_seal_of_nobody_is_forged(kept: Kept, tmp_path: Path) -> None:
    path = written(bundle_with(kept, list, workstation=b"\x05" * 16), tmp_path)
    refused(kept, tmp_path, ForgedError, bundle=path)


def test_a_site_that_does_not_know_the_key_is_refused(kept: Kept, tmp_path: Path) -> None:
    """Anybody can encrypt to a public recipient."""
    plan = _plan(kept.place.replica, kept.place.vault, NOW)
    items = _items(kept.place.replica, kept.place.vault, plan, here)
    stranger = derive_keys(b"\x44" * 32)
    out = BytesIO()
    write_bundle(
        out,
        plan.manifest,
        items,
        recipients=[stranger.public.recipient],
        seal=signer(kept.place.vault.seal_key),
    )
    path = written(out, tmp_path)
    refused(kept, tmp_path, WrongSiteKeyError, bundle=path, identity=stranger.identity)
