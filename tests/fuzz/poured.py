"""A carry of a member who writes what they like, poured into a real replica of the site.

An input is a list of changes to a good carry: to its frames, or to what a transaction says, which is then
chained, signed and sealed anew. The answer is a named error, or a replica that holds what it held and no
more than the file brought; either way it verifies.
"""

from __future__ import annotations

import atexit
import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from node.age import open_with, recipient_of, seal_to
from node.api.site import Finding
from node.carry_in import merge_carry
from node.pouring import pour, refuse_other_site
from node.store.replica import Replica
from node.store.verify import verify
from schema.codec import encode
from schema.ids import short_text
from sync.bundle import BundleError, Manifest
from sync.bundle.items import LENGTH_BYTES
from sync.journal import signer
from tests.fuzz.altered import Altered, Good, said_in
from tests.fuzz.target import Target, in_memory
from tests.node import circuit
from tests.node.stations import Clock, Station, build, exchange, opened
from tests.node.sticks import fill, out

AS_SNAPSHOT = 0x80
"""Of the first byte: it is poured as a restore would, which vouches for records."""


class Site(msgspec.Struct, frozen=True):
    """Who pours, and the good carry."""

    receiver: Station
    path: Path
    good: Good


@cache
def site() -> Site:
    """Two workstations that worked apart on the same treatment; one's carry, and the other's replica."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(in_memory())
    template, clock = build(folder, ("PUI-1", "HDJ-1")), Clock()
    writer, receiver = (
        stack.enter_context(opened(folder, name, template.contents[name], template.people, clock, seed=seed))
        for seed, name in ((21, "PUI-1"), (22, "HDJ-1"))
    )
    treated = circuit.ready(writer)
    exchange(writer, receiver)
    for station in (writer, receiver):
        dose = circuit.dose_of(station, treated.course, "L1").dose
        circuit.make(station, treated.course, circuit.claim(station, treated.course, dose))
    fill(writer, circuit.create(writer, identity=_another()), notes=2)
    path = out(writer, folder).path
    desk = writer.desk
    plain = open_with(receiver.desk.vault.backup_identity, path.read_bytes())
    frames = tuple(_cut(zstandard.ZstdDecompressor().decompressobj().decompress(plain)))
    sessions = [desk.sessions.get(writer.session(name)) for name in writer.people]
    good = Good(
        frames,
        {desk.journal(scope): desk.seal for scope in ("membership", "clinical")},
        {one.key: signer(one.seed) for one in sessions if one is not None},
        tuple(value for frame in frames for value in said_in(frame)),
    )
    return Site(receiver, path, good)


def _another() -> Any:
    return msgspec.structs.replace(circuit.JEANNE, birth_name="AUTRE", ipp="998", ins="")


def _cut(content: bytes) -> Iterator[bytes]:
    while content:
        end = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
        yield content[:end]
        content = content[end:]


class _UndoneError(Exception):
    """The replica is to be as it was."""


def _held(replica: Replica) -> tuple[set[bytes], set[bytes]]:
    transactions = {row.data for row in replica.chain.everything()}
    return transactions, {encode(record) for record in replica.records.every()}


def _pour(data: bytes) -> None:
    """Pour it, look at the replica, and undo that."""
    there = site()
    desk = there.receiver.desk
    replica = desk.replica
    altered = Altered(there.good, data)
    snapshot = bool(data[:1] and data[0] & AS_SNAPSHOT)
    content = altered.content(snapshot=snapshot)
    identity = desk.vault.backup_identity
    file = seal_to(recipient_of(identity), zstandard.compress(content, 1))
    before, known = _held(replica)
    with suppress(_UndoneError), replica.writing():
        with suppress(BundleError):
            if snapshot:
                pour(io.BytesIO(file), identity, _into(replica), desk.now())
            else:
                there.path.write_bytes(file)
                merge_carry(desk, there.path)
        after, told = _held(replica)
        assert before <= after
        assert after - before <= altered.transactions()
        assert all(record in known or record in content for record in told)
        assert not (found := _doubts(replica)), found
        raise _UndoneError


def _doubts(replica: Replica) -> list[Finding]:
    """A seal that somebody spoiled is covered by a later one, or its transaction is not here."""
    strands = replica.chain.strands
    heads = [(short_text(strands.journal(one)), str(tip.seq)) for one, tip in replica.chain.heads.items()]
    return [
        one
        for one in verify(replica, all_seals=True).findings
        if one.code != "verify.covered" or (one.values["journal"], one.values["seq"]) in heads
    ]


def _into(replica: Replica) -> Any:
    def accept(manifest: Manifest) -> Replica:
        refuse_other_site(manifest, replica.site)
        return replica

    return accept


POURED: Mapping[str, Target] = {"pouring": Target(_pour, (), rounds=1)}
