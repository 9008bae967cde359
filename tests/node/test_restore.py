"""Restoring: with either key, whatever is left of the file, as a workstation that the others admit."""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from node.api.session import SignedIn, SignIn
from node.backup_key import export_backup_key, read_backup_key
from node.blobcheck import blob_is_right
from node.bundle_errors import (
    DifferentStateError,
    EditionMissingError,
    IncompleteError,
    NotAdministratorError,
    NotASnapshotError,
    NotEmptyError,
    SignInRefusedError,
    WrongSiteKeyError,
)
from node.desk import Desk
from node.enrolling import Administrator
from node.handlers.session import sign_in
from node.on_writer import here
from node.recovery import RecoveryKeys, derive_keys
from node.restore import WRITE_POINTS, Restored, read_back
from node.snapshot import _items, _plan, take_snapshot
from node.store.errors import InUseError
from node.store.lock import Lock
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault, open_with_recovery
from schema.acts.membership import JournalOpened
from schema.codec import decode
from schema.transaction import open_transaction
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
from sync.bundle.errors import (
    DamagedError,
    ForgedError,
    NotABundleError,
    OtherSiteError,
    TruncatedError,
    UnreadableError,
    WrongRecipientError,
)
from sync.journal import signer
from sync.membership import CLINICAL, MEMBERSHIP
from tests.node.killed import killed_at
from tests.node.small_site import CHEAP, NOW, PIN, Place, StillClock, Streams, found, opened

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


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A snapshot of some size: several chunks of encryption, so that a truncated one has parts."""
    folder = tmp_path_factory.mktemp("kept")
    words = Streams(b"words")
    with opened(folder / "PUI", found(folder / "PUI")) as place:
        place.edition()
        patients = [place.patient(number) for number in range(4)]
        for number in range(260):
            place.note(patients[number % 4], words(450).hex())
        taken = take_snapshot(place.replica, place.vault, folder / "out", NOW, place.desk.random)
        key = read_backup_key(export_backup_key(place.vault, "CH Sainte-Fiction"))
        yield Kept(place, taken.path, key.identity, place.replica.digests(), taken.transactions)


def restore(
    kept: Kept, folder: Path, identity: str, by: RecoveryKeys | Administrator, **more: str
) -> Restored:
    with read_back(kept.snapshot, folder, identity, now_ms=LATER, random=Streams(b"restore")) as back:
        return back.enrol(by, now_ms=LATER, random=Streams(folder.name.encode()), cost=CHEAP, **more)  # type: ignore[arg-type]  # name and place


@pytest.mark.parametrize("key", ["backup", "recovery"])
def test_either_key_alone_gives_everything_back(kept: Kept, tmp_path: Path, key: str) -> None:
    by: RecoveryKeys | Administrator = kept.recovery if key == "recovery" else kept.administrator
    identity = kept.recovery.identity if key == "recovery" else kept.backup
    restored = restore(kept, tmp_path / "new", identity, by)
    assert restored.verified
    assert (restored.journal_digest, restored.restored_state_digest) == kept.digests
    assert restored.transactions == restored.declared == kept.transactions
    assert (restored.records, restored.blobs, restored.missing) == (1, 1, ())
    assert (restored.taken_at, restored.taken_by) == (NOW, "PUI 1")
    assert restored.site_name == "CH Sainte-Fiction"
    assert {path.name for path in tmp_path.iterdir()} == {"new"}

    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=restored.passphrase)
    assert vault == open_with_recovery(tmp_path / "new" / FILE_NAME, kept.recovery.identity)
    old = kept.place.vault
    for name in ("seal_key", "tls_key", "database_key", "backup_identity", "workstation"):
        assert getattr(vault, name) != getattr(old, name), f"{name} must be new"
    assert (vault.site, vault.site_pepper, vault.recovery) == (old.site, old.site_pepper, old.recovery)
    assert vault.workstation_name == restored.workstation_name == "PUI 1 (2)"

    with running(tmp_path / "new", vault) as desk:
        people_work_again(desk, kept)
        a_new_register_series_begins(desk, kept)
        the_others_admit_it(desk, kept, tmp_path / "other")


class running:  # noqa: N801  # reads as a word in `with running(…)`
    """The restored workstation, started."""

    def __init__(self, folder: Path, vault: VaultContents) -> None:
        self._replica = Replica(folder, vault.database_key, vault.site, blob_is_right)
        self._desk = Desk(self._replica, vault, StillClock(LATER), Streams(b"running"))

    def __enter__(self) -> Desk:
        return self._desk

    def __exit__(self, *_: object) -> None:
        self._replica.close()


def people_work_again(desk: Desk, kept: Kept) -> None:
    answer = sign_in(desk, None, SignIn(person=kept.place.founded.administrator, pin=PIN))
    assert isinstance(answer, SignedIn), answer
    assert desk.replica.catalogue.search("a", 5)[0] > 0, "the drug database is there"
    head = desk.replica.chain.head(desk.journal())
    assert head.seq == 1, "its first clinical transaction is this very sign-in"


def a_new_register_series_begins(desk: Desk, kept: Kept) -> None:
    old = kept.place.desk.journal()
    assert desk.journal(CLINICAL) not in kept.place.replica.vector("all")
    assert desk.journal(MEMBERSHIP) not in kept.place.replica.vector("all")
    first = desk.replica.relay.after({old: 2**40}, MEMBERSHIP, 2**30)
    openings = [
        decode(JournalOpened, body.body)
        for data in first
        for transaction, core in [open_transaction(data)]
        for header, body in zip(core.headers, transaction.bodies, strict=True)
        if header.kind == "journal.opened/1" and core.journal == desk.journal(MEMBERSHIP) and body
    ]
    by_scope = {opening.scope: opening for opening in openings}
    assert by_scope[CLINICAL].journal == desk.journal()
    assert by_scope[CLINICAL].predecessor == kept.place.replica.vector("all")[old]
    assert by_scope[MEMBERSHIP].predecessor is None


def the_others_admit_it(desk: Desk, kept: Kept, folder: Path) -> None:
    """A workstation that has the site's journals takes the new ones in, membership first."""
    third = Replica(folder, bytes(32), desk.replica.site, blob_is_right, create=True)
    try:
        theirs = kept.place.replica
        third.receive(theirs.relay.after({}, "all", 2**30), None, LATER)
        known = {journal: tip.seq for journal, tip in third.vector("all").items()}
        for scope in (MEMBERSHIP, "all"):
            outcome = third.receive(desk.replica.relay.after(known, scope, 2**30), None, LATER)
            assert outcome.new >= 1
            assert not outcome.evidence
        member = third.roll.now.workstations[desk.vault.workstation]
        assert (member.certificate, member.removed) == (desk.vault.tls_certificate, False)
        assert third.digests() == desk.replica.digests()
        assert third.counts()[2] == 0, "nothing is set aside"
    finally:
        third.close()


def test_name_and_place_can_be_chosen(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    restored = restore(kept, tmp_path / "new", kept.backup, kept.recovery, name="PUI 3", place="Sous-sol")
    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=restored.passphrase)
    with running(tmp_path / "new", vault) as desk:
        mine = desk.members.workstations[vault.workstation]
        assert (mine.name, mine.place) == ("PUI 3", "Sous-sol")


def test_what_is_secret_shows_nowhere(kept: Kept, tmp_path: Path) -> None:
    restored = restore(kept, tmp_path / "new", kept.recovery.identity, kept.recovery)
    assert restored.passphrase not in repr(restored)
    assert PIN not in repr(kept.administrator)


# What is refused, and leaves nothing


def refused(kept: Kept, folder: Path, error: type[Exception], **more: object) -> Exception:
    values: dict[str, object] = {"bundle": kept.snapshot, "identity": kept.backup, **more}
    bundle, identity = values.pop("bundle"), values.pop("identity")
    with pytest.raises(error) as caught:
        read_back(bundle, folder / "new", identity, now_ms=LATER, random=Streams(b"r"), **values)  # type: ignore[arg-type]  # mixed on purpose
    assert not list(folder.glob("new"))
    assert not list(folder.glob(".new*"))
    return caught.value


def test_another_key(kept: Kept, tmp_path: Path) -> None:
    refused(kept, tmp_path, WrongRecipientError, identity=derive_keys(b"\x33" * 32).identity)


def test_another_site(kept: Kept, tmp_path: Path) -> None:
    error = refused(kept, tmp_path, OtherSiteError, site=b"\x01" * 16)
    assert isinstance(error, OtherSiteError)
    assert error.values["expected"] != error.values["found"]


def test_the_site_named_by_the_key_is_accepted(kept: Kept, tmp_path: Path) -> None:
    key = read_backup_key(export_backup_key(kept.place.vault, "CH Sainte-Fiction"))
    read_back(
        kept.snapshot, tmp_path / "new", key.identity, now_ms=LATER, random=Streams(b"r"), site=key.site
    ).close()
    assert not list(tmp_path.iterdir()), "what was not enrolled is gone"


def test_no_such_file(kept: Kept, tmp_path: Path) -> None:
    refused(kept, tmp_path, UnreadableError, bundle=tmp_path / "absent.age")


def test_something_else(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "letter.age").write_bytes(b"a letter")
    refused(kept, tmp_path, NotABundleError, bundle=tmp_path / "letter.age")


def test_a_folder_in_use_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "replica.db").write_bytes(b"somebody's")
    with pytest.raises(NotEmptyError):
        restore(kept, tmp_path / "new", kept.backup, kept.recovery)
    assert (tmp_path / "new" / "replica.db").read_bytes() == b"somebody's"


def test_another_restore_at_work_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / ".new.restoring").mkdir()
    lock = Lock(tmp_path / ".new.restoring" / "replica.lock")
    try:
        with pytest.raises(InUseError):
            restore(kept, tmp_path / "new", kept.backup, kept.recovery)
        assert (tmp_path / ".new.restoring" / "replica.lock").exists()
    finally:
        lock.release()


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
    assert restored.records == 1
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


# What somebody who knows the recipients, or only a part, could write


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


# Who lets it in


def test_a_wrong_pin_can_be_typed_again(kept: Kept, tmp_path: Path) -> None:
    with read_back(kept.snapshot, tmp_path / "new", kept.backup, now_ms=LATER, random=Streams(b"r")) as back:
        known = {one.person: (one.name, "site.enrol" in one.rights) for one in back.people()}
        assert known[kept.place.founded.administrator] == ("Dr FICTIVE Alice", True)
        who = Administrator(kept.place.founded.administrator, "314159")
        with pytest.raises(SignInRefusedError) as caught:
            back.enrol(who, now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
        assert caught.value.refusal.code == "session.wrong_pin"
        assert back.state_digest == kept.digests[1]
        restored = back.enrol(kept.administrator, now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
    assert restored.verified


def test_somebody_else_or_another_site_s_words_let_nobody_in(kept: Kept, tmp_path: Path) -> None:
    with read_back(kept.snapshot, tmp_path / "new", kept.backup, now_ms=LATER, random=Streams(b"r")) as back:
        with pytest.raises(NotAdministratorError):
            back.enrol(Administrator(b"\x09" * 16, PIN), now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
        with pytest.raises(WrongSiteKeyError):
            back.enrol(derive_keys(b"\x44" * 32), now_ms=LATER, random=Streams(b"e"), cost=CHEAP)
    assert not list(tmp_path.iterdir())


# A crash at each write point


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_killed_at_each_write_point(kept: Kept, tmp_path: Path, point: str) -> None:
    """The folder is absent or a whole workstation; after an absent one the next try succeeds."""

    def work(at_point: Callable[[str], None]) -> None:
        with read_back(
            kept.snapshot,
            tmp_path / "new",
            kept.backup,
            now_ms=LATER,
            random=Streams(b"r"),
            at_point=at_point,
        ) as back:
            back.enrol(kept.recovery, now_ms=LATER, random=Streams(b"e"), cost=CHEAP, at_point=at_point)

    killed_at(point, work)
    if point == "named":
        vault = open_with_recovery(tmp_path / "new" / FILE_NAME, kept.recovery.identity)
        with running(tmp_path / "new", vault) as desk:
            assert desk.replica.counts()[0] == kept.transactions + 1
    else:
        assert not (tmp_path / "new").exists()
        restored = restore(kept, tmp_path / "new", kept.backup, kept.recovery)
        assert restored.verified
    assert {path.name for path in tmp_path.iterdir()} == {"new"}
