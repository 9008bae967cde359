"""A founded site: one transaction that says everything, and secrets that are nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import msgspec
import pytest

from node.blobcheck import blob_is_right
from node.domain.rights import ROLES
from node.endpoint import ADDRESS_FILE, Door
from node.founding import Founded, Founder, NewSite, found_site
from node.recovery import combine_shares, derive_keys
from node.secret_errors import PinError, VaultExistsError
from node.sessions import Session, Sessions
from node.store.files import reopen
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from schema.transaction import site_id
from sync.membership import CLINICAL, MEMBERSHIP, person_key_id
from tests.node.full_disk import filling_disk, limits
from tests.node.small_site import CHEAP, NOW, PIN, StillClock, Streams, found

NEW = NewSite(
    name="CH fictif",
    pharmacy="PUI fictive",
    address="1, allée de l’Œillet\n99999 Valclair-sur-Rêve",
    workstation="PUI 1",
    place="Sous-sol",
    family_name="FICTIVE",
    first_name="Alice",
    title="Dr",
    pin=PIN,
    shares=4,
)


def _found(folder: Path, new: NewSite = NEW) -> Founded:
    return found_site(folder, new, clock=StillClock(), random=Streams(b"founding"), cost=CHEAP)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Founded, Replica]]:
    founded = _found(tmp_path)
    vault = open_vault(tmp_path / FILE_NAME, passphrase=founded.passphrase)
    replica = Replica(tmp_path, vault.database_key, vault.site, blob_is_right)
    yield founded, replica
    replica.close()


def test_the_founding_is_one_transaction_whose_first_act_names_the_site(
    opened: tuple[Founded, Replica],
) -> None:
    founded, replica = opened
    (row,) = replica.chain.everything()
    transaction, core = reopen(row.data)
    assert [header.kind for header in core.headers] == [
        "site.founded/1",
        "workstation.enrolled/1",
        "journal.opened/1",
        "journal.opened/1",
        "person.enrolled/1",
        "key.introduced/1",
        "rights.granted/1",
        "rules.switched/1",
    ]
    first = transaction.bodies[0]
    assert first is not None
    assert site_id(msgspec.structs.replace(first, signature=None)) == founded.site == replica.site
    assert core.at == NOW


def test_members_are_what_was_typed(opened: tuple[Founded, Replica]) -> None:
    founded, replica = opened
    now = replica.roll.now
    assert now.founded is not None
    assert (now.founded.name, now.founded.pharmacy, now.founded.address) == (
        NEW.name,
        NEW.pharmacy,
        NEW.address,
    )
    (station,) = now.workstations.values()
    assert (station.name, station.place, station.removed) == ("PUI 1", "Sous-sol", False)
    for scope in (MEMBERSHIP, CLINICAL):
        assert replica.own_journal(station.id, scope) is not None
    person = now.people[founded.administrator]
    assert (person.enrolled.family_name, person.enrolled.profession) == ("FICTIVE", "administrator")
    assert set(person.rights) == set(ROLES["administrator"])
    # The rule that asks it is switched on by the founding's last act, after this key.
    assert [*person.keys] == [person_key_id(public) for public in person.keys.values()]


def test_any_two_shares_open_the_recovery_that_the_site_names(opened: tuple[Founded, Replica]) -> None:
    founded, replica = opened
    assert len(founded.shares) == NEW.shares
    assert replica.roll.now.founded is not None
    for pair in (founded.shares[:2], founded.shares[2:]):
        public = derive_keys(combine_shares(pair)).public
        assert public.verify_key == replica.roll.now.founded.recovery_key
        assert public.recipient == replica.roll.now.founded.recovery_recipient


def test_a_bad_pin_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(PinError):
        _found(tmp_path / "new", msgspec.structs.replace(NEW, pin="111111"))
    assert not (tmp_path / "new").exists()


def test_a_site_is_not_founded_over_another(tmp_path: Path) -> None:
    found(tmp_path)
    tmp_path.chmod(0o755)
    before = {path.name: path.read_bytes() for path in (tmp_path / FILE_NAME, tmp_path / REPLICA)}
    with pytest.raises(VaultExistsError):
        _found(tmp_path)
    assert before == {name: (tmp_path / name).read_bytes() for name in before}
    assert os.name == "nt" or S_IMODE(tmp_path.stat().st_mode) == 0o755


@limits
def test_a_folder_that_was_open_to_others_opens_on_a_full_disk(tmp_path: Path) -> None:
    """Where the node listens is left in it then for whoever may look into it: its user alone."""
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    _found(folder)
    with filling_disk() as limit:
        limit(0)
        door = Door(folder, Streams(b"door"))
        assert (folder / ADDRESS_FILE).is_symlink()
        door.close()
    assert S_IMODE(folder.stat().st_mode) == 0o700


def test_neither_passphrase_nor_pin_nor_shares_are_in_the_folder(tmp_path: Path) -> None:
    founded = _found(tmp_path)
    secrets = [founded.passphrase.encode(), *(share.encode() for share in founded.shares)]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path.name


def test_two_found_it_and_either_may_sign_from_the_first_day(tmp_path: Path) -> None:
    second = Founder(family_name="DEUXIÈME", first_name="Jeanne", title="", pin="161803")
    founded = _found(tmp_path, msgspec.structs.replace(NEW, second=second))
    vault = open_vault(tmp_path / FILE_NAME, passphrase=founded.passphrase)
    replica = Replica(tmp_path, vault.database_key, vault.site, blob_is_right)
    try:
        people = replica.roll.now.people
        names = {one.enrolled.family_name: one.id for one in people.values()}
        assert set(names) == {"FICTIVE", "DEUXIÈME"}
        assert all(one.rights == ROLES["administrator"] and one.administered for one in people.values())
        sessions = Sessions(replica, vault.site_pepper, Streams(b"sessions"))
        for name, pin in (("FICTIVE", PIN), ("DEUXIÈME", "161803")):
            assert isinstance(sessions.unlock(names[name], pin, NOW), Session)
    finally:
        replica.close()


def test_the_second_ones_pin_is_looked_at_before_anything_is_written(tmp_path: Path) -> None:
    second = Founder(family_name="DEUXIÈME", first_name="Jeanne", title="", pin="12")
    with pytest.raises(PinError):
        _found(tmp_path / "site", msgspec.structs.replace(NEW, second=second))
    assert not (tmp_path / "site").exists()
    assert repr(second) == "Founder(…)"
