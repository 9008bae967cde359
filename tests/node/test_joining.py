"""Joining: what comes back is checked before it is believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from node.blobcheck import blob_is_right
from node.domain.decision import Refusal
from node.inviting import InvitationFile, Welcome, redeem
from node.joining import Joined, Redeem, join_site
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from schema.codec import decode, encode
from sync.redemption import RefusalCode, proof_of
from sync.tls import fingerprint
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.stations import Station
from tests.node.test_inviting import invited


def at_the_lobby(site: Station, change: Callable[[Welcome], object] = lambda said: said) -> Redeem:
    """The inviter's lobby; `change` is what a liar would make of its welcome."""

    def bring(file: InvitationFile, request: bytes) -> bytes:
        proof = proof_of(file.secret, fingerprint(file.certificate), request)
        answer = redeem(site.desk, file.invitation, request, proof)
        assert not isinstance(answer, RefusalCode), answer
        return encode(change(decode(Welcome, answer)))

    return bring


def join(folder: Path, file: InvitationFile, bring: Redeem) -> Joined | Refusal:
    return join_site(folder, file, bring, clock=StillClock(), random=Streams(b"joining"), cost=CHEAP)


def test_a_newcomer_holds_the_membership_and_keys_of_its_own(site: Station, tmp_path: Path) -> None:
    file = invited(site)
    joined = join(tmp_path / "new", file, at_the_lobby(site))
    assert isinstance(joined, Joined)
    assert (joined.site, joined.name) == (site.replica.site, "USC-9")
    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=joined.passphrase)
    mine = site.desk.vault
    assert (vault.site_pepper, vault.recovery) == (mine.site_pepper, mine.recovery)
    assert vault.seal_key != mine.seal_key
    assert vault.database_key != mine.database_key
    replica = Replica(tmp_path / "new", vault.database_key, vault.site, blob_is_right)
    try:
        assert replica.vector("membership") == site.replica.vector("membership")
        assert replica.roll.now.people.keys() == site.desk.members.people.keys()
    finally:
        replica.close()


def test_bytes_that_are_no_welcome_leave_nothing(site: Station, tmp_path: Path) -> None:
    found = join(tmp_path / "new", invited(site), lambda _file, _request: b"\xc1")
    assert found == Refusal("join.unreadable_welcome")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: msgspec.structs.replace(said, transactions=()),
        lambda said: msgspec.structs.replace(said, transactions=said.transactions[:-1]),
        lambda said: msgspec.structs.replace(said, recovery_key=bytes(32)),
    ],
    ids=["no site", "a site that has not let us in", "another recovery key"],
)
def test_a_welcome_that_does_not_agree_with_itself_is_not_believed(
    site: Station, tmp_path: Path, change: Callable[[Welcome], object]
) -> None:
    found = join(tmp_path / "new", invited(site), at_the_lobby(site, change))
    assert found == Refusal("join.membership_disagrees")


def test_another_site_cannot_pass_for_the_one_invited_to(site: Station, tmp_path: Path) -> None:
    file = msgspec.structs.replace(invited(site), site=b"X" * 16)
    assert join(tmp_path / "new", file, at_the_lobby(site)) == Refusal("join.membership_disagrees")


def test_a_lobby_that_is_out_of_reach_leaves_nothing(site: Station, tmp_path: Path) -> None:
    def gone(_file: InvitationFile, _request: bytes) -> bytes:
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        join(tmp_path / "new", invited(site), gone)
    assert not (tmp_path / "new" / REPLICA).exists()
