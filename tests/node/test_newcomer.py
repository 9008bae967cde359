"""What a newcomer brings is checked: what the others must trust later must be trustworthy."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from node.newcomer import JoinRequest, acceptable
from sync.journal import public_key
from sync.tls import make_certificate
from tests.node.newcomers import newcomer
from tests.node.stations import Station


def accepted(site: Station, request: JoinRequest) -> bool:
    return acceptable(request, site.replica.site, site.desk.members)


def test_fresh_keys_are_accepted_and_belong_together(site: Station) -> None:
    made = newcomer()
    assert accepted(site, made.request)
    assert made.request.seal_key == public_key(made.keys.seal_key)
    assert made.request.certificate == made.keys.tls_certificate
    assert "…" in repr(made)


def another_certificate() -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return make_certificate(b"X" * 16, key, lambda size: b"\x01" * size)


@pytest.mark.parametrize(
    "changes",
    [
        {"certificate": bytes(100)},
        {"certificate": another_certificate()},
        {"backup_recipient": "age1fictif"},
        {"clinical_nonce": newcomer().request.membership_nonce},
    ],
    ids=["no certificate", "of somebody else", "no recipient", "one journal for two"],
)
def test_what_would_not_work_is_not(site: Station, changes: dict[str, object]) -> None:
    assert not accepted(site, msgspec.structs.replace(newcomer().request, **changes))


def test_an_altered_certificate_is_none(site: Station) -> None:
    made = newcomer().request
    for place in range(0, len(made.certificate), 7):
        data = bytearray(made.certificate)
        data[place] ^= 1
        assert not accepted(site, msgspec.structs.replace(made, certificate=bytes(data)))


def test_nobody_comes_in_with_what_belongs_to_a_member(site: Station) -> None:
    mine, made = site.desk.vault, newcomer().request
    member = site.desk.members.workstations[mine.workstation]
    assert not accepted(site, msgspec.structs.replace(made, seal_key=member.seal_key))
    taken = make_certificate(mine.workstation, Ed25519PrivateKey.from_private_bytes(bytes(32)), bytes)
    assert not accepted(site, msgspec.structs.replace(made, workstation=mine.workstation, certificate=taken))
