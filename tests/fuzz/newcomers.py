"""What passes between strangers: announcements, the lobby, a pairing by code, files that let somebody in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.utils import CryptographyDeprecationWarning
from zeroconf.asyncio import AsyncServiceInfo

from node.admitting import Welcome
from node.age import recipient_of, seal_to
from node.domain.decision import Refusal
from node.invitation_file import Invitation, InvitationFile, open_invitation, read_request, write_request
from node.joining import settle
from node.newcomer import JoinRequest, Newcomer, make_newcomer
from schema.codec import InvalidBytesError, decode, encode
from sync.conversation import Conversation
from sync.discovery import SERVICE, Announced, Discovery, site_tag
from sync.looking import _doorways
from sync.messages import PairAnswer, PairProof, PairWelcome, Scope, decode_message
from sync.pairing import Exchange, Identities, PairingError
from sync.pairing import Newcomer as Typing
from sync.tls import is_certificate_of
from tests.fuzz.target import US, Target
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.sync.fakes import SITE, MemoryReplica
from tests.sync.pair import Side, party

CODE, MINE, SERVER = "7K4M9XWD", b"\x6e" * 32, b"\x69" * 32


@cache
def newcomer() -> Newcomer:
    """Always the same."""
    return make_newcomer(Streams(b"fuzzed newcomer"))


@cache
def asked() -> bytes:
    """Its request file."""
    return write_request(newcomer(), "HDJ-1", "étage fictif")


def exchange() -> tuple[Typing, Exchange]:
    """Both sides of a pairing, before any share was taken."""
    typing = Typing(CODE, MINE, SERVER, lambda size: b"\x01" * size)
    return typing, Exchange(CODE, Identities(MINE, SERVER, bytes(32)), lambda size: b"\x02" * size)


def _pairing(data: bytes) -> None:
    """A message of a pairing, to whom it is meant for, after all that came before was good."""
    message = decode_message(data)
    typing, showing = exchange()
    if isinstance(message, PairAnswer):
        typing.prove(message, b"asked")
    elif isinstance(message, PairProof):
        showing.prove(message)
    elif isinstance(message, PairWelcome):
        typing.prove(showing.answer, b"asked")
        typing.welcomed(message)


def _lobby(data: bytes) -> None:
    """A stranger's Hello and what it says next, each behind two bytes of length."""
    replica = MemoryReplica(US)
    replica.write("une ligne")
    replica.write_member("un membre")
    side = Side(
        replica, Conversation(party(replica), Scope.MEMBERSHIP, replica.heads, dialled=False, expected=None)
    )
    held = len(replica.heads.all)
    for message in framed(data)[:64]:
        side.perform(side.conversation.received(message, 1))
    assert side.conversation.unanswered <= 4
    assert len(replica.heads.all) >= held


def framed(data: bytes) -> list[bytes]:
    """Messages behind lengths of two bytes."""
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def _announcement(data: bytes) -> None:
    """The TXT record of somebody's mDNS announcement, from the site's side and from a newcomer's."""
    info = AsyncServiceInfo(
        SERVICE, f"0123456789abcdef.{SERVICE}", addresses=[b"\xc0\0\2\1"], port=7440, properties=data
    )
    announced = Announced(US, "192.0.2.2", 7440, 7441)
    discovery = Discovery(
        SITE,
        announced,
        bytes,
        interfaces=None,
        seen=lambda _: None,
        gone=lambda _: None,
    )
    for place in discovery._places(info):
        assert site_tag(SITE).encode() in data
        assert 0 <= place.lobby < 2**16
    for doorway in _doorways(info):
        assert 0 < doorway.lobby.port < 2**16


def _joining(data: bytes) -> None:
    """A request file, and what else an inviter and a newcomer say to each other."""
    read_request(data)
    for kind in (JoinRequest, Welcome, InvitationFile, Invitation):
        try:
            assert encode(decode(kind, data)) == data
        except InvalidBytesError:
            continue


def _invitation(data: bytes) -> None:
    """What lies in an invitation file: first as it comes, then encrypted to whom it is for."""
    keys = newcomer().keys
    open_invitation(keys, asked(), data)
    open_invitation(keys, asked(), seal_to(recipient_of(keys.backup_identity), data))


def _welcome(data: bytes) -> None:
    """Nothing is kept of a welcome that nobody agreed to."""
    welcome = decode(Welcome, data)
    with tempfile.TemporaryDirectory() as folder:
        found = settle(
            Path(folder) / "new",
            newcomer().keys,
            welcome,
            "words",
            lambda _found, _members: False,
            clock=StillClock(),
            random=Streams(b"settling"),
            cost=CHEAP,
        )
        assert isinstance(found, Refusal)
        assert not list((Path(folder) / "new").glob("*"))


NEWCOMERS: Mapping[str, Target] = {
    "pairing": Target(_pairing, (InvalidBytesError, PairingError)),
    "lobby": Target(_lobby, ()),
    "announcement": Target(_announcement, ()),
    "joining": Target(_joining, ()),
    "invitation": Target(_invitation, ()),
    "welcome": Target(_welcome, (InvalidBytesError,)),
    "certificate": Target(lambda data: is_certificate_of(US, data), (CryptographyDeprecationWarning,)),
}
