"""Joining over the network: a person types the code that a workstation of the site shows."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from node.admitting import Welcome
from node.argon import STANDARD_COST, Cost
from node.domain.decision import Refusal
from node.joining import Found, Joined, folder_taken, settle
from node.newcomer import JoinLook, JoinSight, Newcomer
from node.vault import generate_passphrase
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Hash, Random
from sync.pairing import site_hash
from sync.ports import Clock
from sync.tls import fingerprint

Pair = Callable[[Hash, bytes], tuple[Hash, bytes]]
"""Brings our fingerprint and our request to a lobby; gives the site's hash and the answer, or raises."""


class JoinedByCode(msgspec.Struct, frozen=True):
    """A new workstation, and the passphrase that nobody else knows."""

    joined: Joined
    passphrase: str

    def __repr__(self) -> str:
        return f"JoinedByCode({self.joined!r})"


def join_by_code(
    folder: Path,
    newcomer: Newcomer,
    pair: Pair,
    agree: Callable[[Found], bool],
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
) -> JoinedByCode | Refusal:
    """Look where the code leads, have a person confirm it, ask to be let in, write vault and replica.

    Until `agree` says yes the site knows nothing of this computer. The same newcomer may try again: whoever
    was let in and never heard so is told again. The folder stays marked until the words were handed over
    (`node.handover.mark_seen`).
    """
    if (taken := folder_taken(folder)) is not None:
        return taken
    mine = fingerprint(newcomer.keys.tls_certificate)
    site, answer = pair(mine, encode(JoinLook(newcomer.request)))
    try:
        sight = decode(JoinSight, answer)
    except InvalidBytesError:
        return Refusal("join.unreadable_welcome")
    if not agree(Found(sight.site_name, sight.name, sight.place, sight.administrators)):
        return Refusal("join.said_no")
    paired, answer = pair(mine, encode(newcomer.request))
    try:
        welcome = decode(Welcome, answer)
    except InvalidBytesError:
        return Refusal("join.unreadable_welcome")
    if not site_hash(welcome.site) == paired == site:
        return Refusal("join.membership_disagrees")
    passphrase = generate_passphrase(random)
    joined = settle(
        folder,
        newcomer.keys,
        welcome,
        passphrase,
        # What was confirmed is what it becomes; the people may have changed while somebody read.
        lambda found, _: (
            (found.site_name, found.name, found.place) == (sight.site_name, sight.name, sight.place)
        ),
        clock=clock,
        random=random,
        cost=cost,
        unseen=True,
    )
    if isinstance(joined, Refusal):
        return Refusal("join.membership_disagrees") if joined.code == "join.declined" else joined
    return JoinedByCode(joined, passphrase)
