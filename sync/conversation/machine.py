"""The conversation itself: hello, whose turn it is, goodbye; each matter has its part.

The dialler speaks first, so a stranger learns nothing before it has named the site. Transactions are
the `Flow`'s, records and blobs have their exchanges, signs of life are `Liveness`.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.codes import Code, code_of
from sync.conversation.blobs import BlobExchange
from sync.conversation.effects import Effect, HeardPlaces, ReadBlob, ReadLadder, WriteBlob
from sync.conversation.flow import Flow
from sync.conversation.heads import Heads
from sync.conversation.liveness import Liveness
from sync.conversation.meeting import Party, hello_of, objection_to
from sync.conversation.outbox import Outbox
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
    Changed,
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
    decode_message,
)
from sync.ports import BlobState, Integrated, Lacking, Record


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
        self._out = Outbox()
        self.flow = Flow(self._out, scope, heads, dialled=dialled)
        self.liveness = Liveness(self._out, dialled=dialled)
        self._dialled = dialled
        self._expected = expected
        self._records = RecordExchange(party.site)
        self._blobs = BlobExchange()

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self._out.closed

    @property
    def synchronised(self) -> bool:
        """Whether both hold the same, as far as both have said."""
        return self.flow.synchronised

    @property
    def fetching(self) -> Hash | None:
        """The blob being fetched here."""
        return self._blobs.fetching

    # What happens to us

    def start(self, now: int) -> list[Effect]:
        """The connection stands; `now` is our wall clock in ms, here and below."""
        if self._dialled:
            self._hello(now)
        return self._out.take()

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
            return self._heard_goodbye(message)
        if isinstance(message, Hello):
            if self.peer is not None:
                return self._refuse(Code.TURN, "a second Hello")
            return self._meet(message, now)
        if self.peer is None:
            return self._refuse(Code.TURN, "Hello comes first")
        if not self._dispatch(message, now):
            return self._refuse(Code.TURN, f"{type(message).__name__} has no place here")
        return self._out.take()

    def replica_changed(self, heads: Heads) -> list[Effect]:
        """Something new is stored here: by a person, another peer, or this very exchange."""
        self.flow.heads = heads
        if self.peer is None or self.closed:
            return []
        self.flow.tell(done=0)
        if self.scope is Scope.ALL:
            self._out.add(self._records.changed())
            self._out.add(self._blobs.changed())
        self.flow.pump()
        return self._out.take()

    def tell_places(self, places: Sequence[Place]) -> list[Effect]:
        """Where workstations can be reached, ours first."""
        if places and self.scope is Scope.ALL and self.peer is not None and not self.closed:
            self._out.send(Places(tuple(places[:MAX_PLACES])))
        return self._out.take()

    def ping(self, now: int) -> list[Effect]:
        """Ask for a sign of life."""
        if self.peer is not None and not self.closed:
            self.liveness.ping(now)
        return self._out.take()

    def leave(self, code: Code, detail: str = "") -> list[Effect]:
        """End it from here, with a reason."""
        return [] if self.closed else self._refuse(code, detail)

    # Results of effects

    def was_read(self, result: Lacking) -> list[Effect]:
        """The result of `ReadAfter`."""
        self.flow.was_read(result)
        return self._out.take()

    def ladder_read(self, asked: ReadLadder, rungs: Sequence[Tip]) -> list[Effect]:
        """The result of `ReadLadder`."""
        if not self.closed and rungs:
            self._out.send(Ladder(asked.journal, tuple(rungs[:MAX_TIPS])))
        return self._out.take()

    def was_integrated(self, result: Integrated, heads: Heads) -> list[Effect]:
        """The result of `Integrate`: it is durable, so it can be answered."""
        self.flow.was_integrated(result, heads)
        return self._out.take()

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

    def _part(self, step: Callable[[], list[Effect]]) -> list[Effect]:
        return [] if self.closed else step()

    # Meeting and parting

    def _hello(self, now: int) -> None:
        self._out.send(hello_of(self.party, self.scope, self.flow.first_told(), now))

    def _meet(self, hello: Hello, now: int) -> list[Effect]:
        objection = objection_to(hello, self.party, self.scope, self._expected)
        if objection is not None:
            code, detail = objection
            if code is Code.TWIN:
                self._out.note("twin")
            return self._refuse(code, detail)
        self.version = max(set(hello.versions) & set(self.party.versions))
        self.flow.meet(hello, self.version)
        self.peer = hello.workstation
        if not self._dialled:
            self._hello(now)
        self.flow.tell(done=0)
        self._out.note("met", program=hello.program, version=str(self.version))
        self.liveness.compare(hello.at - now)
        self.flow.look_for_our_own(hello.tips)
        if self.scope is Scope.ALL:
            self._out.add(self._records.start(self.version))
            self._out.add(self._blobs.changed())
        self.flow.pump()
        return self._out.take()

    def _refuse(self, code: Code, detail: str) -> list[Effect]:
        self._out.refuse(code, detail)
        return self._out.take()

    def _heard_goodbye(self, bye: Bye) -> list[Effect]:
        code = code_of(bye.code)
        self._out.note("goodbye", code=code.name.lower(), detail=bye.detail)
        if code is Code.TWIN and self._expected == self.party.workstation:
            self._out.note("twin")
        self._out.close(code, "the peer said goodbye")
        return self._out.take()

    # Talking

    def _dispatch(self, message: Message, now: int) -> bool:
        """Deal with a message after Hello; false when it has no place here."""
        if isinstance(message, Have | Changed):
            return self.flow.heard_have(message)
        if isinstance(message, Batch):
            self.flow.heard_batch(message)
            return True
        if isinstance(message, Ping):
            self.liveness.heard_ping(message, now)
            return True
        if isinstance(message, Pong):
            return self.liveness.heard_pong(message, now)
        if isinstance(message, Ladder):
            if self.version >= LADDERS:
                self.flow.heard_ladder(message)
            return self.version >= LADDERS
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
        self._out.add(effects)
        return True
