"""Handed over to the ward, received there, brought back."""

from node.api.base import Command
from schema.acts.base import Told


class Dispense(Command, frozen=True, kw_only=True):
    """A bag leaves for a ward.

    Refused with the value `acknowledge` (codes, by `,`) when rules are broken that are no hard stop;
    the same command with these codes in `acknowledged` is recorded, each breach named.
    """

    course: bytes
    bag: bytes
    ward: str
    mentions: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    told: Told
    pin: str


class Return(Command, frozen=True, kw_only=True):
    """The pharmacy has it again, not given: it waits for a pharmacist, who releases it anew or not."""

    course: bytes
    bag: bytes
    reason: str
    told: Told
    pin: str


class Receive(Command, frozen=True, kw_only=True):
    """The ward has it."""

    course: bytes
    bag: bytes
    told: Told
