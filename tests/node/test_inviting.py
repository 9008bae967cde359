"""Inviting and redeeming: one secret, one workstation, once."""

from __future__ import annotations

import msgspec

from node.api.base import Refused
from node.api.site import Invitation, Invite
from node.domain.decision import Refusal
from node.inviting import InvitationFile, JoinRequest, Welcome, read_invitation, redeem, secret_hash
from node.vault import fresh_contents
from schema.codec import decode, encode
from schema.ids import Id
from sync.journal import public_key
from sync.membership import MEMBERSHIP
from sync.redemption import RefusalCode, proof_of
from sync.tls import fingerprint
from tests.node.small_site import Streams
from tests.node.stations import PIN, Station

ASKED = Invite(name="USC-9", place="Réanimation fictive", pin=PIN)


def invited(site: Station) -> InvitationFile:
    file = read_invitation(site.get("administrator", ASKED, Invitation).content)
    assert isinstance(file, InvitationFile)
    return file


def request(site: Station, workstation: Id = b"N" * 16) -> bytes:
    """What a newcomer with fresh keys brings."""
    keys = fresh_contents(
        site=site.replica.site,
        workstation=workstation,
        workstation_name=ASKED.name,
        site_pepper=bytes(32),
        recovery=site.desk.vault.recovery,
        random=Streams(b"newcomer" + workstation),
    )
    return encode(
        JoinRequest(
            workstation=workstation,
            seal_key=public_key(keys.seal_key),
            certificate=keys.tls_certificate,
            backup_recipient=keys.backup_recipient,
            membership_nonce=b"M" * 32,
            clinical_nonce=b"C" * 32,
        )
    )


def brought(
    site: Station, file: InvitationFile, data: bytes, secret: bytes | None = None
) -> bytes | RefusalCode:
    """What the lobby answers to who brings this."""
    proof = proof_of(secret or file.secret, fingerprint(file.certificate), data)
    return redeem(site.desk, file.invitation, data, proof)


def test_the_file_holds_the_secret_and_the_journal_its_hash(site: Station) -> None:
    file = invited(site)
    assert (file.site, file.site_name) == (site.replica.site, "Hôpital fictif de Valclair")
    assert (file.name, file.place) == (ASKED.name, ASKED.place)
    assert file.certificate == site.desk.vault.tls_certificate
    kept = site.desk.members.invitations[file.invitation]
    assert kept.invitation.secret_hash == secret_hash(file.secret)
    assert not [row for row in site.replica.chain.everything() if file.secret in row.data]


def test_a_wrong_pin_invites_nobody(site: Station) -> None:
    known = len(site.desk.members.invitations)
    wrong = msgspec.structs.replace(ASKED, pin="271829")
    assert site.get("administrator", wrong, Refused).code == "session.wrong_pin"
    assert len(site.desk.members.invitations) == known


def test_who_proves_the_secret_is_enrolled_with_what_the_invitation_says(site: Station) -> None:
    file = invited(site)
    answer = brought(site, file, request(site))
    assert isinstance(answer, bytes)
    welcome = decode(Welcome, answer)
    assert welcome.pepper == site.desk.vault.site_pepper
    assert len(welcome.transactions) == len(site.replica.chain.after({}, MEMBERSHIP, 2**40))
    assert welcome.records
    member = site.desk.members.workstations[b"N" * 16]
    assert (member.name, member.place) == (ASKED.name, ASKED.place)
    assert site.desk.members.invitations[file.invitation].used
    assert all(site.replica.own_journal(b"N" * 16, scope) for scope in ("membership", "clinical"))


def test_an_invitation_serves_once(site: Station) -> None:
    file = invited(site)
    assert isinstance(brought(site, file, request(site)), bytes)
    assert brought(site, file, request(site, b"O" * 16)) is RefusalCode.USED
    assert b"O" * 16 not in site.desk.members.workstations


def test_without_the_secret_nobody_learns_even_whether_it_was_used(site: Station) -> None:
    file = invited(site)
    assert brought(site, file, request(site), secret=bytes(32)) is RefusalCode.UNKNOWN
    assert isinstance(brought(site, file, request(site)), bytes)
    assert brought(site, file, request(site), secret=bytes(32)) is RefusalCode.UNKNOWN


def test_a_proof_is_for_what_was_brought_and_for_whom(site: Station) -> None:
    file = invited(site)
    proof = proof_of(file.secret, fingerprint(file.certificate), request(site))
    assert redeem(site.desk, file.invitation, request(site, b"O" * 16), proof) is RefusalCode.UNKNOWN
    elsewhere = proof_of(file.secret, bytes(32), request(site))
    assert redeem(site.desk, file.invitation, request(site), elsewhere) is RefusalCode.UNKNOWN


def test_an_invitation_of_somewhere_else_is_unknown(site: Station) -> None:
    file = msgspec.structs.replace(invited(site), invitation=bytes(16))
    assert brought(site, file, request(site)) is RefusalCode.UNKNOWN


def test_bytes_that_are_no_request_and_members_already_are_refused(site: Station) -> None:
    file = invited(site)
    assert brought(site, file, b"\xc1") is RefusalCode.INVALID
    mine = site.desk.vault.workstation
    assert brought(site, file, request(site, mine)) is RefusalCode.INVALID
    # Neither has used the invitation up.
    assert isinstance(brought(site, file, request(site)), bytes)


def test_another_file_is_no_invitation() -> None:
    for content in (b"", b"%PDF-1.3", encode(["an invitation"])):
        assert read_invitation(content) == Refusal("join.not_an_invitation")
