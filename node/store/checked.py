"""What can be checked of a received transaction before its turn: bytes, hashes, and signatures by known keys.

Another process may do it (`node.store.beside`): what it says is a verdict on these very bytes. Whoever
takes the transaction in still decides whose key counts, and checks whatever nothing was said of.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from node.store.opened import Checked, Wrong, open_checked
from schema.ids import Id
from sync.journal import signed_by
from sync.membership import Membership

Keys: TypeAlias = tuple[tuple[Id, Id, bytes], ...]
"""Person, key id, public key."""
Verdicts: TypeAlias = Sequence[Checked | None]
"""For each transaction of a batch; nil: nothing can be said of it ahead."""


def keys_of(known: Membership) -> Keys:
    """Every person's keys."""
    return tuple(
        (person.id, key, public) for person in known.people.values() for key, public in person.keys.items()
    )


def check_ahead(site: Id, keys: Keys, batch: Iterable[bytes]) -> list[Checked | None]:
    """What can be said of these transactions by these keys."""
    known: dict[tuple[Id | None, Id | None], bytes] = {(who, key): public for who, key, public in keys}
    return [_checked(site, known, data) for data in batch]


def _checked(site: Id, known: Mapping[tuple[Id | None, Id | None], bytes], data: bytes) -> Checked | None:
    try:
        opened = open_checked(site, data)
    except Wrong:
        return None  # whoever takes it in finds the same, and keeps the evidence
    proven: dict[int, bytes] = {}
    for index, (header, body) in enumerate(zip(opened.core.headers, opened.transaction.bodies, strict=True)):
        if body is None or body.signature is None:
            continue
        public = known.get((header.actor, header.by))
        if public is not None and signed_by(public, opened.core, index, body):
            proven[index] = public
    return Checked(opened.hash, proven)
