"""On which wraps of their key a person's PIN is tried, and what a workstation keeps of the one that opens.

A wrap is a record, and a member that lies seals rubbish: so each workstation seals wraps in its own name,
where no other replaces them, and what opened a key here once is tried alone from then on. That it is the
right one needs nobody's word: the public half is in membership.
"""

import logging
from typing import Final, NamedTuple

from node.domain.decision import Refusal
from node.pins import DECOY, unwrap_key
from node.secret_errors import SecretError, WrongPinError
from node.store.errors import UNWRITABLE
from node.store.records import OWN_WRAP, WRAP_PREFIX
from node.store.replica import Replica
from schema.ids import Id
from sync.journal import public_key
from sync.ports import Record

log = logging.getLogger(__name__)
TRIES: Final = 5
"""Wraps of one key that a PIN is tried on, a quarter of a second each; without a liar there is one."""
_OPENED: Final = "wrap.opened."


class Opened(NamedTuple):
    """A person's key."""

    key: Id
    seed: bytes


def sealed_as(workstation: Id, person: Id, key: Id, wrap: bytes) -> tuple[tuple[Id, str, bytes], ...]:
    """The records (owner, name, payload) in which a workstation passes on a wrap that it made.

    The first is all that older programs read, and any member may replace it.
    """
    return (person, WRAP_PREFIX + key.hex(), wrap), (workstation, OWN_WRAP + key.hex(), wrap)


def open_key(replica: Replica, pepper: bytes, person: Id, pin: str) -> Opened | Refusal:
    """The key that this PIN opens. Of nobody it costs what it costs of somebody; who counts is not asked."""
    known = replica.roll.now.people.get(person)
    key = known.opens if known is not None else None
    wraps = _to_try(replica, person, key) if key is not None else []
    if known is None or (known.removed and not wraps):
        wraps = [DECOY]
    wrong, trouble, tries = False, "", 0
    for wrap in wraps:
        try:
            seed = unwrap_key(pin, pepper, person, wrap)
        except WrongPinError:
            wrong = True
        except SecretError as error:
            trouble = type(error).__name__
            continue  # it cost nothing
        else:
            if known is not None and key is not None and known.keys[key] == public_key(seed):
                _keep(replica, known.retired, key, wrap)
                return Opened(key, seed)
            trouble = "key"
        tries += 1
        if tries == TRIES:
            break
    if wrong:
        return Refusal("session.wrong_pin")
    if not wraps:
        return Refusal("session.no_key_here")
    return Refusal("session.wrap_unreadable", {"detail": trouble})


def unvouched(replica: Replica, workstation: Id, key: Id) -> tuple[Id, str, bytes] | None:
    """What this workstation should seal: what opened the key here, if nobody else in good standing has."""
    wrap = replica.local.get(_OPENED + key.hex())
    members, name = replica.roll.now.workstations, OWN_WRAP + key.hex()
    for record in replica.records.named(name):
        sealer = members.get(record.owner)
        if record.payload == wrap and sealer is not None and sealer.welcome:
            return None
    return (workstation, name, wrap) if wrap is not None else None


def keys_here(replica: Replica) -> frozenset[str]:
    """The keys, in hexadecimal, of which a wrap is held; whether it is the right one shows when it opens."""
    return frozenset(
        name.removeprefix(prefix)
        for name in replica.records.names()
        for prefix in (WRAP_PREFIX, OWN_WRAP)
        if name.startswith(prefix)
    )


def _to_try(replica: Replica, person: Id, key: Id) -> list[bytes]:
    """What opened it here; else each different wrap, of members in the order of their enrolment.

    Then the one that anybody may have replaced; last what suspended and removed workstations sealed.
    """
    opened = replica.local.get(_OPENED + key.hex())
    if opened is not None:
        return [opened]
    members = replica.roll.now.workstations
    places = {workstation: place for place, workstation in enumerate(members)}

    def turn(record: Record) -> tuple[bool, bool, int]:
        sealer = members.get(record.workstation)
        welcome = sealer is not None and sealer.welcome
        return not welcome, record.owner == person, places.get(record.workstation, len(places))

    anybodys = replica.records.get(person, WRAP_PREFIX + key.hex())
    held = [*replica.records.named(OWN_WRAP + key.hex()), *([anybodys] if anybodys is not None else [])]
    return list(dict.fromkeys(record.payload for record in sorted(held, key=turn)))


def _keep(replica: Replica, retired: frozenset[Id], key: Id, wrap: bytes) -> None:
    if replica.local.get(_OPENED + key.hex()) is not None:
        return
    try:
        with replica.writing():
            replica.local.put(_OPENED + key.hex(), wrap)
            for one in retired:
                replica.local.drop(_OPENED + one.hex())
    except UNWRITABLE as error:
        # Kept the next time: on a disk that takes nothing people sign in to look (ADR 0055).
        log.warning("which wrap opened a key was not kept: %s", error.code)
