"""What every message shares: commands, answers, refusals, events.

A command that changes something carries `based_on`, the heads of what the screen was showing, and
the PIN where the act is a signature. An answer is the view asked for, `Recorded`, or `Refused`.
"""

from typing import TypeAlias

import msgspec

from schema.codec import Wire
from schema.transaction import ActRef, Bytes16

Heads: TypeAlias = tuple[ActRef, ...]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something asked of the node."""


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the node says back."""


class Refused(Answer, frozen=True, kw_only=True):
    """No, and why: texts `refusal.<code>` (what, with values) and `refusal.<code>.next` (what to do)."""

    code: str
    values: dict[str, str] = {}


class Recorded(Answer, frozen=True, kw_only=True):
    """Durable: the acts are on this workstation's disk and will reach the others."""

    acts: tuple[ActRef, ...]
    created: tuple[bytes, ...] = ()
    """Ids of what was created, in the order the command documents."""
    warnings: tuple[Refused, ...] = ()
    """Breaches that an account of what happened was recorded with."""
    waits: bool = False
    """Something of it takes effect only when a second person agrees."""


class Changed(Answer, frozen=True, kw_only=True):
    """Event: something new was stored here, by whomever; screens ask again for what they show."""

    counter: int


class Progress(Answer, frozen=True, kw_only=True):
    """Event: how far a long piece of work is that somebody asked for."""

    what: str
    """`import`."""
    done: int
    total: int
    """Bytes read, and to read."""


class PersonView(Wire, frozen=True):
    """A person as screens show them."""

    person: Bytes16
    name: str
    """`Dr DUPONT Alice`; of several of one name, each followed by a short id."""
    profession: str
    rights: tuple[str, ...]
    """None while they are suspended, but where nobody is signed in (`ListPeople`)."""
    licence: str = ""
    """National register number."""


class Stamp(Wire, frozen=True):
    """Who did something, where and when."""

    person: str
    workstation: str
    at: int
    """Instant of the act, ms UTC."""
    happened_at: int | None = None
    act: ActRef | None = None
    doubtful: bool = False
    """The workstation could not vouch for its clock then."""
