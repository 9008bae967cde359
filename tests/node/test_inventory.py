"""What a restore needs: the pepper, and nobody's private key."""

import pytest

from node.inventory import NAME, Inventory, inventory_of, read_inventory
from schema.codec import encode
from sync.bundle.errors import MalformedError
from tests.node.vault.builders import contents


def test_there_and_back() -> None:
    vault = contents()
    needed = inventory_of(vault)
    assert needed.name == NAME
    assert read_inventory(needed.data) == Inventory(
        vault.workstation, vault.workstation_name, vault.site_pepper
    )


def test_no_private_key_is_in_it() -> None:
    vault = contents()
    data = inventory_of(vault).data
    secrets = (vault.database_key, vault.seal_key, vault.tls_key, vault.backup_identity.encode())
    assert not [secret for secret in secrets if secret in data]
    assert len(data) < 200, "something new is in the inventory: say so in ADR 0008"


def test_the_pepper_is_never_shown() -> None:
    inventory = Inventory(b"W" * 16, "Poste fictif", b"PEPPER..........................")
    assert "PEPPER" not in repr(inventory)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x90", encode([b"W" * 16, "Poste", b"short"]), encode([b"W" * 16, "", bytes(32)])],
    ids=["empty", "nothing", "short pepper", "no name"],
)
def test_something_else_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        read_inventory(data)
    assert caught.value.values == {"what": "inventory"}
    assert caught.value.__cause__ is None
