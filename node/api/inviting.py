"""Letting a workstation in: by a code over the network, or by files on a stick where there is none."""

from node.api.base import Answer, Command
from schema.codec import Wire


class ShowCode(Command, frozen=True, kw_only=True):
    """An administrator lets one workstation in, which types the code shown here."""

    name: str
    place: str
    pin: str


class GetCode(Command, frozen=True, kw_only=True):
    """The code shown here, for who may let workstations in."""


class WithdrawCode(Command, frozen=True, kw_only=True):
    """Show no code any more; who had not finished with it is turned away."""


class KnockView(Wire, frozen=True):
    """Somebody who began to pair: a try each."""

    at: int
    """ms UTC."""
    source: str
    """Address it came from."""
    outcome: str
    """`knocking`, `gone`, `joined`, or why it was turned away (text `pairing.knock.<outcome>`)."""


class ShownCode(Answer, frozen=True, kw_only=True):
    """What the inviting screen shows."""

    state: str
    """`none`, `open`, `joined`, `exhausted` (no try left), `late`."""
    site_tag: str
    """What the newcomer sees of this site on the network."""
    addresses: tuple[str, ...]
    """`host:port` of the lobby."""
    code: str = ""
    """In two groups of four, while it is open."""
    name: str = ""
    place: str = ""
    seconds_left: int = 0
    tries_left: int = 0
    knocks: tuple[KnockView, ...] = ()


class ReadRequest(Command, frozen=True, kw_only=True):
    """What a newcomer's request file says, before anybody signs."""

    content: bytes


class RequestRead(Answer, frozen=True, kw_only=True):
    """To be compared, by voice, with the newcomer's screen."""

    name: str
    place: str
    words: str
    """Four words."""


class InviteByFile(Command, frozen=True, kw_only=True):
    """An administrator lets in the workstation that made this request file."""

    content: bytes
    pin: str


class InvitationMade(Answer, frozen=True, kw_only=True):
    """The file to carry back: only that workstation can read it."""

    content: bytes
    name: str
    words: str
    """Four words, which the newcomer's screen shows when it has read the file."""
