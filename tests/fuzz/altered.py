"""A good carry, changed by whoever wrote it: in its frames, or in what a transaction says.

Such a transaction is then chained, signed and sealed anew with the writer's keys, and so is what follows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import msgspec

from schema.codec import InvalidBytesError, decode, encode, tagged_hash
from schema.transaction import (
    Core,
    Transaction,
    body_digest,
    core_hash,
    open_transaction,
    seal_input,
    signing_input,
)
from sync.bundle import BundleError, Carried, Manifest, Piece, Replaceable
from sync.bundle.items import (
    LENGTH_BYTES,
    Closing,
    Opening,
    Totals,
    closing_input,
    from_frame,
    opening_input,
    payload_of,
    to_frame,
)
from sync.journal import Signer
from tests.fuzz.values import other_than, put, values

STEP = 6
"""Bytes of one change: which sort, which frame, two numbers of two bytes."""
MOST_STEPS = 12


class Good(msgspec.Struct, frozen=True):
    """The carry before it is changed, and the keys of its writer."""

    frames: tuple[bytes, ...]
    """Opening and closing are among them."""
    seals: Mapping[bytes, Signer]
    """By journal."""
    signs: Mapping[bytes, Signer]
    """By key, of the people who had a session there."""
    said: tuple[Any, ...]
    """Whatever any transaction of it says."""


def said_in(frame: bytes) -> Iterator[Any]:
    """Every value in a transaction."""
    item = from_frame(frame)
    if isinstance(item, Carried):
        transaction, _ = open_transaction(item.transaction)
        for part in (transaction.core, *(body.body for body in transaction.bodies if body is not None)):
            yield from (value for _, value in values(msgspec.msgpack.decode(part)))


class Altered:
    """The good carry, changed."""

    def __init__(self, good: Good, data: bytes) -> None:
        self._good = good
        self._frames: list[bytes] = list(good.frames[1:-1])
        self._manifest = decode(Manifest, self._opening.manifest)
        self._closed = True
        changes = [data[start : start + STEP] for start in range(1, len(data), STEP)]
        for change in changes[:MOST_STEPS]:
            if len(change) == STEP and self._frames:
                one, other = (int.from_bytes(change[at : at + 2], "big") for at in (2, 4))
                self.WAYS[change[0] % len(self.WAYS)](self, change[1] % len(self._frames), one, other)

    @property
    def _opening(self) -> Opening:
        found = from_frame(self._good.frames[0])
        assert isinstance(found, Opening)
        return found

    def _drop(self, place: int, one: int, other: int) -> None:
        del self._frames[place]
        self._closed &= bool(one or other)

    def _again(self, place: int, one: int, _: int) -> None:
        self._frames.insert(one % len(self._frames), self._frames[place])

    def _flip(self, place: int, one: int, other: int) -> None:
        changed = bytearray(self._frames[place])
        changed[one % len(changed)] ^= other % 256
        self._frames[place] = bytes(changed)

    def _shorten(self, place: int, one: int, other: int) -> None:
        """Cut short, and its length says so, or does not."""
        kept = self._frames[place][LENGTH_BYTES:][: one or None]
        self._frames[place] = (len(kept) + other % 2).to_bytes(LENGTH_BYTES, "big") + kept

    def _declare(self, _: int, one: int, other: int) -> None:
        """The manifest says something else, or nothing that can be read."""
        told = _otherwise(encode(self._manifest), self._good.said, one, other)
        with suppress(InvalidBytesError):
            self._manifest = decode(Manifest, told)

    def _in_core(self, place: int, one: int, other: int) -> None:
        def change(transaction: Transaction) -> Transaction:
            core = _otherwise(transaction.core, self._good.said, one, other)
            return msgspec.structs.replace(transaction, core=core)

        self._retell(place, change)

    def _in_body(self, place: int, one: int, other: int) -> None:
        def change(transaction: Transaction) -> Transaction:
            at = one % len(transaction.bodies)
            body = transaction.bodies[at]
            assert body is not None
            told = msgspec.structs.replace(body, body=_otherwise(body.body, self._good.said, one, other))
            bodies = (*transaction.bodies[:at], told, *transaction.bodies[at + 1 :])
            return msgspec.structs.replace(transaction, bodies=bodies)

        self._retell(place, change)

    def _retell(self, place: int, change: Any) -> None:
        """Change a transaction, and whatever names it follows: what comes after is chained to it."""
        names: dict[bytes, bytes] = {}
        for at, frame in enumerate(self._frames):
            found = _carried(frame)
            if found is None or not (at == place or names):
                continue
            told = change(found) if at == place else found
            with suppress(InvalidBytesError, OverflowError):
                told = self._anew(told, names)
                if told.core != found.core:
                    names[core_hash(found.core)] = core_hash(told.core)
                self._frames[at] = to_frame(Carried(encode(told)))

    def _anew(self, told: Transaction, names: Mapping[bytes, bytes]) -> Transaction:
        """Signed and sealed once more with the keys that the writer has, naming what there is now."""
        core_bytes, bodies = told.core, [body for body in told.bodies if body is not None]
        for before, now in names.items():
            core_bytes = core_bytes.replace(before, now)
            bodies = [msgspec.structs.replace(one, body=one.body.replace(before, now)) for one in bodies]
        core = decode(Core, core_bytes)
        headers = list(core.headers)
        for at, (header, body) in enumerate(zip(headers, bodies, strict=False)):
            signs, signature = self._good.signs.get(header.by or b""), body.signature
            if signature is not None and signs is not None:
                signature = signs(signing_input(core, at, header, body.salt, body.body))
            bodies[at] = msgspec.structs.replace(body, signature=signature)
            digest = body_digest(body.salt, body.body, signature)
            headers[at] = msgspec.structs.replace(header, digest=digest)
        core_bytes = encode(msgspec.structs.replace(core, headers=tuple(headers)))
        seal = self._good.seals.get(core.journal)
        sealed = told.seal if seal is None else seal(seal_input(core_hash(core_bytes)))
        return Transaction(core_bytes, sealed, tuple(bodies))

    WAYS = (_drop, _again, _flip, _shorten, _declare, _in_core, _in_body)

    def transactions(self) -> set[bytes]:
        """Whatever it could bring."""
        return {item.transaction for item in self._items() if isinstance(item, Carried)}

    def _items(self) -> Iterator[Any]:
        for frame in self._frames:
            with suppress(BundleError):
                yield from_frame(frame)

    def content(self, *, snapshot: bool) -> bytes:
        """As it is compressed, its manifest and totals right but for what was changed of them."""
        items = list(self._items())
        sorts = Carried, Replaceable, Piece
        counts = [sum(isinstance(one, sort) for one in items) for sort in sorts[:2]]
        counts.append(sum(isinstance(one, Piece) and one.at == 0 for one in items))
        manifest = self._manifest
        if manifest == decode(Manifest, self._opening.manifest):
            manifest = msgspec.structs.replace(
                manifest, transactions=counts[0], records=counts[1], blobs=counts[2], payload_at_most=2**24
            )
        if snapshot:
            manifest = msgspec.structs.replace(manifest, what="snapshot")
        seal = next(iter(self._good.seals.values()))
        told = encode(manifest)
        opening = to_frame(
            Opening(self._opening.magic, self._opening.version, told, seal(opening_input(told)))
        )
        content = opening + b"".join(self._frames)
        digest = tagged_hash("bundle-frames", _sha256(content))
        totals = encode(Totals(counts[0], counts[1], counts[2], sum(map(payload_of, items)), digest))
        return content + to_frame(Closing(totals, seal(closing_input(totals)))) * self._closed


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _carried(frame: bytes) -> Transaction | None:
    """The transaction in a frame that still has one whole."""
    try:
        item = from_frame(frame)
        return open_transaction(item.transaction)[0] if isinstance(item, Carried) else None
    except (BundleError, InvalidBytesError):
        return None


def _otherwise(part: bytes, said: Sequence[Any], one: int, other: int) -> bytes:
    """The same but for one value; the same where a change of bytes left nothing to be read."""
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, OverflowError):
        nested = msgspec.msgpack.decode(part)
        places = list(values(nested))
        path, value = places[one % len(places)]
        return encode(put(nested, path, other_than(value, said, Random(other))))
    return part
