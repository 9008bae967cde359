"""Joining by files on a stick: first a request with fresh keys, later the invitation that answers it.

Between the two, the keys lie in a vault of their own in the workstation's folder, under the six words
that the workstation will keep.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from node.argon import STANDARD_COST, Cost
from node.domain.decision import Refusal
from node.durable import force_names
from node.invitation_file import open_invitation, words_of_invitation, words_of_request, write_request
from node.joining import KEYS, REQUEST, Found, Joined, give_up_request, settle, working
from node.newcomer import make_newcomer
from node.private_folder import make_private
from node.vault import create_vault, generate_passphrase, open_vault
from node.vault.disk import read_bounded, replace_atomically
from schema.ids import Random
from sync.membership import Membership
from sync.ports import Clock


class Requested(msgspec.Struct, frozen=True):
    """A request was made; its keys wait for the invitation."""

    content: bytes
    """Of the request file."""
    words: str
    """Four, to compare with the screen of who invites."""
    passphrase: str

    def __repr__(self) -> str:
        return "Requested(…)"


Confirm = Callable[[Found, str], bool]
"""Whether the site is the right one and its screen shows the same four words."""


def request_to_join(
    folder: Path, name: str, place: str, *, random: Random, cost: Cost = STANDARD_COST
) -> Requested:
    """Make keys and a request with them. An earlier request of this folder is given up once both are there.

    Raises `VaultError` or `OSError`.
    """
    newcomer = make_newcomer(random)
    passphrase = generate_passphrase(random)
    content = write_request(newcomer, name, place)
    make_private(folder)
    with working(folder) as work:
        create_vault(work / KEYS, newcomer.keys, passphrase, random=random, cost=cost)
        replace_atomically(work / REQUEST, content)
        give_up_request(folder)  # the keys of one beside the words of another would be neither
        for made in (KEYS, REQUEST):
            (work / made).replace(folder / made)
        force_names(folder)
    return Requested(content, words_of_request(content), passphrase)


def has_request(folder: Path) -> bool:
    """Whether a request of this folder waits for its invitation."""
    return (folder / KEYS).exists() and (folder / REQUEST).exists()


def waiting_request(folder: Path) -> tuple[bytes, str] | None:
    """The request that waits, as it was written, and its four words; raises `VaultError`."""
    if not has_request(folder):
        return None
    content = read_bounded(folder / REQUEST)
    return content, words_of_request(content)


def join_by_file(
    folder: Path,
    content: bytes,
    passphrase: str,
    confirm: Confirm,
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
) -> Joined | Refusal:
    """Read the invitation, check it, have a person compare, write vault and replica.

    The six words go on to open the workstation. Raises `VaultError` or `OSError`.
    """
    if not has_request(folder):
        return Refusal("join.no_request")
    keys = open_vault(folder / KEYS, passphrase=passphrase)
    opened = open_invitation(keys, read_bounded(folder / REQUEST), content)
    if isinstance(opened, Refusal):
        return opened
    invitation = opened.invitation
    forged = False

    def agree(found: Found, members: Membership) -> bool:
        nonlocal forged
        inviter = members.workstations.get(invitation.workstation)
        forged = inviter is None or not opened.sealed_by(inviter.seal_key)
        return not forged and confirm(found, words_of_invitation(invitation))

    joined = settle(
        folder, keys, invitation.welcome, passphrase, agree, clock=clock, random=random, cost=cost
    )
    if isinstance(joined, Refusal):
        return Refusal("join.membership_disagrees") if forged else joined
    return joined
