"""The narcotics vault: its ledger, counts and hand-overs by two people, lines found later."""

from node.api.base import Answer, Command, Heads, Stamp
from schema.acts.base import Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActRef, Bytes16


class Second(Wire, frozen=True):
    """The second person, who types their own PIN at the same screen."""

    person: Bytes16
    pin: str


class ListVaults(Command, frozen=True, kw_only=True):
    """Every vault of the site."""


class VaultRow(Wire, frozen=True):
    """One vault."""

    vault: Bytes16
    name: str
    keepers: tuple[str, ...]
    """Names of workstations; two when it was handed over twice apart."""
    here: bool
    """This workstation keeps it."""


class Vaults(Answer, frozen=True, kw_only=True):
    """Answer to `ListVaults`, by name."""

    rows: tuple[VaultRow, ...]


class GetVault(Command, frozen=True, kw_only=True):
    """One vault with its ledger."""

    vault: bytes


class VaultLineView(Wire, frozen=True):
    """One line of the ledger with the sum of its product up to it."""

    act: ActRef
    kind: str
    way: str
    """`in`, `out`, `destroyed`, or empty for a count, a hand-over, a reconciliation."""
    product: str
    change: Quantity | None
    """Nil while it waits for its second person."""
    balance: Quantity | None
    note: str
    stamp: Stamp
    second: Stamp | None
    waiting: bool
    """A second person has to sign."""
    later: bool
    """Found after a count that had not seen it: to be reconciled."""
    apart: bool
    """Recorded elsewhere than at the keeper's workstation."""


class VaultBalanceView(Wire, frozen=True):
    """What there is of one product, by the ledger."""

    product: str
    amount: Quantity


class Workplace(Wire, frozen=True):
    """A workstation that a vault may be handed over to."""

    workstation: Bytes16
    name: str


class VaultView(Answer, frozen=True, kw_only=True):
    """Answer to `GetVault`; lines the newest first."""

    row: VaultRow
    balances: tuple[VaultBalanceView, ...]
    lines: tuple[VaultLineView, ...]
    others: tuple[Workplace, ...]
    heads: Heads


class OpenVault(Command, frozen=True, kw_only=True):
    """A new vault, kept at this workstation (`created[0]`)."""

    name: str
    pin: str


class EnterNarcotics(Command, frozen=True, kw_only=True):
    """One line; a destruction takes a second person."""

    vault: bytes
    way: str
    product: str
    amount: Quantity
    lot: str = ""
    whom: str = ""
    reason: str = ""
    told: Told
    pin: str
    second: Second | None = None


class CountedHere(Wire, frozen=True):
    """One product as counted on the shelf."""

    product: str
    counted: Quantity


class CountVault(Command, frozen=True, kw_only=True):
    """Counted by two people; products not named were not counted."""

    vault: bytes
    lines: tuple[CountedHere, ...]
    told: Told
    pin: str
    second: Second | None = None


class HandOverVault(Command, frozen=True, kw_only=True):
    """Every product counted by two people; from then on another workstation keeps it."""

    vault: bytes
    keeper: bytes
    lines: tuple[CountedHere, ...]
    told: Told
    pin: str
    second: Second | None = None
    based_on: Heads


class ReconcileVault(Command, frozen=True, kw_only=True):
    """A pharmacist says what a line found later was; `choice` is `counted` or `added`."""

    vault: bytes
    line: ActRef
    choice: str
    reason: str
    pin: str
    second: Second | None = None
    based_on: Heads


class WitnessVault(Command, frozen=True, kw_only=True):
    """The second person signs what waits for one, in a session of their own."""

    vault: bytes
    what: ActRef
    pin: str
