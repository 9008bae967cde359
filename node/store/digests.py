"""Two digests that say whether two workstations hold, and make of it, the same.

In neither are the vault, row numbers and the tables of `LOCAL`: records are replaceable, and an edition is
named by its act. The lists below are complete (tested): a new table says where it belongs.
"""

import hashlib

from node.store.connection import Connection
from node.store.packed import Packing
from schema.codec import InvalidBytesError, encode
from schema.transaction import FileRef

LOCAL = frozenset(
    {
        "local",
        "prints",
        "waiting",
        "evidence",
        "damaged",
        "records",
        "blobs",
        "blob_pieces",
        "presentations",
        "patterns",
    }
)
"""Tables whose content is in no digest."""
COVERED = frozenset({"journals", "transactions", "files", "acts", "states", "conflicts"})
"""Tables whose content the two digests cover, by heads or by states."""
DERIVED = frozenset(
    {
        "branches",
        "pasts",
        "sessions",
        "patients",
        "links",
        "courses",
        "doses",
        "bags",
        "vials",
        "origins",
        "lots",
        "numbers",
    }
)
"""Tables that follow from the covered ones; `verify` makes them again and compares."""


def state_digest(connection: Connection, packing: Packing) -> bytes:
    """SHA-256 over every folded state in id order, and every conflict; what is set aside is in the states.

    All files must be folded (see `Folding.fold_stale`).
    """
    digest = hashlib.sha256()
    for kind, identifier, state, trouble in connection.each(
        "SELECT f.type, f.id, s.state, s.trouble FROM states s JOIN files f ON f.n = s.file"
        " ORDER BY f.type, f.id"
    ):
        digest.update(
            encode([FileRef(kind, bytes(identifier)), _state(packing, kind, bytes(state or b"")), trouble])
        )
    for kind, identifier, payload in connection.each(
        "SELECT type, file, payload FROM conflicts WHERE origin = 'cross' ORDER BY type, file, payload"
    ):
        digest.update(encode([FileRef(kind, bytes(identifier)), bytes(payload)]))
    return digest.digest()


def _state(packing: Packing, sort: int, stored: bytes) -> bytes:
    try:
        return packing.unpack(sort, stored)
    except InvalidBytesError:
        return stored  # altered: it differs from everybody else's, as it should
