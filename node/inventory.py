"""What a restore needs and the journals do not hold (the inventory is argued in ADR 0008).

The pepper is why: without it no PIN opens any key on the workstation that replaces a burnt one. No
private key of the workstation is here; a restored workstation makes its own.
"""

from typing import Annotated

import msgspec

from node.vault import VaultContents
from schema.codec import InvalidBytesError, Wire, decode, encode
from schema.transaction import Bytes16, Bytes32
from sync.bundle import Needed
from sync.bundle.errors import MalformedError

NAME = "restore/1"
"""A newer program that needs more writes a further name; unknown names are passed over."""


class Inventory(Wire, frozen=True):
    """See ADR 0008."""

    workstation: Bytes16
    """Who wrote it."""
    workstation_name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    site_pepper: Bytes32

    def __repr__(self) -> str:
        return f"Inventory(workstation={self.workstation.hex()})"


def inventory_of(contents: VaultContents) -> Needed:
    """The inventory of this workstation, as a bundle's item."""
    values = Inventory(contents.workstation, contents.workstation_name, contents.site_pepper)
    return Needed(NAME, encode(values))


def read_inventory(data: bytes) -> Inventory:
    """The inventory in an item named `NAME`; raises `MalformedError`."""
    try:
        return decode(Inventory, data)
    except InvalidBytesError:
        # Not chained: a decoder may quote what it was given.
        raise MalformedError(what="inventory") from None
