"""Transactions both ways: each side tells what it holds and sends what the other lacks, membership first.

At most `WINDOW` batches are unanswered; an answer (`Have`) tells what the receiver durably holds, so
that breaking off anywhere costs nothing but these.
"""

from collections.abc import Iterable, Mapping
from itertools import zip_longest

from schema.ids import Id
from schema.transaction import Tip
from sync.codes import Code
from sync.conversation.effects import Integrate, ReadAfter
from sync.conversation.forks import Forks
from sync.conversation.heads import Heads, by_journal, lacking
from sync.conversation.outbox import Outbox
from sync.conversation.outflow import Outflow
from sync.messages import CHANGES, MAX_TIPS, Batch, Changed, Have, Hello, Ladder, Scope
from sync.ports import Integrated, Lacking, Vector

WINDOW = 4
"""Unanswered batches: the receiver integrates one while the next is on its way."""
BEYOND = 131_072
"""Tips that a member may hold and we do not: beyond them it is filling our memory."""
BEYOND_IN_LOBBY = 8_192
"""The same of a visitor: each takes some 500 bytes, and sixteen visit at once who have shown nothing."""
BATCH_TARGET = 512 * 1024
"""Bytes asked of the replica at once; smaller than the limit, so that a local act never waits long."""


class Flow:
    """The transactions' part of a conversation."""

    def __init__(self, out: Outbox, scope: Scope, heads: Heads, *, dialled: bool) -> None:
        self.heads = heads
        """What we durably hold; whoever changes it says so with `tell`."""
        self.unanswered = 0
        """Batches sent and not answered yet."""
        self.synchronised = False
        self._out = out
        self._scope = scope
        self._dialled = dialled
        self._version = 0
        self._told: dict[Id, frozenset[Tip]] = {}
        self._grouped: tuple[Vector, dict[Id, frozenset[Tip]]] = ({}, {})
        self._more = False
        """The peer has not told to the end what it holds."""
        self._outflow = Outflow()
        self._forks = Forks(out, self._outflow)
        self._reading: Scope | None = None
        self._inbound = 0

    @property
    def ours(self) -> Vector:
        """What we durably hold, within the scope."""
        return self._within(self._scope)

    @property
    def theirs(self) -> tuple[Tip, ...]:
        """What the peer durably holds, as it says."""
        return tuple(tip for tips in self._outflow.theirs.values() for tip in tips)

    @property
    def they_lack(self) -> int:
        """Transactions we have and the peer does not."""
        return lacking(self.ours.values(), self.theirs)

    def _within(self, scope: Scope) -> Vector:
        return self.heads.membership if scope is Scope.MEMBERSHIP else self.heads.all

    def _by_journal(self) -> dict[Id, frozenset[Tip]]:
        ours = self.ours
        if self._grouped[0] is not ours:
            self._grouped = ours, by_journal(ours.values())
        return self._grouped[1]

    # What both tell

    def first_told(self) -> tuple[Tip, ...]:
        """Our tips, for our Hello."""
        self._told = self._news()
        return _flat(self._told)

    def meet(self, hello: Hello, version: int) -> None:
        """The peer's Hello: its tips, and the version spoken from now on."""
        self._version = self._forks.version = version
        self._outflow.heard(hello.tips)

    def look_for_our_own(self, tips: tuple[Tip, ...]) -> None:
        """Whether the peer holds of our own journal what is not ours."""
        self._forks.look_for_our_own(self.heads, self.ours, tips)

    def tell(self, done: int) -> None:
        """Say which heads changed here, before anything is sent that rests on them."""
        if self._version >= CHANGES:
            self._tell_changes(done)
            return
        news = self._news()
        if not news and not done:
            return
        self._told.update(news)
        self._out.send(Have(_flat(news), done))

    def _tell_changes(self, done: int) -> None:
        ours = self._by_journal()
        others = [journal for journal, tips in ours.items() if self._told.get(journal) != tips]
        before = {journal: self._told.get(journal, frozenset()) for journal in others}
        gone = _flat({journal: before[journal] - ours[journal] for journal in others})
        come = _flat({journal: ours[journal] - before[journal] for journal in others})
        self._told.update((journal, ours[journal]) for journal in others)
        pages = list(zip_longest(_pages(gone), _pages(come), fillvalue=()))
        for page in pages[:-1]:
            self._out.send(Changed(*page, 0, False))
        if pages or done:
            self._out.send(Changed(*(pages[-1] if pages else ((), ())), done, True))

    def _news(self) -> dict[Id, frozenset[Tip]]:
        """Journals whose tips are not those last told, as many as one message holds."""
        news: dict[Id, frozenset[Tip]] = {}
        room = MAX_TIPS
        for journal, tips in sorted(self._by_journal().items()):
            if self._told.get(journal) != tips and len(tips) <= room:
                news[journal] = tips
                room -= len(tips)
        return news

    def heard_have(self, have: Have | Changed) -> bool:
        """What the peer holds; false when it answers what was never sent, or in words of another version."""
        changes = isinstance(have, Changed)
        if have.done > self.unanswered or changes != (self._version >= CHANGES):
            return False
        self.unanswered -= have.done
        if isinstance(have, Changed):
            self._outflow.changed(have.gone, have.come)
            self.look_for_our_own(have.come)
            self._more = not have.last
        else:
            self._outflow.heard(have.tips)
            self.look_for_our_own(have.tips)
        beyond = BEYOND if self._scope is Scope.ALL else BEYOND_IN_LOBBY
        if sum(map(len, self._outflow.theirs.values())) > len(self.ours) + beyond:
            self._out.refuse(Code.FLOOD, "more branches than a site can have")
            return True
        if self._more:
            return True
        if not self.unanswered and self._reading is None:
            self._outflow.send_again(self.ours)
        self.pump()
        return True

    # What we send

    def pump(self) -> None:
        """Ask for more to send if there is room, and see whether both hold the same."""
        if self._out.closed:
            return
        if self._reading is None and self.unanswered < WINDOW and not self._more:
            scope = self._next_scope()
            if scope is not None:
                self._reading = scope
                known = self._outflow.known(self._within(scope))
                self._out.add([ReadAfter(known, self._outflow.sent, scope, BATCH_TARGET)])
        same = not self._more and self._by_journal() == self._outflow.theirs
        equal = same and not self.unanswered and not self._inbound
        if equal and not self.synchronised:
            self._out.note("synchronised", journals=str(len(self._outflow.theirs)))
            if self._scope is Scope.MEMBERSHIP and self._dialled:
                self._out.refuse(Code.DONE, "")
        self.synchronised = equal

    def _next_scope(self) -> Scope | None:
        """What to send from next: membership journals as long as the peer lacks any of them."""
        scopes = (Scope.MEMBERSHIP,) if self._scope is Scope.MEMBERSHIP else (Scope.MEMBERSHIP, Scope.ALL)
        return next((scope for scope in scopes if self._outflow.lacks(self._within(scope))), None)

    def was_read(self, result: Lacking) -> None:
        """The result of `ReadAfter`."""
        scope, self._reading = self._reading, None
        if self._out.closed or scope is None:
            return
        for journal in self._outflow.placed(self._within(scope), result.strange):
            self._forks.found(journal, self.ours)
        batch = self._outflow.pack(result.transactions)
        if batch:
            self.unanswered += 1
            self._out.send(Batch(batch, last=self._next_scope() is None))
        else:
            # Nothing readable (an unsealed end, say): do not ask again before it grows.
            self._outflow.skip(self._within(scope), result.strange)
        self.pump()

    def heard_ladder(self, ladder: Ladder) -> None:
        """Where the peer's branches of a journal may part from ours."""
        if self._forks.climbed(ladder, self.ours):
            self.pump()

    # What the peer sends

    def heard_batch(self, batch: Batch) -> None:
        """Transactions that we lack, as the peer believes."""
        self._inbound += 1
        if self._inbound > WINDOW:
            self._out.refuse(Code.FLOOD, "more unanswered batches than agreed")
        else:
            self._out.add([Integrate(batch.transactions)])

    def was_integrated(self, result: Integrated, heads: Heads) -> None:
        """The result of `Integrate`: it is durable, so it can be answered."""
        self.heads = heads
        self._inbound -= 1
        if self._out.closed:
            return
        if result.evidence:
            codes = sorted({evidence.code for evidence in result.evidence})
            self._out.note("evidence", count=str(len(result.evidence)), codes=" ".join(codes))
        for tip in result.forks:
            self._forks.integrated(tip, heads)
        self.tell(done=1)
        self.pump()


def _flat(tips: Mapping[Id, Iterable[Tip]]) -> tuple[Tip, ...]:
    return tuple(sorted(tip for some in tips.values() for tip in some))


def _pages(tips: tuple[Tip, ...]) -> list[tuple[Tip, ...]]:
    return [tips[start : start + MAX_TIPS] for start in range(0, len(tips), MAX_TIPS)]
