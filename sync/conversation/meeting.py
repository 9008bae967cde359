"""The first message of each side, and the reasons to go no further after it."""

import msgspec

from schema.ids import Id
from schema.transaction import Tip
from sync.codes import Code
from sync.messages import VERSIONS, Hello, Scope


class Party(msgspec.Struct, frozen=True):
    """Who we are in every conversation."""

    site: Id
    workstation: Id
    run: bytes
    """16 random bytes of this start of the program."""
    program: str
    versions: tuple[int, ...] = VERSIONS


def hello_of(party: Party, scope: Scope, tips: tuple[Tip, ...], now: int) -> Hello:
    """Our first message; `now` is our wall clock in ms."""
    return Hello(party.versions, party.site, party.workstation, party.run, scope, now, party.program, tips)


def objection_to(hello: Hello, party: Party, scope: Scope, expected: Id | None) -> tuple[Code, str] | None:
    """Why not to talk with whoever says this, or `None`; `expected` is whom the certificate names."""
    if not set(hello.versions) & set(party.versions):
        theirs = ", ".join(map(str, hello.versions))
        return Code.VERSION, f"we speak {', '.join(map(str, party.versions))}, the peer {theirs}"
    if hello.site != party.site:
        return Code.SITE, "another site"
    if hello.scope != scope:
        return Code.SCOPE, "the wrong door"
    if expected is not None and hello.workstation != expected:
        return Code.IDENTITY, "not whom the certificate names"
    if hello.workstation != party.workstation:
        return None
    if hello.run == party.run:
        return Code.ITSELF, "this is ourselves"
    return Code.TWIN, "two programs run as one workstation"
