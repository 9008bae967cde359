"""Acts of membership, well formed, in any partial order: they fold, whoever hears of them and in what order.

Three workstations and a clone of the second; whoever is named signs, and a reference to a transaction names
whatever stands there now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from schema.acts import KINDS
from schema.acts.course import CourseNoted
from schema.codec import InvalidBytesError, Wire, decode, encode
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.causality import Past, Spot
from sync.journal import EMPTY, Head, NewAct, Written, signer, write
from sync.membership.needs import BODIES
from sync.roll import Roll
from sync.strands import Branch, Strands, strand_id
from tests.fuzz.framed import framed
from tests.fuzz.target import Target
from tests.fuzz.values import otherwise
from tests.sync.founded import Counted, Journal, opened
from tests.sync.membership.lived import Anybody
from tests.sync.membership.scene import Post, Scene

WITH_THE_LAST, NOTES = 0x20, 0x40
"""Of a step's flags, behind two bits for who writes and three for whom of the others they hear before."""
MOST_STEPS = 24
NOBODY = "nobody"


class Step(msgspec.Struct, frozen=True):
    """One act: where, having heard of whom, signed by whom."""

    flags: int
    who: str
    body: Wire

    @property
    def post(self) -> int:
        """Which of the four; the last is the clone."""
        return self.flags & 3


def steps(data: bytes) -> Iterator[Step]:
    """What decodes of frames that hold flags, a name, a zero byte, a kind, a zero byte and a body."""
    for frame in framed(data)[:MOST_STEPS]:
        who, _, rest = frame[1:].partition(b"\0")
        name, _, body = rest.partition(b"\0")
        kind = KINDS.get(name.decode("utf-8", "replace"))
        if kind is not None and kind.name in BODIES:
            try:
                yield Step(frame[0], who.decode("utf-8", "replace"), decode(kind.body, body))
            except InvalidBytesError:
                continue


@cache
def met() -> Scene:
    """The site to begin with."""
    scene = Scene()
    scene.meet()
    return scene


class Apart:
    """The site goes on from there; every run begins with the same."""

    def __init__(self) -> None:
        self.scene = met()
        self.random = Counted("apart")
        self.written = [one for post in self.scene.posts for one in post.membership.written]
        self._heads: list[dict[Id, Head]] = [
            {post.membership.id: post.membership.head, post.clinical.id: EMPTY} for post in self.scene.posts
        ]
        self._heads.append(dict(self._heads[1]))
        self._known: list[set[Hash]] = [{one.hash for one in self.written} for _ in self._heads]
        self._at: dict[tuple[Id, int], list[Hash]] = {}
        for one in self.written:
            self._at.setdefault((one.core.journal, one.core.seq), []).append(one.hash)

    def _post(self, number: int) -> Post:
        """The clone has the journals of the second."""
        return self.scene.posts[1 if number == 3 else number]

    def does(self, together: Sequence[Step]) -> None:
        """One transaction of membership, then, if asked for, a note of the same person's."""
        here = together[0].post
        others = [number for number in range(4) if number != here and {number, here} != {1, 3}]
        heard = [one for place, one in enumerate(others) if together[0].flags >> 2 + place & 1]
        acts = [self._act(one) for one in together]
        self._writes(here, self._post(here).membership, acts, heard)
        who = self.scene.people.get(together[0].who)
        if together[0].flags & NOTES and who is not None:
            noted = who.act(CourseNoted(None, "RAS"), bytes(16), right="administer")
            self._writes(here, self._post(here).clinical, [noted], [here])

    def _act(self, step: Step) -> NewAct:
        named = step.who if step.who in {*self.scene.people, "recovery"} else NOBODY
        body = decode(type(step.body), encode(self._standing(msgspec.msgpack.decode(encode(step.body)))))
        return self.scene.signed(named, body)

    def _standing(self, value: Any) -> Any:
        """With the hash that stands there now in every tip and every reference to an act."""
        match value:
            case [bytes() as journal, int() as seq, *_, bytes() as said] if there := self._at.get(
                (journal, seq)
            ):
                found = said if said in there else there[said[0] % len(there)] if said else said
                return [*value[:-1], found]
            case list():
                return [self._standing(one) for one in value]
        return value

    def _writes(self, here: int, journal: Journal, acts: Sequence[NewAct], heard: Sequence[int]) -> None:
        heads = self._heads[here]
        seen = []
        for other in heard:
            membership = self._post(other).membership.id
            head = self._heads[other][membership]
            if head.hash not in self._known[here]:
                seen.append((Tip(membership, head.seq, head.hash), head.order))
        one = write(
            acts,
            site=self.scene.place.site,
            journal=journal.id,
            head=heads[journal.id],
            saw=dict(seen).items(),
            at=1,
            doubtful=False,
            random=self.random,
            seal=signer(journal.seal_key),
        )
        heads[journal.id] = Head(one.core.seq, one.hash, one.core.order)
        self._known[here] |= {one.hash}.union(*(self._known[other] for other in heard))
        self.written.append(one)
        self._at.setdefault((one.core.journal, one.core.seq), []).append(one.hash)


def history(data: bytes) -> Sequence[Written]:
    """All that is written when these steps are taken."""
    apart = Apart()
    together: list[Step] = []
    for step in steps(data):
        if together and not (step.flags & WITH_THE_LAST and step.post == together[0].post):
            apart.does(together)
            together = []
        together.append(step)
    if together:
        apart.does(together)
    return apart.written


class Replica:
    """What one workstation makes of them, in the order in which it hears of them."""

    def __init__(self) -> None:
        self._places: dict[Hash, Spot] = {}
        self._pasts: dict[Hash, Past] = {}
        self.strands = Strands(self._strand_of)
        self.roll = Roll(self.strands)
        self._notes: list[Written] = []

    def _strand_of(self, tip: Tip) -> Id | None:
        """Where that very transaction stands; somebody may name one with another's number."""
        spot = self._places.get(tip.hash)
        named = spot is not None and (self.strands.journal(spot.strand), spot.seq) == (tip.journal, tip.seq)
        return spot.strand if spot is not None and named else None

    def takes(self, one: Written) -> None:
        """Its whole past is here."""
        core = one.core
        before = self._places.get(core.prev)
        base = core.journal if before is None else before.strand
        spot = Spot(base, core.seq)
        if spot in self._places.values():
            spot = Spot(strand_id(one.hash), core.seq)
            self.strands.begin(spot.strand, Branch(core.journal, base, core.seq))
        seen = [core.prev, *(tip.hash for tip in core.saw)]
        pasts = [
            self._pasts[named].with_tip(place.strand, place.seq)
            for named in seen
            if (place := self._places.get(named)) is not None
        ]
        past = self.strands.nothing.joined(pasts)
        self._places[one.hash], self._pasts[one.hash] = spot, past
        if core.headers[0].kind in BODIES:
            self.roll.add(core, opened(one).bodies, past, spot.strand)
        else:
            self._notes.append(one)

    def ready(self, one: Written) -> bool:
        """Whether its past is here."""
        before = [*(tip.hash for tip in one.core.saw), *([one.core.prev] if one.core.seq > 1 else [])]
        return all(named in self._places for named in before)

    def says(self) -> tuple[object, ...]:
        """What must be equal everywhere; strands have local names, so they are left out."""
        now = self.roll.now
        verdicts = {named: self.roll.verdict(spot.strand, spot.seq) for named, spot in self._places.items()}
        notes = {
            one.hash: self.roll.admits(
                one.core,
                opened(one).bodies,
                self._pasts[one.hash],
                Anybody(),
                self._places[one.hash].strand,
            )
            for one in self._notes
        }
        people = {
            one.id: msgspec.structs.replace(one, introduced={}) if self.strands.forked else one
            for one in now.people.values()
        }
        journals = {one.id: (one.workstation, one.scope, one.seal_key) for one in now.journals.values()}
        proposals = {ref: (one.open, one.by) for ref, one in now.proposals.items()}
        said = (verdicts, notes, people, now.workstations, journals, proposals, now.rules, now.unclear)
        return said if self.strands.forked else (*said, now, self.roll.grounds)


def _fold(data: bytes) -> None:
    """In fold order, and in another in which each looks at what follows so far."""
    written = sorted(history(data), key=lambda one: (one.core.order, one.core.journal, one.hash))
    plain, other = Replica(), Replica()
    for one in written:
        plain.takes(one)
    left = written[::-1]
    while left:
        one = next(one for one in left if other.ready(one))
        left.remove(one)
        other.takes(one)
        assert other.roll.now.site in (None, met().place.site)
    assert plain.says() == other.says()


def written_as(scene: Scene) -> bytes:
    """What was lived on a site since its workstations met, as such frames."""
    names = {person.id: name for name, person in scene.people.items()}
    journals = [post.membership.id for post in scene.posts]
    begun = {one.hash for post in met().posts for one in post.membership.written}
    everything = [one for post in scene.posts for one in post.membership.written if one.hash not in begun]
    frames = []
    for one in sorted(everything, key=lambda one: (one.core.order, one.core.journal)):
        here = journals.index(one.core.journal)
        others = [number for number in range(4) if number != here and {number, here} != {1, 3}]
        flags = here
        for tip in one.core.saw:
            if tip.journal != one.core.journal:
                flags |= 1 << 2 + others.index(journals.index(tip.journal))
        transaction = opened(one)
        for header, body in zip(one.core.headers, transaction.bodies, strict=True):
            assert body is not None
            who = names.get(header.actor or b"", "recovery")
            frame = bytes([flags]) + b"\0".join((who.encode(), header.kind.encode(), body.body))
            frames.append(len(frame).to_bytes(2, "big") + frame)
            flags |= WITH_THE_LAST
    return b"".join(frames)


MEMBERS: Mapping[str, Target] = {"members": Target(_fold, (), otherwise, rounds=1)}
