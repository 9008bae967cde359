"""What a workstation publishes of itself: the durable heads it holds, and what it made of them.

"Known by", "confirmed with" and "on this workstation only" come from receipts, never from hope. A
receipt is a replaceable record: the newest counts, whoever relayed it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Final, TypeAlias

import msgspec

from schema.acts import KINDS
from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash
from schema.ids import Id
from schema.rules import RULES as SWITCHES
from schema.transaction import Bytes32, Instant, Tip

RECEIPT: Final = "receipt"
"""The record's name; its owner is the workstation."""
FOLDING: Final = 14
"""Raise when a fold writes a state otherwise, even one that says the same (tests/golden notices)."""
RULES: Final = int.from_bytes(tagged_hash("rules", encode([FOLDING, sorted(KINDS), sorted(SWITCHES)]))[:6])
"""Stands for how this program folds, and which kinds and rules it knows: only equals compare digests."""


MOST: Final = 1000
"""Tips in a receipt: what a replaceable record has room for."""
What: TypeAlias = tuple[Tip, ...] | bytes
"""What a workstation holds, to be compared: the tips, or of too many of them the digest."""


class Receipt(Wire, frozen=True):
    """Tips durably held (of a forked journal several), the digest of the state folded from them, and when."""

    tips: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=4096)]
    state: Bytes32
    rules: int
    at: Instant

    @property
    def what(self) -> What:
        """Equal for those who hold the same."""
        return self.tips


class Abridged(Receipt, frozen=True):
    """Of a workstation that holds more tips than there is room for: some of them, and the digest of all."""

    whole: Bytes32
    """See `journal_digest`."""

    @property
    def what(self) -> What:
        """Equal for those who hold the same, whichever tips they name."""
        return self.whole


def what_of(tips: Mapping[Id, Tip]) -> What:
    """What is held here, as receipts say it."""
    every = tuple(sorted(tips.values()))
    return every if len(every) <= MOST else journal_digest(every)


def journal_digest(tips: Iterable[Tip]) -> bytes:
    """SHA-256 over the sorted heads: equal when the same transactions are held."""
    return hashlib.sha256(encode(sorted(tips))).digest()


def receipt_of(
    tips: Mapping[Id, Tip], few: Callable[[Sequence[Tip], int], Sequence[Tip]], state: bytes, at: int
) -> Receipt:
    """A receipt by this program's rules; of too many tips `few` chooses at most so many that are named."""
    what = what_of(tips)
    if isinstance(what, tuple):
        return Receipt(what, state, RULES, at)
    return Abridged(tuple(sorted(few(sorted(tips.values()), MOST))), state, RULES, at, what)


def write_receipt(receipt: Receipt) -> bytes:
    """The record's payload."""
    return encode(receipt)


def read_receipt(payload: bytes) -> Receipt | None:
    """The receipt, or nil when a newer program wrote it in another form."""
    for form in (Receipt, Abridged):
        try:
            return decode(form, payload)
        except InvalidBytesError:
            continue
    return None
