"""Acts that were all admitted, whose bodies decode and say anything: every fold must make a state of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from node.domain.folds import FOLDS
from node.domain.history import Act
from node.domain.rights import ROLES
from schema.acts import KINDS
from schema.codec import InvalidBytesError, Wire, decode, encode
from schema.rules import RULES
from schema.transaction import FileRef
from tests.fuzz.framed import framed
from tests.fuzz.target import Target
from tests.fuzz.values import otherwise
from tests.node.domain.builder_orders import an_id
from tests.node.domain.builder_recorder import Book, Recorder

STATIONS = "ABC"
WITH_THE_LAST, ALL_RULES = 0x20, 0x40
MOST_ACTS = 64


class Step(msgspec.Struct, frozen=True):
    """One act: who recorded it where, having received what from whom."""

    flags: int
    """Two bits for the workstation, three for those it hears of before, then the two above."""
    by: str
    body: Wire

    @property
    def station(self) -> int:
        """Which of the three."""
        return (self.flags & 3) % len(STATIONS)


def steps(data: bytes) -> Iterator[Step]:
    """What decodes of frames that hold flags, a role, a zero byte, a kind, a zero byte and a body."""
    for frame in framed(data)[:MOST_ACTS]:
        by, _, rest = frame[1:].partition(b"\0")
        name, _, body = rest.partition(b"\0")
        kind = KINDS.get(name.decode("utf-8", "replace"))
        if kind is not None and FOLDS.get(kind.file) is not None:
            try:
                yield Step(frame[0], by.decode("utf-8", "replace"), decode(kind.body, body))
            except InvalidBytesError:
                continue


def history(data: bytes) -> Sequence[Act]:
    """The acts of three workstations."""
    book = Book()
    stations = [Recorder(book, name) for name in STATIONS]
    transactions: list[list[Step]] = []
    for step in steps(data):
        last = transactions[-1][0] if transactions else None
        if step.flags & WITH_THE_LAST and last is not None and last.station == step.station:
            transactions[-1].append(step)
        else:
            transactions.append([step])
    for first, *more in transactions:
        if first.flags & ALL_RULES:
            book.rules = frozenset(RULES)
        here = stations[first.station]
        here.sees(*(one for n, one in enumerate(stations) if first.flags >> 2 + n & 1 and one is not here))
        here.records(*(one.body for one in (first, *more)), by=first.by)
    return [_in_its_file(act) for act in book.acts]


def _in_its_file(act: Act) -> Act:
    """One file of each sort."""
    file = FileRef(KINDS[act.kind].file, an_id("file"))
    return msgspec.structs.replace(act, header=msgspec.structs.replace(act.header, file=file))


def _fold(data: bytes) -> None:
    """The same state in any order of arrival, and the same bytes when it is read back."""
    acts = sorted(history(data), key=lambda act: act.header.file.type)
    for sort, of_it in groupby(acts, key=lambda act: act.header.file.type):
        some = sorted(of_it, key=lambda act: act.place)
        fold = next(fold for known, fold in FOLDS.items() if known == sort)
        state = encode(fold(some))
        assert encode(fold(some[::-1])) == state
        assert encode(decode(type(fold(some)), state)) == state


def written(acts: Sequence[Act]) -> bytes:
    """A history as such frames, as far as they can say it."""
    journals = [an_id(f"journal {name}") for name in STATIONS]
    names = {an_id(prefix + role): role for role in ROLES for prefix in ("", "person ")}
    heard: dict[bytes, dict[bytes, int]] = {journal: {} for journal in journals}
    frames, last = [], None
    for act in acts:
        assert act.body is not None
        here = heard[act.ref.journal]
        flags = journals.index(act.ref.journal)
        for n, journal in enumerate(journals):
            flags |= (act.past.seqs.get(journal, 0) > here.get(journal, 0)) << 2 + n
        here.update(act.past.seqs)
        flags |= WITH_THE_LAST * (last == (act.ref.journal, act.ref.seq))
        last = act.ref.journal, act.ref.seq
        by = names.get(act.header.actor or b"", "somebody")
        frame = bytes([flags]) + b"\0".join((by.encode(), act.kind.encode(), encode(act.body)))
        frames.append(len(frame).to_bytes(2, "big") + frame)
    return b"".join(frames)


FOLDING: Mapping[str, Target] = {"folding": Target(_fold, (), otherwise)}
