"""Joining over the network: a person types the code that a workstation of the site shows."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from node.admitting import Welcome
from node.argon import STANDARD_COST, Cost
from node.domain.decision import Refusal
from node.joining import Agree, Joined, settle
from node.newcomer import Newcomer
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
    agree: Agree,
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
) -> JoinedByCode | Refusal:
    """Pair, check what comes back, have a person confirm it, write vault and replica.

    The same newcomer may try again: whoever was let in and never heard so is told again. The folder
    stays marked until the words were handed over (`node.handover.mark_seen`).
    """
    site, answer = pair(fingerprint(newcomer.keys.tls_certificate), encode(newcomer.request))
    try:
        welcome = decode(Welcome, answer)
    except InvalidBytesError:
        return Refusal("join.unreadable_welcome")
    if site_hash(welcome.site) != site:
        return Refusal("join.membership_disagrees")
    passphrase = generate_passphrase(random)
    joined = settle(
        folder,
        newcomer.keys,
        welcome,
        passphrase,
        agree,
        clock=clock,
        random=random,
        cost=cost,
        unseen=True,
    )
    return joined if isinstance(joined, Refusal) else JoinedByCode(joined, passphrase)
