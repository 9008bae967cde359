"""What passes between strangers: announcements, the lobby, a pairing by code, files that let somebody in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import msgspec
from cryptography.utils import CryptographyDeprecationWarning
from sqlalchemy import insert
from zeroconf.asyncio import AsyncServiceInfo

from node.admitting import Welcome
from node.age import recipient_of, seal_to
from node.domain.decision import Refusal
from node.invitation_file import Invitation, InvitationFile, open_invitation, read_request, write_request
from node.joining import settle
from node.newcomer import JoinLook, JoinRequest, JoinSight, Newcomer, make_newcomer
from node.store.blobs import Check
from node.store.engine import open_engine
from node.store.made_by import MADE_BY, PROJECTED_BY
from node.store.migrate import migrate
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Id
from schema.tables.local import local
from sync.conversation import Conversation
from sync.discovery import SERVICE, Announced, Discovery, site_tag
from sync.looking import _doorways
from sync.messages import PairAnswer, PairProof, PairWelcome, Scope, decode_message
from sync.pairing import Exchange, Identities, PairingError
from sync.pairing import Newcomer as Typing
from sync.tls import is_certificate_of
from tests.fuzz.framed import framed
from tests.fuzz.target import US, Target, in_memory
from tests.fuzz.values import other_than, put, values
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Side, party
from tests.sync.toys import SITE

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
    assert side.conversation.flow.unanswered <= 4
    assert len(replica.heads.all) >= held


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
    for kind in (JoinRequest, JoinLook, JoinSight, Welcome, InvitationFile, Invitation):
        try:
            assert encode(decode(kind, data)) == data
        except InvalidBytesError:
            continue


def _invitation(data: bytes) -> None:
    """What lies in an invitation file: first as it comes, then encrypted to whom it is for."""
    keys = newcomer().keys
    open_invitation(keys, asked(), data)
    open_invitation(keys, asked(), seal_to(recipient_of(keys.backup_identity), data))


class _Ready(Replica):
    """A new replica of which the tables are there already: making them takes longer than all else."""

    def __init__(self, folder: Path, key: bytes, site: Id, check: Check, *, create: bool) -> None:
        (folder / REPLICA).write_bytes(_tables(key))
        super().__init__(folder, key, site, check, create=create)


@cache
def _tables(key: bytes) -> bytes:
    """An empty replica's file."""
    with in_memory() as folder:
        engine = open_engine(folder / REPLICA, key, create=True)
        with engine.connect() as connection:
            migrate(connection, folder / REPLICA, key)
            with connection.begin():
                connection.execute(insert(local).values(name=PROJECTED_BY, value=MADE_BY))
        engine.dispose()
        return (folder / REPLICA).read_bytes()


def _welcome(data: bytes) -> None:
    """Nothing is kept of a welcome that nobody agreed to."""
    welcome = decode(Welcome, data)
    with in_memory() as folder, patch("node.joining.Replica", _Ready):
        found = settle(
            folder / "new",
            newcomer().keys,
            welcome,
            "words",
            lambda _found, _members: False,
            clock=StillClock(),
            random=Streams(b"settling"),
            cost=CHEAP,
        )
        assert isinstance(found, Refusal)
        assert not list((folder / "new").glob("*"))


def _welcomed_otherwise(data: bytes, random: Random) -> bytes:
    """Another value in the welcome, or in a transaction of it, of which the seal is then no longer good."""
    try:
        told: Any = msgspec.msgpack.decode(encode(decode(Welcome, data)))
        said = [value for _, value in values(told)]
        if told[4] and random.random() < 0.6:
            place = random.randrange(len(told[4]))
            transaction = msgspec.msgpack.decode(told[4][place])
            core = msgspec.msgpack.decode(transaction[0])
            said += [value for _, value in values(core)]
            transaction[0] = encode(_one_other(core, said, random))
            told[4][place] = encode(transaction)
        else:
            told = _one_other(told, said, random)
        return encode(told)
    except (InvalidBytesError, msgspec.DecodeError, TypeError, ValueError, OverflowError):
        return data


def _one_other(nested: Any, said: list[Any], random: Random) -> Any:
    path, value = random.choice(list(values(nested)))
    return put(nested, path, other_than(value, said, random))


NEWCOMERS: Mapping[str, Target] = {
    "pairing": Target(_pairing, (InvalidBytesError, PairingError)),
    "lobby": Target(_lobby, ()),
    "announcement": Target(_announcement, ()),
    "joining": Target(_joining, ()),
    "invitation": Target(_invitation, ()),
    "welcome": Target(_welcome, (InvalidBytesError,), _welcomed_otherwise, rounds=5),
    "certificate": Target(lambda data: is_certificate_of(US, data), (CryptographyDeprecationWarning,)),
}
