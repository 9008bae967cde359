"""Toy transactions: chained as the format says, with an empty seal and a text for a body."""

from collections.abc import Sequence

from schema.codec import encode, tagged_hash
from schema.ids import ZERO_HASH, Id
from schema.transaction import ActClass, Body, Core, FileRef, Header, Tip, Transaction, body_digest

SITE = bytes([9]) * 16


SEAL = bytes(64)


def toy_transaction(
    site: Id, journal: Id, tip: Tip | None, order: int, saw: Sequence[Tip], text: str, cls: ActClass
) -> bytes:
    """One act of one file, chained after `tip`; the seal is empty."""
    body = text.encode()
    salt = tagged_hash("toy-salt", journal, body)
    header = Header(
        kind="toy.noted/1",
        critical=False,
        cls=cls,
        right="",
        actor=None,
        by=None,
        file=FileRef(1, journal),
        mentions=(),
        based_on=(),
        digest=body_digest(salt, body, None),
    )
    core = Core(
        version=1,
        site=site,
        journal=journal,
        seq=1 if tip is None else tip.seq + 1,
        prev=ZERO_HASH if tip is None else tip.hash,
        order=order,
        at=0,
        doubtful=False,
        saw=tuple(sorted(saw)),
        headers=(header,),
    )
    return encode(Transaction(encode(core), SEAL, (Body(salt, body, None),)))
