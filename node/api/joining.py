"""Becoming a workstation of a site, or the first one of a new site, asked of a computer that is none yet."""

from node.api.base import Answer, Command
from schema.codec import Wire


class GetDoorstep(Command, frozen=True, kw_only=True):
    """How far this computer is."""


class RequestHere(Wire, frozen=True):
    """A request that was made here, while its invitation is waited for."""

    content: bytes
    """The request file."""
    words: str
    """Four, to be compared with the inviting screen."""


class Waiting(Answer, frozen=True, kw_only=True):
    """It is no workstation yet."""

    folder: str
    request: RequestHere | None = None


class LookAround(Command, frozen=True, kw_only=True):
    """Which sites announce themselves on the network; takes a few seconds."""


class DoorwayView(Wire, frozen=True):
    """One workstation of some site."""

    site_tag: str
    address: str
    """`host:port` of its lobby."""


class Around(Answer, frozen=True, kw_only=True):
    """What was seen, sorted by site."""

    doorways: tuple[DoorwayView, ...]


class TypeCode(Command, frozen=True, kw_only=True):
    """Knock at these addresses with the code that somebody read out; answered by a `Prospect`."""

    code: str
    addresses: tuple[str, ...]


class Prospect(Answer, frozen=True, kw_only=True):
    """What this computer is about to become, for a person to confirm."""

    site: str
    name: str
    place: str
    administrators: tuple[str, ...]
    words: str
    """Four, to be compared with the inviting screen; empty after a code."""


class MakeRequest(Command, frozen=True, kw_only=True):
    """Fresh keys, and a request to carry to the site on a stick; one that waits is given up for it."""

    name: str
    place: str


class RequestMade(Answer, frozen=True, kw_only=True):
    """The request, and the passphrase of the workstation to be."""

    request: RequestHere
    passphrase: str
    """Six words, shown once."""


class ReadInvitation(Command, frozen=True, kw_only=True):
    """The file that was brought back, and the six words; answered by a `Prospect`."""

    content: bytes
    passphrase: str


class AgreeToJoin(Command, frozen=True, kw_only=True):
    """It is the right site: become its workstation."""


class Entered(Answer, frozen=True, kw_only=True):
    """This computer is a workstation."""

    site: str
    name: str
    passphrase: str
    """Six words, shown once; empty when they were given with the request."""


class DeclineToJoin(Command, frozen=True, kw_only=True):
    """It is not: keep nothing of it. Answered by `Waiting`."""


class FoundSite(Command, frozen=True, kw_only=True):
    """Found a site here: its first workstation, one administrator or two, its recovery key."""

    name: str
    pharmacy: str
    address: str
    workstation: str
    place: str
    family_name: str
    first_name: str
    title: str = ""
    pin: str
    second_family_name: str = ""
    """Empty: a single administrator, and nothing that takes two people can be done."""
    second_first_name: str = ""
    second_title: str = ""
    second_pin: str = ""
    language: str = "fr"
    """Of the pages."""

    def __repr__(self) -> str:
        return f"FoundSite(name={self.name!r})"


class Founded(Answer, frozen=True, kw_only=True):
    """What must be written down, shown once: it is nowhere else."""

    site: str
    name: str
    passphrase: str
    """Six words: they open this workstation."""
    shares: tuple[str, ...]
    """Of the recovery key; any two open everything."""
    pages: bytes
    """The same shares as PDF, a page each."""

    def __repr__(self) -> str:
        return f"Founded(site={self.site!r})"
