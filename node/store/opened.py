"""A received transaction, decoded, and checked for all that needs no context."""

from collections.abc import Mapping

import msgspec

from node.store.files import reopen
from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from schema.transaction import (
    MAX_TRANSACTION_BYTES,
    VERSION,
    Body,
    Core,
    Transaction,
    core_hash,
    open_transaction,
)
from sync.journal import bodies_match, signed_by
from sync.ports import Evidence


class Checked(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was found of a transaction's bytes before its turn: they are in order, bodies included."""

    hash: Hash
    proven: Mapping[int, bytes]
    """By act: the public key under which its signature is good."""


class Opened(msgspec.Struct, frozen=True, gc=False):
    """A decoded transaction."""

    data: bytes
    transaction: Transaction
    core: Core
    hash: Hash
    proven: Mapping[int, bytes] = {}
    """See `Checked`."""

    @property
    def place(self) -> tuple[int, bytes, int]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq)

    def signed_by(self, public: bytes, core: Core, index: int, body: Body) -> bool:
        """As `sync.journal.signed_by`, once for each signature."""
        return self.proven.get(index) == public or signed_by(public, core, index, body)


class Wrong(Exception):  # noqa: N818  # not an error of ours: what was received is wrong
    """Carries the evidence."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.code)
        self.evidence = evidence


def reopened(data: bytes, checked: Checked) -> Opened:
    """A transaction of which that was found."""
    transaction, core = reopen(data)
    return Opened(data, transaction, core, checked.hash, checked.proven)


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
