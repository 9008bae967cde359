"""Membership transactions folded in order, by ever other pasts and with ever others set aside.

The folds asked for differ in little, so that few steps are worked out twice: what some transactions made
is kept, at each step while they are few and ever more seldom, and a fold goes on from the last it meets.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from schema.acts.membership import JournalOpened, PersonEnrolled
from schema.codec import Wire, encode
from schema.ids import Hash, Id
from schema.transaction import Body, Core, core_hash
from sync.causality import Past, Spot
from sync.membership import JournalInfo, Membership, contents_of, effect
from sync.membership.journals import Place, announced_by
from sync.membership.people import PersonChange
from sync.membership.when import When

Aside: TypeAlias = Mapping[Spot, str]
"""Why each of these membership transactions does not count."""

KEPT = 16_000
"""Steps remembered, or four times those of the longest fold; a site's whole history is some hundreds, but
somebody hostile writes thousands."""
ROOM = 2**16
"""After so many acts, squared and divided by this, a membership lasts again: up to 256 acts each does, and
what those of one fold weigh grows as the logarithm of its length; each is as large as its acts are many."""
WEIGHT = 2**20
"""Acts behind the memberships remembered, summed: each of these names at most one thing for each."""
LATEST = 16
"""Memberships remembered besides, that were asked for last."""
Places: TypeAlias = tuple[tuple[int, int], ...]
"""What a past holds of membership: strands by number, each with its highest seq."""


class Entry(msgspec.Struct, frozen=True):
    """One membership transaction with its causal past, and what its past says of it."""

    core: Core
    bodies: tuple[Body | None, ...]
    past: Past
    verdict: str
    spot: Spot
    hash: Hash
    contents: Mapping[int, Wire]
    """Its acts of kinds that are known, by index; none of one that does not count by itself."""

    @property
    def opened(self) -> Iterator[tuple[JournalInfo, Place]]:
        """The journals that it announces, each with the place of that act."""
        for index, content in self.contents.items():
            if isinstance(content, JournalOpened):
                yield announced_by(content), (*self.place, index)

    @property
    def acts(self) -> bool:
        """Whether it may do anything else to membership than announce journals, which is looked up."""
        if self.verdict:
            return False
        if any(not isinstance(content, JournalOpened) for content in self.contents.values()):
            return True
        return any(
            header.critical and body is not None and body.signature is not None
            for index, (header, body) in enumerate(zip(self.core.headers, self.bodies, strict=True))
            if index not in self.contents
        )

    @property
    def spares_journals(self) -> bool:
        """Whether it does nothing to journals but open them: it is of people alone, or nothing."""
        return all(
            isinstance(one, JournalOpened | PersonEnrolled | PersonChange) for one in self.contents.values()
        )

    @property
    def place(self) -> tuple[int, bytes, int, bytes]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq, self.hash)


def entry(core: Core, bodies: tuple[Body | None, ...], past: Past, verdict: str, strand: Id) -> Entry:
    """A transaction that stands in this strand, decoded once for all that will be asked of it."""
    contents = {} if verdict else contents_of(core, bodies)
    return Entry(core, bodies, past, verdict, Spot(strand, core.seq), core_hash(encode(core)), contents)


def lowest_of(aside: Aside) -> dict[Id, int]:
    """By strand, the first seq that is set aside."""
    lowest: dict[Id, int] = {}
    for spot in aside:
        lower(lowest, spot)
    return lowest


def lower(lowest: dict[Id, int], spot: Spot) -> None:
    """Take in one more place that is set aside."""
    lowest[spot.strand] = min(spot.seq, lowest.get(spot.strand, spot.seq))


def rests(entry: Entry, lowest: Mapping[Id, int]) -> bool:
    """Whether something that is set aside lies in its past."""
    seqs = entry.past.pieces()
    if len(seqs) < len(lowest):
        return any(seq >= lowest.get(strand, seq + 1) for strand, seq in seqs.items())
    return any(seqs.get(strand, 0) >= seq for strand, seq in lowest.items())


class _Step:
    """Some transactions one after the other, and what they made of membership where that is remembered."""

    __slots__ = ("acts", "before", "entry", "lasts_from", "state", "then")

    def __init__(self, before: "_Step | None" = None, entry: Entry | None = None) -> None:
        self.before = before
        self.entry = entry
        """The last of them; nil: there is none."""
        self.acts = self.lasts_from = 0
        """How many acts lie behind it, and behind the last step up to this one that keeps its membership."""
        self.state: Membership | None = None
        self.then: dict[Hash, _Step] = {}
        if before is not None and entry is not None:
            self.acts = before.acts + max(1, len(entry.contents))
            lasts = (self.acts - before.lasts_from) * ROOM >= self.acts**2
            self.lasts_from = self.acts if lasts else before.lasts_from


class Folds:
    """Folds of one set of entries, which may grow; no two entries of it have one hash."""

    def __init__(self) -> None:
        self._longest = 0
        self.forget()

    def forget(self) -> None:
        """Work everything out anew."""
        self._first = _Step()
        self._first.state = Membership()
        self._latest = deque[_Step]()
        self.kept = 0
        """How many steps are remembered."""
        self.weight = 0
        """How many acts lie behind the memberships that last, summed."""

    def folded(self, entries: Iterable[Entry], aside: Aside, past: Past | None = None) -> Membership:
        """What these make of membership, but for those set aside (and, with `past`, those outside it)."""
        if self.kept > max(KEPT, 4 * self._longest) or self.weight > WEIGHT:
            self.forget()
        step, length = self._first, 0
        for one in entries:
            spot = one.spot
            if one.verdict or spot in aside or not (past is None or past.holds(spot.strand, spot.seq)):
                continue
            after = step.then.get(one.hash)
            if after is None:
                after = step.then[one.hash] = _Step(step, one)
                self.kept += 1
            step = after
            length += 1
        self._longest = max(self._longest, length)
        return self._state(step)

    def _state(self, asked: _Step) -> Membership:
        """What there is at this step, gone on to from the last before it that is remembered."""
        left, step, state = list[tuple[_Step, Entry]](), asked, asked.state
        while state is None and step.before is not None and step.entry is not None:
            left.append((step, step.entry))
            step = step.before
            state = step.state
        state = state or Membership()
        for step, one in reversed(left):
            state = effect(state, one.bodies, one.contents, When(one.core, one.spot, one.past))
            if step.lasts_from == step.acts:
                step.state = state
                self.weight += step.acts
        if asked.state is None:
            asked.state = state
            self._latest.append(asked)
            if len(self._latest) > LATEST:
                self._latest.popleft().state = None
        return state


class Known:
    """Memberships by what a past holds; the first that were asked for make room for others."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget them."""
        self._found: dict[Places, Membership] = {}
        self.weight = 0
        """How many transactions lie behind them, summed."""

    def at(self, places: Places, fold: Callable[[], Membership]) -> Membership:
        """The one of these places, folded unless it is remembered."""
        found = self._found.get(places)
        if found is None:
            found = self._found[places] = fold()
            self.weight += _weight(places)
            while self.weight > WEIGHT // 2 and len(self._found) > 1:
                first = next(iter(self._found))
                del self._found[first]
                self.weight -= _weight(first)
        return found


def _weight(places: Places) -> int:
    return sum(seq for _, seq in places)
