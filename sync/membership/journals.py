"""Which journals were announced, by which workstation and under which key, as one causal past has it. Pure.

Announcements change nothing else of membership, and of several of one journal the first in fold order
stands, so that they are looked up instead of being folded: one workstation may make thousands of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from schema.acts.membership import JournalOpened
from schema.ids import Id
from sync.causality import Past, Spot

Place: TypeAlias = tuple[int, bytes, int, bytes, int]
"""Of an act in fold order: order, journal, seq and hash of its transaction, and its index there."""
_NOTHING: Final[Mapping[Spot, str]] = MappingProxyType({})


class JournalInfo(msgspec.Struct, frozen=True):
    """An announced journal."""

    id: Id
    workstation: Id
    scope: str
    seal_key: bytes
    knew: frozenset[Spot] = frozenset()
    """The readmissions of its workstation that whoever announced it knew: it lies behind them."""


def announced_by(content: JournalOpened) -> JournalInfo:
    """The journal that this act announces."""
    return JournalInfo(content.journal, content.workstation, content.scope, content.seal_key)


class Opening(msgspec.Struct, frozen=True):
    """One act that announces a journal."""

    info: JournalInfo
    place: Place
    spot: Spot
    past: Past
    number: int
    """How many had come before it."""


class Openings:
    """Every announcement held, which grow; no two acts have one place."""

    def __init__(self) -> None:
        self.count = 0
        self._of: dict[Id, dict[Id, list[Opening]]] = {}
        """By journal and by the strand that they stand in; there in fold order."""
        self._first: dict[Id, Opening] = {}
        self._sealed: dict[tuple[Id, bytes], dict[Id, None]] = {}
        """By workstation and key: journals."""
        self._by: dict[Id, dict[Id, list[Opening]]] = {}
        """By workstation and by the strand that they stand in."""
        self._within: set[Id] = set()
        """The journals that they stand in."""

    def add(self, info: JournalInfo, place: Place, spot: Spot, past: Past) -> bool:
        """Take one in, of a strand after those before it there; whether another one of its journal stood."""
        new = Opening(info, place, spot, past, self.count)
        self.count += 1
        self._within.add(place[1])
        self._of.setdefault(info.id, {}).setdefault(spot.strand, []).append(new)
        self._sealed.setdefault((info.workstation, info.seal_key), {})[info.id] = None
        self._by.setdefault(info.workstation, {}).setdefault(spot.strand, []).append(new)
        before = self._first.get(info.id)
        if before is None or place < before.place:
            self._first[info.id] = new
        return before is not None and self._first[info.id] is new

    def journals(self) -> Iterable[Id]:
        """All that were ever announced."""
        return self._of.keys()

    def sealed_with(self, workstation: Id, key: bytes) -> Iterable[Id]:
        """Journals that somebody announced as this workstation's, under this key."""
        return self._sealed.get((workstation, key), {})

    def by(self, workstation: Id, past: Past | None) -> Iterator[Opening]:
        """What announces journals as this workstation's, at least all of it in that past."""
        strands = self._by.get(workstation, {})
        for strand in self._few(strands, past):
            yield from strands[strand]

    def first(self, journal: Id, past: Past | None, aside: Mapping[Spot, str], count: int) -> Opening | None:
        """What announces this journal in that past (nil: anywhere), of the first `count` that came.

        What is set aside announces nothing.
        """

        def stands(one: Opening) -> bool:
            known = past is None or past.holds(one.spot.strand, one.spot.seq)
            return known and one.number < count and one.spot not in aside

        found = self._first.get(journal)
        if found is None or stands(found):
            return found
        strands = self._of[journal]
        standing = (next(filter(stands, strands[strand]), None) for strand in self._few(strands, past))
        return min(filter(None, standing), key=lambda one: one.place, default=None)

    def _few(self, strands: Mapping[Id, list[Opening]], past: Past | None) -> Iterable[Id]:
        """Those of these strands of which that past may hold something; no more is looked at than need be."""
        if past is None or len(strands) <= max(1, len(past.seqs)):
            return strands
        return [strand for strand in past.pieces(self._within) if strand in strands]


class Journals(Mapping[Id, JournalInfo]):
    """The journals announced in one past, in the order of their announcements; a value."""

    __slots__ = ("_aside", "_count", "_lifts", "_openings", "_order", "_past", "_said")

    def __init__(
        self,
        openings: Openings | None = None,
        past: Past | None = None,
        aside: Mapping[Spot, str] = _NOTHING,
        lifts: Mapping[Id, frozenset[Spot]] = MappingProxyType({}),
        said: Mapping[Id, tuple[Place, JournalInfo]] = MappingProxyType({}),
    ) -> None:
        """Of these openings what lies in the past (nil: all there are by now) and is not set aside.

        `lifts` are the readmissions of each workstation; `said` are journals that other acts announce.
        """
        self._openings = Openings() if openings is None else openings
        self._count = self._openings.count
        self._past, self._aside, self._lifts, self._said = past, aside, lifts, said
        self._order: list[Id] | None = None

    @property
    def said(self) -> Mapping[Id, tuple[Place, JournalInfo]]:
        """Those that other acts than openings announce, each with the place of that act."""
        return self._said

    def also(self, info: JournalInfo, place: Place) -> "Journals":
        """These and one more, which is announced there; the same if it was announced before."""
        if info.id in self:
            return self
        said = {**self._said, info.id: (place, info)}
        found = Journals(self._openings, self._past, self._aside, self._lifts, said)
        found._count = self._count
        return found

    def since(self) -> "Journals":
        """These and what was opened since."""
        return Journals(self._openings, self._past, self._aside, self._lifts, self._said)

    def seals(self, workstation: Id, key: bytes) -> bool:
        """Whether a journal of this workstation is sealed with this key."""
        named = chain(self._openings.sealed_with(workstation, key), self._said)
        return any(self._is(journal, workstation, key) for journal in named)

    def keys_of(self, workstation: Id) -> Iterator[bytes]:
        """Keys that seal journals of this workstation; some more than once."""
        opened = (one.info for one in self._openings.by(workstation, self._past))
        for info in chain(opened, (info for _, info in self._said.values())):
            if self._is(info.id, workstation, info.seal_key):
                yield info.seal_key

    def _is(self, journal: Id, workstation: Id, key: bytes) -> bool:
        found = self.get(journal)
        return found is not None and (found.workstation, found.seal_key) == (workstation, key)

    def _found(self, journal: Id) -> tuple[Place, JournalInfo] | None:
        opening = self._openings.first(journal, self._past, self._aside, self._count)
        said = self._said.get(journal)
        if opening is None or (said is not None and said[0] < opening.place):
            return said
        info, lifts = opening.info, self._lifts.get(opening.info.workstation)
        if lifts:
            knew = frozenset(one for one in lifts if opening.past.holds(one.strand, one.seq))
            info = msgspec.structs.replace(info, knew=knew)
        return opening.place, info

    def __getitem__(self, journal: Id) -> JournalInfo:
        found = self._found(journal)
        if found is None:
            raise KeyError(journal)
        return found[1]

    def __iter__(self) -> Iterator[Id]:
        if self._order is None:
            named = {*self._openings.journals(), *self._said}
            places = [(found[0], one) for one in named if (found := self._found(one)) is not None]
            self._order = [journal for _, journal in sorted(places)]
        return iter(self._order)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Journals({dict(self)})"
