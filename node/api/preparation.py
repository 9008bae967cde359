"""Prefabrication and fabrication."""

from node.api.base import Answer, Command, Heads, Refused
from node.api.lot import RemainderChosen, RemainderOffered
from schema.acts.base import DoseRevision, Told
from schema.acts.preparation import VialUsed
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16


class ProposePreparation(Command, frozen=True, kw_only=True):
    """Compute volumes and checks for a dose with a product; records nothing."""

    course: bytes
    dose: bytes
    product: bytes | None = None
    """nil: the first product of the site with that substance."""
    withdraw: bool = False


class Confirmed(Wire, frozen=True):
    """What another workstation is known to know of what is shown, and whether it can be reached."""

    workstation: str
    connected: bool
    holds: bool
    """By its own receipt it holds every act that the screen relies on."""
    since: int | None
    """Instant since which it is out of reach, by our clock; nil when connected, or not known."""
    receipt_at: int | None
    """When it last said what it holds, by its own clock; nil when it never did."""
    shut_out: str = ""
    """`suspended` or `removed`: what it does is not heard of here; empty for a member in good standing."""
    received: bool = False
    """Connected, and all that it said it holds has come here: else it may have done something on this."""


class PreparationProposal(Answer, frozen=True, kw_only=True):
    """What the sheet would say."""

    item: DoseRevision
    product: Bytes16
    label: str
    cip13: str
    concentration: Quantity
    draw: Quantity
    vials: int
    """How many vials that takes."""
    diluent: str
    final_volume: Quantity
    final_concentration: Quantity
    stability_hours: int
    storage: str
    cautions: tuple[str, ...]
    objections: tuple[Refused, ...]
    confirmed: tuple[Confirmed, ...]
    heads: Heads
    remainders: tuple[RemainderOffered, ...] = ()
    """Opened vials of this product that are there and still good."""
    doubts: tuple[Refused, ...] = ()
    """What a claim asks to acknowledge."""


class Claim(Command, frozen=True, kw_only=True):
    """Take the dose on: creates the bag (`created[0]`) and its register number.

    Refused with the value `acknowledge` where the bag would be out of date before the planned day.
    """

    course: bytes
    item: DoseRevision
    product: bytes
    vials: tuple[VialUsed, ...]
    diluent_lot: str
    withdraw: bool = False
    remainders: tuple[RemainderChosen, ...] = ()
    """Opened vials among `vials`: each counts as one of its lot, and was taken from stock before."""
    acknowledged: tuple[str, ...] = ()
    based_on: Heads


class RecordMade(Command, frozen=True, kw_only=True):
    """The bag was made."""

    course: bytes
    bag: bytes
    told: Told
    incident: str = ""
    pin: str


class RecordChecked(Command, frozen=True, kw_only=True):
    """A second person checked it."""

    course: bytes
    bag: bytes
    told: Told
    pin: str


class VoidClaim(Command, frozen=True, kw_only=True):
    """Give a claim up; its number stays, void, with the reason."""

    course: bytes
    bag: bytes
    reason: str
    based_on: Heads
