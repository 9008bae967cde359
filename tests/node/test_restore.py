"""Restoring: with either key, whatever is left of the file, as a workstation that the others admit."""

import os
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest

from node.api.session import SignedIn, SignIn
from node.backup_key import export_backup_key, read_backup_key
from node.blobcheck import blob_is_right
from node.bundle_errors import NotAdministratorError, NotEmptyError, SignInRefusedError, WrongSiteKeyError
from node.desk import Desk
from node.enrolling import Administrator
from node.handlers.session import sign_in
from node.recovery import RecoveryKeys, derive_keys
from node.restore import WRITE_POINTS, Restored, read_back
from node.store.errors import InUseError
from node.store.lock import Lock
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, by_recovery, open_by, open_vault
from schema.acts.membership import JournalOpened
from schema.codec import decode
from schema.transaction import open_transaction
from sync.bundle.errors import NotABundleError, OtherSiteError, UnreadableError, WrongRecipientError
from sync.membership import CLINICAL, MEMBERSHIP
from tests.node.kept_site import LATER, Kept, refused
from tests.node.killed import killed_at
from tests.node.small_site import CHEAP, NOW, PIN, StillClock, Streams


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
    assert (restored.records, restored.blobs, restored.missing) == (2, 1, ())
    assert (restored.taken_at, restored.taken_by) == (NOW, "PUI 1")
    assert restored.site_name == "CH Sainte-Fiction"
    assert {path.name for path in tmp_path.iterdir()} == {"new"}

    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=restored.passphrase)
    assert vault == open_by(tmp_path / "new" / FILE_NAME, by_recovery(kept.recovery.identity))
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


@pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX affair")
def test_a_folder_that_was_open_to_others_is_shut(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    restore(kept, folder, kept.backup, kept.recovery)
    assert S_IMODE(folder.stat().st_mode) == 0o700


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
        vault = open_by(tmp_path / "new" / FILE_NAME, by_recovery(kept.recovery.identity))
        with running(tmp_path / "new", vault) as desk:
            assert desk.replica.counts()[0] == kept.transactions + 1
    else:
        assert not (tmp_path / "new").exists()
        restored = restore(kept, tmp_path / "new", kept.backup, kept.recovery)
        assert restored.verified
    assert {path.name for path in tmp_path.iterdir()} == {"new"}
