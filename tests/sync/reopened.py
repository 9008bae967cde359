"""A site on which workstations also reopen journals as they please: apart, on each other, as branches."""

from __future__ import annotations

import random
from collections.abc import Sequence

from schema.acts.membership import JournalOpened, JournalReopened
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import Tip, journal_id, reopening_input
from sync.causality import Past
from sync.journal import NewAct, Written, public_key, signer
from sync.roll import Roll
from sync.strands import Branch, Strands, strand_id
from tests.sync.founded import Journal, opened, unsigned
from tests.sync.membership.lived import EVERYBODY, anything, lived
from tests.sync.membership.scene import Post, Scene


class Again(Journal):
    """A journal that a workstation opened by itself."""

    nonce: bytes


class Reopening:
    """What was written on a site, some of it in journals that were reopened."""

    def __init__(self, seed: int, *, strict: bool) -> None:
        self.chance = random.Random(seed)
        self.scene: Scene = lived(seed, self.chance.randint(2, 9), EVERYBODY, strict=strict)[0]
        self.made: list[Again] = []
        for _ in range(self.chance.randint(2, 18)):
            self._something()

    @property
    def journals(self) -> list[Journal]:
        """All that there are, branches apart."""
        return [*(post.membership for post in self.scene.posts), *self.made]

    @property
    def written(self) -> list[Written]:
        """Everything."""
        return [one for journal in self.journals for one in journal.written]

    def _something(self) -> None:
        what = self.chance.random()
        if what < 0.2 and self.made:
            self._reopen(self.chance.choice(self.scene.posts), self.chance.choice(self.made))
        elif what < 0.7:
            self._reopen(self.chance.choice(self.scene.posts), None)
        else:
            journal = self.chance.choice(self.journals)
            journal.write(
                [self.scene.signed(self.chance.choice(EVERYBODY), self._said())], self._some(journal)
            )

    def _said(self) -> Wire:
        if not self.made or self.chance.random() < 0.8:
            return anything(self.scene, self.chance)
        stolen = self.chance.choice(self.made)
        key, post = public_key(stolen.seal_key), self.chance.choice(self.scene.posts)
        return JournalOpened(stolen.id, post.id, "clinical", key, stolen.nonce, None)

    def _some(self, own: Journal) -> Sequence[Journal]:
        """Others than this one, one branch of each."""
        others = {one.id: one for one in self.journals if one.id != own.id}
        return self.chance.sample([*others.values()], self.chance.randint(0, min(4, len(others))))

    def _reopen(self, post: Post, branch_of: Again | None) -> None:
        new = Again(self.scene.place, b"", self.chance.randbytes(32))
        new.nonce = self.chance.randbytes(32)
        if branch_of is not None:
            new.seal_key, new.nonce = branch_of.seal_key, branch_of.nonce
        key = public_key(new.seal_key)
        new.id = journal_id(self.scene.place.site, key, new.nonce)
        acts = [self._act(post, scope, key, nonce) for scope, nonce in self._scopes(new)]
        new.write(acts, self._some(new))
        self.made.append(new)

    def _scopes(self, new: Again) -> list[tuple[str, bytes]]:
        both = [("membership", new.nonce), ("clinical", self.chance.randbytes(32))]
        return both[: self.chance.randint(1, 2)]

    def _act(self, post: Post, scope: str, key: bytes, nonce: bytes) -> NewAct:
        site, before = self.scene.place.site, self.chance.choice(self.journals)
        journal = journal_id(site, key, nonce)
        tip = Tip(before.id, before.head.seq, before.head.hash) if self.chance.random() < 0.7 else None
        # Of any journal, perhaps another workstation's, or of none.
        seeds = [one.seal_key for one in self.journals] + [post.membership.seal_key] * 3 + [bytes(32)]
        said = reopening_input(site, journal, post.id, scope, key, tip)
        voucher = signer(self.chance.choice(seeds))(said)
        return unsigned(JournalReopened(journal, post.id, scope, key, nonce, tip, voucher), post.id)


def arriving(written: Sequence[Written], chance: random.Random) -> list[Written]:
    """These in some order in which a workstation may hear of them."""
    left, found, here = list(written), list[Written](), set[bytes]()
    while left:
        ready = [
            one
            for one in left
            if all(tip.hash in here for tip in one.core.saw) and (one.core.seq == 1 or one.core.prev in here)
        ]
        one = chance.choice(ready)
        left.remove(one)
        here.add(one.hash)
        found.append(one)
    return found


class Hearing:
    """A roll that hears of transactions, branches among them."""

    def __init__(self) -> None:
        self.strand_of: dict[bytes, Id] = {}
        self.past_of: dict[bytes, Past] = {}
        self._tops: dict[Id, int] = {}
        self.strands = Strands(lambda tip: self.strand_of.get(tip.hash))
        self.roll = Roll(self.strands)

    def hears(self, one: Written) -> None:
        """Of a transaction whose past it heard of."""
        core = one.core
        base = self.strand_of[core.prev] if core.seq > 1 else core.journal
        strand = base
        if self._tops.get(base, 0) != core.seq - 1:
            strand = strand_id(one.hash)
            self.strands.begin(strand, Branch(core.journal, base, core.seq))
        self.strand_of[one.hash], self._tops[strand] = strand, core.seq
        seen = [tip.hash for tip in core.saw] + ([core.prev] if core.seq > 1 else [])
        seqs = {tip.hash: tip.seq for tip in core.saw} | {core.prev: core.seq - 1}
        past = self.strands.nothing.joined(
            self.past_of[named].with_tip(self.strand_of[named], seqs[named]) for named in seen
        )
        self.past_of[one.hash] = past
        self.roll.add(core, opened(one).bodies, past, strand)

    def verdict(self, one: Written) -> str:
        """What it says of a transaction."""
        return self.roll.verdict(self.strand_of[one.hash], one.core.seq)
