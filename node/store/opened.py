"""A received transaction, decoded, and checked for all that needs no context."""

import msgspec

from schema.codec import InvalidBytesError
from schema.ids import Id
from schema.transaction import (
    MAX_TRANSACTION_BYTES,
    VERSION,
    Core,
    Transaction,
    core_hash,
    open_transaction,
)
from sync.journal import bodies_match
from sync.ports import Evidence


class Opened(msgspec.Struct, frozen=True):
    """A decoded transaction."""

    data: bytes
    transaction: Transaction
    core: Core
    hash: bytes

    @property
    def place(self) -> tuple[int, bytes, int]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq)


class Wrong(Exception):  # noqa: N818  # not an error of ours: what was received is wrong
    """Carries the evidence."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.code)
        self.evidence = evidence


def open_checked(site: Id, data: bytes) -> Opened:
    """Decode, and check all that needs no context; raises `Wrong`."""
    if len(data) > MAX_TRANSACTION_BYTES:
        raise Wrong(Evidence("bytes", None, 0, "oversized"))
    try:
        transaction, core = open_transaction(data)
    except InvalidBytesError as error:
        raise Wrong(Evidence("bytes", None, 0, str(error))) from error
    if core.version != VERSION:
        raise Wrong(Evidence("version", core.journal, core.seq, str(core.version)))
    if core.site != site:
        raise Wrong(Evidence("site", core.journal, core.seq, ""))
    if not bodies_match(transaction, core):
        raise Wrong(Evidence("bytes", core.journal, core.seq, "bodies"))
    return Opened(data, transaction, core, core_hash(transaction.core))
