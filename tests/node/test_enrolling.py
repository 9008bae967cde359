"""Who may let a restored workstation in, and what becomes of one whom nobody let in."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node.bundle_errors import NotAdmittedError
from node.enrolling import (
    Administrator,
    Authority,
    administrator_authority,
    administrators,
    enrol,
    free_workstation_name,
    recovery_authority,
)
from node.vault import VaultContents, fresh_contents
from schema.transaction import Tip
from sync.journal import signer
from sync.membership import CLINICAL, MEMBERSHIP, recovery_key_id
from tests.node.small_site import NOW, PIN, Place, Streams, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with small_site(tmp_path, patients=1) as place:
        yield place


def newcomer(site: Place) -> VaultContents:
    return fresh_contents(
        site=site.vault.site,
        workstation=b"N" * 16,
        workstation_name="PUI 2",
        site_pepper=site.vault.site_pepper,
        recovery=site.vault.recovery,
        random=Streams(b"newcomer"),
    )


def let_in(site: Place, by: Authority, predecessor: Tip | None = None) -> None:
    enrol(
        site.replica,
        newcomer(site),
        by,
        place="Sous-sol",
        predecessor=predecessor,
        now_ms=NOW,
        random=Streams(b"enrol"),
    )


def by_person(site: Place) -> Authority:
    who = Administrator(site.founded.administrator, PIN)
    return administrator_authority(
        site.replica, site.vault.site_pepper, who, now_ms=NOW, random=Streams(b"pin")
    )


@pytest.mark.parametrize("who", ["recovery", "administrator"])
def test_the_recovery_key_and_an_administrator_may(site: Place, who: str) -> None:
    authority = recovery_authority(site.replica, site.recovery) if who == "recovery" else by_person(site)
    let_in(site, authority, Tip(b"j" * 16, 3, b"h" * 32))
    now = site.replica.roll.now
    assert now.workstations[b"N" * 16].name == "PUI 2"
    assert now.workstations[b"N" * 16].place == "Sous-sol"
    for scope in (MEMBERSHIP, CLINICAL):
        assert site.replica.own_journal(b"N" * 16, scope) is not None
    assert "sign" not in repr(authority)


@pytest.mark.parametrize(
    ("authority", "why"),
    [
        (Authority(None, b"\x01" * 16, signer(bytes(32))), "unknown_key"),
        (Authority(b"\x02" * 16, b"\x03" * 16, signer(bytes(32))), "unknown_key"),
    ],
    ids=["nobody's key", "a stranger"],
)
def test_nobody_else_may_and_nothing_is_written(site: Place, authority: Authority, why: str) -> None:
    before = site.replica.digests()
    with pytest.raises(NotAdmittedError) as caught:
        let_in(site, authority)
    assert caught.value.values == {"why": why}
    assert site.replica.digests() == before
    assert b"N" * 16 not in site.replica.roll.now.workstations


def test_a_signature_by_the_wrong_key_does_not_count(site: Place) -> None:
    forged = msgspec.structs.replace(recovery_authority(site.replica, site.recovery), sign=signer(bytes(32)))
    assert forged.key == recovery_key_id(site.recovery.public.verify_key)
    with pytest.raises(NotAdmittedError) as caught:
        let_in(site, forged)
    assert caught.value.values == {"why": "bad_signature"}


def test_names_stay_apart(site: Place) -> None:
    assert free_workstation_name(site.replica, "PUI 2") == "PUI 2"
    assert free_workstation_name(site.replica, "PUI 1") == "PUI 1 (2)"


def test_administrators_have_names(site: Place) -> None:
    assert administrators(site.replica) == {site.founded.administrator: "FICTIVE Alice"}
