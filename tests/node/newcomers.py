"""Newcomers and stations that let them in, for whoever tests that."""

from __future__ import annotations

import msgspec

from node.api.inviting import ShowCode, ShownCode
from node.inviting import show_code
from node.newcomer import Newcomer, make_newcomer
from node.sessions import Session
from schema.codec import encode
from sync.pairing import Newcomer as Typing
from sync.pairing import canonical_code
from sync.tls import fingerprint
from tests.node.small_site import Streams
from tests.node.stations import PIN, Station

ASKED = ShowCode(name="USC-9", place="Réanimation fictive", pin=PIN)


def newcomer(name: bytes = b"newcomer") -> Newcomer:
    """The same name, the same keys."""
    return make_newcomer(Streams(name))


def administrator(site: Station) -> Session:
    found = site.desk.sessions.get(site.session("administrator"))
    assert found is not None
    return found


def code_of(site: Station, asked: ShowCode = ASKED) -> str:
    """A code that this station shows from now on."""
    shown = show_code(site.desk, administrator(site), asked)
    assert isinstance(shown, ShownCode), shown
    code = canonical_code(shown.code)
    assert code is not None
    return code


def typing(site: Station, code: str, made: Newcomer) -> Typing:
    """The newcomer's side of an exchange with this station."""
    server = fingerprint(site.desk.vault.tls_certificate)
    return Typing(code, fingerprint(made.keys.tls_certificate), server, Streams(b"typing" + code.encode()))


def asking(made: Newcomer, **changes: object) -> bytes:
    """What it asks, or something else."""
    return encode(msgspec.structs.replace(made.request, **changes))
