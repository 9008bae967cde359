"""The narcotics vault: its keeper, its entries, its counts, and the second person of each of these.

Each entry and exit is written at once, with its date, and never changed; what two people do together
is an act of the first, and an act of the second that names it (CSP R.5132-36).
"""

from typing import Annotated

import msgspec

from schema.acts.base import Kind, Name, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, ActRef, Bytes16, FileType


class Counted(Wire, frozen=True):
    """One product as counted, beside what the ledger said to who counted."""

    product: Name
    """As on its lines of the ledger: name, strength, form."""
    counted: Quantity
    expected: Quantity
    """In the same unit: units of use, or a mass of raw material."""


Lines = Annotated[tuple[Counted, ...], msgspec.Meta(max_length=500)]


class VaultOpened(Wire, frozen=True):
    """A vault, and the workstation that keeps its ledger."""

    name: Name
    keeper: Bytes16


class VaultEntry(Wire, frozen=True):
    """One line of the ledger: something came in, went out, or was destroyed."""

    way: Annotated[str, msgspec.Meta(pattern=r"\A(in|out|destroyed)\Z")]
    product: Name
    amount: Quantity
    lot: Text
    whom: Text
    """Supplier, ward, patient or preparation: where it came from or went to."""
    reason: Text
    told: Told


class VaultCounted(Wire, frozen=True):
    """The vault was counted; the differences count once a second person signed."""

    lines: Lines
    told: Told


class VaultHandedOver(Wire, frozen=True):
    """Counted, and kept by another workstation from now on, once a second person signed."""

    keeper: Bytes16
    lines: Lines
    told: Told


class VaultWitnessed(Wire, frozen=True):
    """The second person of a count, a hand-over, a destruction or a reconciliation."""

    what: ActRef


class VaultReconciled(Wire, frozen=True):
    """A pharmacist looked at a line that a count had not seen; the effect comes with the second person."""

    line: ActRef
    """The line, or the count, that was found later."""
    heads: Annotated[tuple[ActRef, ...], msgspec.Meta(min_length=1, max_length=64)]
    choice: Annotated[str, msgspec.Meta(pattern=r"\A(counted|added)\Z")]
    """`counted`: what was on the shelf had it already, so that it must not be taken twice; `added`: the
    count was of something else, and the line stands beside it."""
    reason: Reason


_A = ActClass.ACCOUNT
_D = ActClass.DECISION
KINDS = (
    Kind("vault.opened/1", VaultOpened, FileType.VAULT, _D, "narcotics", signed=True),
    Kind("vault.entered/1", VaultEntry, FileType.VAULT, _A, "narcotics", signed=True),
    Kind("vault.counted/1", VaultCounted, FileType.VAULT, _A, "narcotics", signed=True),
    Kind("vault.handed_over/1", VaultHandedOver, FileType.VAULT, _D, "narcotics", signed=True),
    Kind("vault.witnessed/1", VaultWitnessed, FileType.VAULT, _A, "narcotics", signed=True),
    Kind("vault.reconciled/1", VaultReconciled, FileType.VAULT, _D, "release", signed=True),
)

COUNTS = frozenset({"vault.counted/1", "vault.handed_over/1", "vault.witnessed/1"})
"""The kinds of which the authors' rights decide what a count reconciles."""
