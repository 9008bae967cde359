"""What a workstation publishes of itself: the durable heads it holds, and what it made of them.

"Known by", "confirmed with" and "on this workstation only" come from receipts, never from hope. A
receipt is a replaceable record: the newest counts, whoever relayed it.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from schema.acts import KINDS
from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash
from schema.ids import Id
from schema.rules import RULES as SWITCHES
from schema.transaction import Bytes32, Instant, Tip

RECEIPT: Final = "receipt"
"""The record's name; its owner is the workstation."""
FOLDING: Final = 10
"""Raise when a fold writes a state otherwise, even one that says the same (tests/golden notices)."""
RULES: Final = int.from_bytes(tagged_hash("rules", encode([FOLDING, sorted(KINDS), sorted(SWITCHES)]))[:6])
"""Stands for how this program folds, and which kinds and rules it knows: only equals compare digests."""


class Receipt(Wire, frozen=True):
    """Tips durably held (of a forked journal several), the digest of the state folded from them, and when."""

    tips: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=4096)]
    state: Bytes32
    rules: int
    at: Instant


def receipt_of(tips: Mapping[Id, Tip], state: bytes, at: int) -> Receipt:
    """A receipt by this program's rules."""
    return Receipt(tuple(sorted(tips.values())), state, RULES, at)


def write_receipt(receipt: Receipt) -> bytes:
    """The record's payload."""
    return encode(receipt)


def read_receipt(payload: bytes) -> Receipt | None:
    """The receipt, or nil when a newer program wrote it in another form."""
    try:
        return decode(Receipt, payload)
    except InvalidBytesError:
        return None
