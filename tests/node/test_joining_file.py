"""Joining by files: request there, invitation here, a workstation that was never on a network."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from stat import S_IMODE

import msgspec
import pytest

from node.age import open_with, seal_to
from node.api.inviting import InvitationMade, InviteByFile
from node.domain.decision import Refusal
from node.invitation_file import Invitation, InvitationFile, invite_by_file, words_of_request
from node.joining import KEYS, REQUEST, Found, Joined
from node.joining_file import has_request, join_by_file, request_to_join, waiting_request
from node.secret_errors import WrongPassphraseError
from node.vault import FILE_NAME, open_vault
from schema.codec import decode, encode, tagged_hash
from sync.journal import signer
from tests.node.newcomers import administrator
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.stations import PIN, Station

OTHER_WORDS = "abaisser abandon abdiquer abeille abolir aborder"


def invited(site: Station, content: bytes) -> InvitationMade:
    answer = invite_by_file(site.desk, administrator(site), InviteByFile(content=content, pin=PIN))
    assert isinstance(answer, InvitationMade), answer
    return answer


def join(folder: Path, content: bytes, passphrase: str, *, agree: bool = True) -> Joined | Refusal | str:
    """What comes of it, or the words shown when nobody agrees."""
    shown: list[str] = []

    def confirm(_found: Found, words: str) -> bool:
        shown.append(words)
        return agree

    joined = join_by_file(
        folder, content, passphrase, confirm, clock=StillClock(), random=Streams(b"join"), cost=CHEAP
    )
    return shown[0] if shown and isinstance(joined, Refusal) else joined


def test_request_invitation_workstation(site: Station, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    asked = request_to_join(folder, "USC-9", "Réanimation", random=Streams(b"new"), cost=CHEAP)
    assert asked.words == words_of_request(asked.content)
    assert has_request(folder)
    assert asked.passphrase not in repr(asked)
    made = invited(site, asked.content)
    assert join(folder, made.content, asked.passphrase, agree=False) == made.words
    joined = join(folder, made.content, asked.passphrase)
    assert isinstance(joined, Joined)
    assert joined.name == "USC-9"
    vault = open_vault(folder / FILE_NAME, passphrase=asked.passphrase)
    assert vault.workstation in site.desk.members.workstations
    assert sorted(path.name for path in folder.iterdir()) == ["replica.db", FILE_NAME]
    assert join(folder, made.content, asked.passphrase) == Refusal("join.no_request")


def test_the_keys_that_wait_are_shut_away(tmp_path: Path) -> None:
    asked = request_to_join(tmp_path, "USC-9", "Réanimation", random=Streams(b"new"), cost=CHEAP)
    keys = open_vault(tmp_path / KEYS, passphrase=asked.passphrase)
    data = (tmp_path / KEYS).read_bytes() + (tmp_path / REQUEST).read_bytes()
    assert not [one for one in (keys.seal_key, keys.tls_key, keys.database_key) if one in data]
    with pytest.raises(WrongPassphraseError):
        join(tmp_path, b"", OTHER_WORDS)


@pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX affair")
def test_a_folder_that_was_open_to_others_is_shut(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    request_to_join(folder, "USC-9", "Réanimation", random=Streams(b"new"), cost=CHEAP)
    assert S_IMODE(folder.stat().st_mode) == 0o700


def test_a_new_request_gives_the_former_up(site: Station, tmp_path: Path) -> None:
    first = request_to_join(tmp_path, "USC-9", "Réanimation", random=Streams(b"one"), cost=CHEAP)
    made = invited(site, first.content)
    second = request_to_join(tmp_path, "USC-9", "Réanimation", random=Streams(b"two"), cost=CHEAP)
    assert second.words != first.words
    assert join(tmp_path, made.content, second.passphrase) == Refusal("join.for_another")
    assert has_request(tmp_path)


@pytest.mark.parametrize("fails", ["create_vault", "replace_atomically"])
def test_one_that_cannot_be_made_leaves_the_former(
    site: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    folder = tmp_path / "new"
    first = request_to_join(folder, "USC-9", "Réanimation", random=Streams(b"one"), cost=CHEAP)
    made = invited(site, first.content)

    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(f"node.joining_file.{fails}", full)
        with pytest.raises(OSError, match="full"):
            request_to_join(folder, "USC-9", "Réanimation", random=Streams(b"two"), cost=CHEAP)
    assert sorted(path.name for path in folder.iterdir()) == sorted([KEYS, REQUEST])
    assert waiting_request(folder) == (first.content, first.words)
    assert isinstance(join(folder, made.content, first.passphrase), Joined)
    assert waiting_request(folder) is None


def test_an_invitation_that_its_inviter_did_not_seal_is_not_believed(site: Station, tmp_path: Path) -> None:
    asked = request_to_join(tmp_path, "USC-9", "Réanimation", random=Streams(b"new"), cost=CHEAP)
    keys = open_vault(tmp_path / KEYS, passphrase=asked.passphrase)
    file = decode(InvitationFile, open_with(keys.backup_identity, invited(site, asked.content).content))
    invitation = decode(Invitation, file.invitation)
    stolen = msgspec.structs.replace(invitation.welcome, pepper=bytes(32))
    plain = encode(msgspec.structs.replace(invitation, welcome=stolen))
    seal = signer(keys.seal_key)(tagged_hash("join-invitation", plain))
    forged = seal_to(keys.backup_recipient, encode(InvitationFile(plain, seal)))
    assert join(tmp_path, forged, asked.passphrase) == Refusal("join.membership_disagrees")
    assert not (tmp_path / FILE_NAME).exists()
