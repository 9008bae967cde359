"""The conversation itself: hello, vectors, batches under flow control, liveness, goodbye.

The dialler speaks first, so a stranger learns nothing before it has named the site. Each side
sends what the other lacks, membership first, with at most `WINDOW` unanswered batches; an answer
(`Have`) tells what the receiver durably holds, so breaking off anywhere costs nothing but the
unanswered batches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.conversation.blobs import BlobExchange
from sync.conversation.effects import (
    Close,
    Effect,
    HeardPlaces,
    Integrate,
    NotePeer,
    ReadAfter,
    ReadBlob,
    ReadLadder,
    Send,
    WriteBlob,
)
from sync.conversation.heads import Heads, by_journal, lacking
from sync.conversation.meeting import Party, hello_of, objection_to
from sync.conversation.outflow import Outflow
from sync.conversation.records import RecordExchange
from sync.messages import (
    LADDERS,
    MAX_PLACES,
    MAX_TIPS,
    Batch,
    BlobHave,
    BlobPiece,
    BlobWanted,
    Bye,
    Code,
    Have,
    Hello,
    Ladder,
    Message,
    OversizedError,
    Ping,
    Place,
    Places,
    Pong,
    RecordRanks,
    Records,
    RecordVector,
    Scope,
    code_of,
    decode_message,
    encode_message,
)
from sync.ports import BlobState, Integrated, Lacking, Record, Vector

WINDOW = 4
"""Unanswered batches: the receiver integrates one while the next is on its way."""
CLOCK_NOTED_MS = 1000
"""A difference between clocks is told again when it has moved by this much."""
BATCH_TARGET = 512 * 1024
"""Bytes asked of the replica at once; smaller than the limit, so that a local act never waits long."""


class Conversation:
    """One exchange with one peer. Every public method answers with effects, and never raises."""

    def __init__(
        self, party: Party, scope: Scope, heads: Heads, *, dialled: bool, expected: Id | None
    ) -> None:
        """`expected` is whose certificate was seen; `None` in the lobby, where nobody shows one."""
        self.party = party
        self.scope = scope
        self.peer: Id | None = None
        """Who the peer says it is, once heard (and checked against `expected`)."""
        self.version = 0
        self.clock_difference_ms: int | None = None
        """The peer's clock minus ours."""
        self.unanswered = 0
        """Batches sent and not answered yet."""
        self.synchronised = False
        self.closed = False
        self._heads = heads
        self._dialled = dialled
        self._expected = expected
        self._told: dict[Id, tuple[Tip, ...]] = {}
        self._outflow = Outflow()
        self._reading: Scope | None = None
        self._inbound = 0
        self._pings = 0
        self._pinged_at: int | None = None
        self.pinged_last = not dialled
        """Whether it is the peer's turn to ping, since the newest Ping was ours; the dialler begins."""
        self._noted_difference: int | None = None
        self._records = RecordExchange(party.site)
        self._blobs = BlobExchange()
        self._effects: list[Effect] = []
        self._forks: set[Id] = set()
        """Forked journals that were told to the node and, if it understands them, to the peer."""
        self._elsewhere: dict[Id, Tip] = {}

    @property
    def ours(self) -> Vector:
        """What we durably hold, within the scope."""
        return self._heads.all if self.scope is Scope.ALL else self._heads.membership

    @property
    def theirs(self) -> tuple[Tip, ...]:
        """What the peer durably holds, as it says."""
        return tuple(tip for tips in self._outflow.theirs.values() for tip in tips)

    @property
    def we_lack(self) -> int:
        """Transactions the peer has and we do not."""
        return lacking(self.theirs, self.ours.values())

    @property
    def they_lack(self) -> int:
        """Transactions we have and the peer does not."""
        return lacking(self.ours.values(), self.theirs)

    @property
    def fetching(self) -> Hash | None:
        """The blob being fetched here."""
        return self._blobs.fetching

    # What happens to us

    def start(self, now: int) -> list[Effect]:
        """The connection stands; `now` is our wall clock in ms, here and below."""
        if self._dialled:
            self._hello(now)
        return self._take()

    def received(self, data: bytes, now: int) -> list[Effect]:
        """One message came."""
        if self.closed:
            return []
        try:
            message = decode_message(data)
        except OversizedError as error:
            return self._refuse(Code.OVERSIZED, str(error))
        except InvalidBytesError as error:
            return self._refuse(Code.GARBAGE, str(error))
        if isinstance(message, Bye):
            code = code_of(message.code)
            self._note("goodbye", code=code.name.lower(), detail=message.detail)
            if code is Code.TWIN and self._expected == self.party.workstation:
                self._note("twin")
            return self._close(code, "the peer said goodbye")
        if isinstance(message, Hello):
            if self.peer is not None:
                return self._refuse(Code.TURN, "a second Hello")
            return self._meet(message, now)
        if self.peer is None:
            return self._refuse(Code.TURN, "Hello comes first")
        if not self._dispatch(message, now):
            return self._refuse(Code.TURN, f"{type(message).__name__} has no place here")
        return self._take()

    def replica_changed(self, heads: Heads) -> list[Effect]:
        """Something new is stored here: by a person, another peer, or this very exchange."""
        self._heads = heads
        if self.peer is None or self.closed:
            return []
        self._tell(done=0)
        if self.scope is Scope.ALL:
            self._effects += self._records.changed()
            self._effects += self._blobs.changed()
        self._pump()
        return self._take()

    def tell_places(self, places: Sequence[Place]) -> list[Effect]:
        """Where workstations can be reached, ours first."""
        if places and self.scope is Scope.ALL and self.peer is not None and not self.closed:
            self._send(Places(tuple(places[:MAX_PLACES])))
        return self._take()

    def ping(self, now: int) -> list[Effect]:
        """Ask for a sign of life."""
        if self.peer is not None and not self.closed:
            self._pings += 1
            self._pinged_at = now
            self.pinged_last = True
            self._send(Ping(self._pings, now))
        return self._take()

    def leave(self, code: Code, detail: str = "") -> list[Effect]:
        """End it from here, with a reason."""
        return [] if self.closed else self._refuse(code, detail)

    # Results of effects

    def was_read(self, result: Lacking) -> list[Effect]:
        """The result of `ReadAfter`."""
        scope, self._reading = self._reading, None
        if self.closed or scope is None:
            return []
        for journal in self._outflow.placed(self._within(scope), result.strange):
            self._fork(journal)
        batch = self._outflow.pack(result.transactions)
        if batch:
            self.unanswered += 1
            self._send(Batch(batch, last=self._next_scope() is None))
        else:
            # Nothing readable (an unsealed end, say): do not ask again before it grows.
            self._outflow.skip(self._within(scope), result.strange)
        self._pump()
        return self._take()

    def ladder_read(self, asked: ReadLadder, rungs: Sequence[Tip]) -> list[Effect]:
        """The result of `ReadLadder`."""
        if not self.closed and rungs:
            self._send(Ladder(asked.journal, tuple(rungs[:MAX_TIPS])))
        return self._take()

    def was_integrated(self, result: Integrated, heads: Heads) -> list[Effect]:
        """The result of `Integrate`: it is durable, so it can be answered."""
        self._heads = heads
        self._inbound -= 1
        if self.closed:
            return []
        if result.evidence:
            codes = sorted({evidence.code for evidence in result.evidence})
            self._note("evidence", count=str(len(result.evidence)), codes=" ".join(codes))
        for tip in result.forks:
            self._note("fork", journal=tip.journal.hex(), seq=str(tip.seq))
            if tip.journal in heads.own:
                self._tell_elsewhere(tip)
        self._tell(done=1)
        self._pump()
        return self._take()

    def records_read(self, records: Sequence[Record]) -> list[Effect]:
        """The result of `ReadRecords`."""
        return self._part(lambda: self._records.was_read(records))

    def records_accepted(self) -> list[Effect]:
        """`AcceptRecords` was done."""
        return self._part(self._records.accepted)

    def blobs_listed(self, blobs: Sequence[BlobState], elsewhere: AbstractSet[Hash]) -> list[Effect]:
        """The result of `ListBlobs`."""
        return self._part(lambda: self._blobs.listed(blobs, elsewhere))

    def blob_read(self, asked: ReadBlob, data: bytes) -> list[Effect]:
        """The result of `ReadBlob`."""
        return self._part(lambda: self._blobs.was_read(asked, data))

    def blob_written(self, piece: WriteBlob, complete: bool) -> list[Effect]:
        """The result of `WriteBlob`."""
        return self._part(lambda: self._blobs.was_written(piece, complete))

    # Meeting

    def _hello(self, now: int) -> None:
        self._told = self._news()
        self._send(hello_of(self.party, self.scope, _flat(self._told), now))

    def _meet(self, hello: Hello, now: int) -> list[Effect]:
        objection = objection_to(hello, self.party, self.scope, self._expected)
        if objection is not None:
            code, detail = objection
            if code is Code.TWIN:
                self._note("twin")
            return self._refuse(code, detail)
        self.version = max(set(hello.versions) & set(self.party.versions))
        self._outflow.heard(hello.tips)
        self.peer = hello.workstation
        if not self._dialled:
            self._hello(now)
        self._tell(done=0)
        self._note("met", program=hello.program, version=str(self.version))
        self._compare_clocks(hello.at - now)
        self._look_for_our_own(hello.tips)
        if self.scope is Scope.ALL:
            self._effects += self._records.start(self.version)
            self._effects += self._blobs.changed()
        self._pump()
        return self._take()

    # Talking

    def _dispatch(self, message: Message, now: int) -> bool:
        """Deal with a message after Hello; false when it has no place here."""
        if isinstance(message, Have):
            return self._heard_have(message)
        if isinstance(message, Batch):
            self._inbound += 1
            if self._inbound > WINDOW:
                self._refuse_later(Code.FLOOD, "more unanswered batches than agreed")
            else:
                self._effects.append(Integrate(message.transactions))
            return True
        if isinstance(message, Ping):
            self.pinged_last = False
            self._send(Pong(message.number, now))
            return True
        if isinstance(message, Pong):
            return self._heard_pong(message, now)
        if isinstance(message, Ladder):
            return self._heard_ladder(message)
        return self.scope is Scope.ALL and self._dispatch_rest(message)

    def _dispatch_rest(self, message: Message) -> bool:
        effects: list[Effect] | None
        if isinstance(message, RecordVector | RecordRanks):
            effects = self._records.heard_vector(message)
        elif isinstance(message, Records):
            effects = self._records.heard(message.records)
        elif isinstance(message, BlobHave):
            effects = self._blobs.heard_have(message.contents)
        elif isinstance(message, BlobWanted):
            effects = self._blobs.heard_wanted(message)
        elif isinstance(message, BlobPiece):
            effects = self._blobs.heard_piece(message)
        elif isinstance(message, Places):
            effects = [HeardPlaces(message.places)]
        else:
            return False
        if effects is None:
            return False
        self._effects += effects
        return True

    def _heard_have(self, have: Have) -> bool:
        if have.done > self.unanswered:
            return False
        self.unanswered -= have.done
        self._outflow.heard(have.tips)
        self._look_for_our_own(have.tips)
        if len(self.theirs) > 2 * MAX_TIPS:
            self._refuse_later(Code.FLOOD, "more journals than a site can have")
            return True
        if not self.unanswered and self._reading is None:
            self._outflow.send_again(self.ours)
        self._pump()
        return True

    def _heard_pong(self, pong: Pong, now: int) -> bool:
        if self._pinged_at is None or pong.number > self._pings:
            return False
        if pong.number == self._pings:
            self._compare_clocks(pong.at - (self._pinged_at + now) // 2)
        return True

    def _compare_clocks(self, difference: int) -> None:
        """Keep the difference; tell the node when it moved enough to matter."""
        self.clock_difference_ms = difference
        if self._noted_difference is None or abs(difference - self._noted_difference) >= CLOCK_NOTED_MS:
            self._noted_difference = difference
            self._note("clock", difference_ms=str(difference))

    def _within(self, scope: Scope) -> Vector:
        return self._heads.membership if scope is Scope.MEMBERSHIP else self._heads.all

    def _next_scope(self) -> Scope | None:
        """What to send from next: membership journals as long as the peer lacks any of them."""
        scopes = (Scope.MEMBERSHIP,) if self.scope is Scope.MEMBERSHIP else (Scope.MEMBERSHIP, Scope.ALL)
        return next((scope for scope in scopes if self._outflow.lacks(self._within(scope))), None)

    def _pump(self) -> None:
        """Ask for more to send if there is room, and see whether both hold the same."""
        if self.closed:
            return
        if self._reading is None and self.unanswered < WINDOW:
            scope = self._next_scope()
            if scope is not None:
                self._reading = scope
                known = self._outflow.known(self._within(scope))
                self._effects.append(ReadAfter(known, self._outflow.sent, scope, BATCH_TARGET))
        same = by_journal(self.ours.values()) == self._outflow.theirs
        equal = same and not self.unanswered and not self._inbound
        if equal and not self.synchronised:
            self._note("synchronised", journals=str(len(self._outflow.theirs)))
            if self.scope is Scope.MEMBERSHIP and self._dialled:
                self._refuse_later(Code.DONE, "")
        self.synchronised = equal

    def _tell(self, done: int) -> None:
        """Say which heads changed here, before anything is sent that rests on them."""
        news = self._news()
        if not news and not done:
            return
        self._told.update(news)
        self._send(Have(_flat(news), done))

    def _news(self) -> dict[Id, tuple[Tip, ...]]:
        """Journals whose tips are not those last told, as many as one message holds."""
        news: dict[Id, tuple[Tip, ...]] = {}
        room = MAX_TIPS
        for journal, tips in by_journal(self.ours.values()).items():
            if self._told.get(journal) != tips and len(tips) <= room:
                news[journal] = tips
                room -= len(tips)
        return news

    # Forks

    def _fork(self, journal: Id) -> None:
        """Both hold what the other does not, of one journal; where they part is looked for."""
        if journal not in self._forks:
            self._forks.add(journal)
            tips = [tip for tip in self.ours.values() if tip.journal == journal]
            self._note("fork", journal=journal.hex(), seq=str(max(tip.seq for tip in tips)))
            if self.version >= LADDERS:
                self._effects.append(ReadLadder(journal))
            else:
                self._outflow.prove(journal, self.ours)

    def _heard_ladder(self, ladder: Ladder) -> bool:
        if self.version < LADDERS:
            return False
        if any(tip.journal == ladder.journal for tip in self.ours.values()):
            self._outflow.climbed(ladder.journal, ladder.rungs)
            self._fork(ladder.journal)
            self._pump()
        return True

    def _look_for_our_own(self, tips: Iterable[Tip]) -> None:
        """The peer may hold what somebody wrote in our own journal elsewhere; the node knows which is so."""
        heads = by_journal(self.ours.values())
        for tip in tips:
            mine = heads.get(tip.journal, ())
            further = all(tip.seq >= one.seq for one in mine) and tip not in mine
            if tip.journal in self._heads.own and further:
                self._tell_elsewhere(tip)

    def _tell_elsewhere(self, tip: Tip) -> None:
        if self._elsewhere.get(tip.journal) != tip:
            self._elsewhere[tip.journal] = tip
            self._note("elsewhere", journal=tip.journal.hex(), seq=str(tip.seq), hash=tip.hash.hex())

    # Mechanics

    def _part(self, step: Callable[[], list[Effect]]) -> list[Effect]:
        return [] if self.closed else step()

    def _send(self, message: Message) -> None:
        self._effects.append(Send(encode_message(message)))

    def _note(self, what: str, **values: str) -> None:
        self._effects.append(NotePeer(what, values))

    def _refuse(self, code: Code, detail: str) -> list[Effect]:
        self._refuse_later(code, detail)
        return self._take()

    def _refuse_later(self, code: Code, detail: str) -> None:
        if self.closed:
            return
        self._send(Bye(code, detail[:200]))
        if code not in {Code.DONE, Code.STOPPING, Code.DUPLICATE}:
            self._note("refused", code=code.name.lower(), detail=detail[:200])
        self.closed = True
        self._effects.append(Close(code, detail))

    def _close(self, code: Code, detail: str) -> list[Effect]:
        self.closed = True
        self._effects.append(Close(code, detail))
        return self._take()

    def _take(self) -> list[Effect]:
        effects, self._effects = self._effects, []
        return effects


def _flat(tips: Mapping[Id, tuple[Tip, ...]]) -> tuple[Tip, ...]:
    return tuple(tip for _, some in sorted(tips.items()) for tip in some)
