"""A large carry is several files, each whole in itself; writing goes on after those that a stick kept.

What this workstation has finished it notes for itself, not on the stick; a noted file counts when the
stick still gives the same bytes, for the same readers, and its transactions are still those held here.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from node.carry_errors import DamagedRowsError
from node.carry_plan import Plan, count
from node.on_writer import OnWriter
from node.store.replica import Replica
from schema.codec import Wire, decode, encode
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.bundle import heads_named
from sync.ports import Outgoing

PART_BYTES = 64 * 1024 * 1024
"""Transactions of one file; with its blobs the last one may be larger."""
_LOOK_BYTES = 256 * 1024
_NOTES = "carry.finished"
"""Local: the files of the carry that was last begun, while it is unfinished."""


class Part(Wire, frozen=True):
    """A finished file of a carry that is not finished."""

    name: str
    size: int
    digest: Hash
    """SHA-256 of the file."""
    since: tuple[int, ...]
    """Of each tip, after which seq the file has the transactions that lead to it."""
    reached: tuple[Tip, ...]
    readers: tuple[str, ...]
    """The recipients that it is sealed to, sorted."""


class _Notes(Wire, frozen=True):
    parts: tuple[Part, ...]


def noted(replica: Replica) -> tuple[Part, ...]:
    """The finished files of an unfinished carry, on whatever stick."""
    with replica.reading():
        data = replica.local.get(_NOTES)
    return decode(_Notes, data).parts if data is not None else ()


def note(replica: Replica, parts: Iterable[Part]) -> None:
    """These are finished; none: nothing is under way."""
    with replica.writing():
        replica.local.put(_NOTES, encode(_Notes(tuple(parts))))


def still_whole(folder: Path, parts: Iterable[Part], readers: Sequence[str]) -> list[Part]:
    """Of these, the first ones that the folder gives back as they were written, for the same readers."""
    found = []
    for part in parts:
        path = folder / part.name
        if part.readers != tuple(readers):
            break  # whoever came since could not open it
        if not path.is_file() or path.stat().st_size != part.size or file_digest(path) != part.digest:
            break
        found.append(part)
    return found


def file_digest(path: Path) -> Hash:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def carried(
    replica: Replica, held: Mapping[Id, int], parts: Iterable[Part]
) -> tuple[dict[Id, int], list[Part]]:
    """Up to where nothing need be written, given these files on the stick; and which of them count."""
    reached, used = dict(held), []
    with replica.reading():
        for part in parts:
            places = [
                (replica.chain.held(tip), since) for tip, since in zip(part.reached, part.since, strict=True)
            ]
            if any(place is None or reached.get(place.strand, 0) < since for place, since in places):
                break
            reached |= {
                place.strand: max(reached.get(place.strand, 0), tip.seq)
                for (place, _), tip in zip(places, part.reached, strict=True)
                if place is not None
            }
            used.append(part)
    return reached, used


class Cut(msgspec.Struct, frozen=True):
    """What goes into one file."""

    plan: Plan
    since: tuple[int, ...]
    """By head of its plan."""
    last: bool

    def part(self, path: Path, readers: Sequence[str]) -> Part:
        """The note of it, once it is finished; reads the file."""
        size, digest = path.stat().st_size, file_digest(path)
        return Part(path.name, size, digest, self.since, self.plan.heads, tuple(readers))


def next_cut(replica: Replica, plan: Plan, part_bytes: int, on_writer: OnWriter) -> Cut:
    """What of the plan goes into the next file."""
    upto = _upto(replica, plan, part_bytes, on_writer)
    return on_writer(partial(cut, replica, plan, plan.held, upto))


def rest(plan: Plan, done: Cut) -> Plan:
    """What is left of the plan after a file of it: no record again."""
    return msgspec.structs.replace(plan, held={**plan.held, **done.plan.upto}, records=[])


def _upto(replica: Replica, plan: Plan, part_bytes: int, on_writer: OnWriter) -> dict[Id, int] | None:
    """How far the next file goes, by the order in which all is sent; nil: to the end."""
    reached, size = dict(plan.held), 0
    left = replica.relay.beyond(plan.held, "all", plan.upto)
    while places := on_writer(partial(_places, replica, left)):
        for strand, seq, length in places:
            if size and size + length > part_bytes:
                return reached
            reached[strand], size = seq, size + length
    return None


def _places(replica: Replica, left: Iterator[Outgoing]) -> list[tuple[Id, int, int]]:
    with replica.reading():
        return [(one.strand, one.seq, len(one.data)) for one in slice_of(left, _LOOK_BYTES)]


def slice_of(left: Iterator[Outgoing], size: int) -> list[Outgoing]:
    """The next ones, until they are of so many bytes."""
    taken = list[Outgoing]()
    while size > 0 and (one := next(left, None)) is not None:
        taken.append(one)
        size -= len(one.data)
    return taken


def cut(replica: Replica, plan: Plan, held: Mapping[Id, int], upto: Mapping[Id, int] | None) -> Cut:
    """The plan from `held` on, to its end or only so far: blobs go with what comes last."""
    chain, ends = replica.chain, plan.upto if upto is None else upto
    new = {strand: seq for strand, seq in ends.items() if seq > held.get(strand, 0)}
    with replica.reading():
        found = sorted((_tip(replica, strand, seq), held.get(strand, 0)) for strand, seq in new.items())
        transactions = sum(count(chain, strand, seq, held) for strand, seq in new.items())
    heads = tuple(tip for tip, _ in found)
    blobs = plan.blobs if upto is None else []
    manifest = msgspec.structs.replace(
        plan.manifest,
        vector=heads_named(heads, replica.naming.fairly),
        transactions=transactions,
        records=len(plan.records),
        blobs=len(blobs),
    )
    since = tuple(seq for _, seq in found)
    return Cut(Plan(manifest, dict(held), new, heads, plan.records, blobs), since, upto is None)


def _tip(replica: Replica, strand: Id, seq: int) -> Tip:
    found = replica.chain.hash_at(strand, seq)
    if found is None:
        raise DamagedRowsError
    return Tip(replica.chain.strands.journal(strand), seq, found)
