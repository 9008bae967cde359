"""Given, not given and why, or begun and interrupted."""

from node.api.base import Command
from schema.acts.base import Told
from schema.quantity import Quantity


class Give(Command, frozen=True, kw_only=True):
    """A dose was given from a bag to the patient identified at the bedside.

    Refused with the value `acknowledge` (codes, by `,`) where a second dose or a refused one is feared;
    the same command with these codes in `acknowledged` is recorded, each breach named.
    """

    course: bytes
    dose: bytes
    bag: bytes
    patient: bytes
    told: Told
    remark: str = ""
    acknowledged: tuple[str, ...] = ()
    pin: str


class NotGive(Command, frozen=True, kw_only=True):
    """A dose was not given."""

    course: bytes
    dose: bytes
    bag: bytes | None
    reason: str
    told: Told
    pin: str


class Interrupt(Command, frozen=True, kw_only=True):
    """An administration that was begun ended before the whole was given; the rest is waste."""

    course: bytes
    dose: bytes
    bag: bytes
    patient: bytes
    amount: Quantity | None
    """What was given, in mL or in % of the bag; nil when nobody knows."""
    reason: str
    told: Told
    pin: str
