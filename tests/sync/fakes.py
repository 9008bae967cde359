"""A replica in memory, real enough to synchronise: toy transactions chained as the format says.

It checks chain and causality, keeps what waits for its past, holds every branch of a journal, and
nothing else: no seals, no rights, no folding. The port's conformance suite runs on it, and on the
real replica too.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from schema.codec import InvalidBytesError, encode, tagged_hash
from schema.ids import Hash, Id
from schema.transaction import ActClass, Tip, core_hash, open_transaction
from sync.conversation import Heads
from sync.ports import BlobState, Evidence, Integrated, Lacking, Member, Outgoing, Rank, Record, Vector
from sync.record import rank
from sync.strands import Branch, Strands, strand_id
from tests.sync.toys import SEAL, SITE, toy_transaction


class _Held:
    """A transaction as stored."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        transaction, self.core = open_transaction(data)
        self.hash = core_hash(transaction.core)

    @property
    def tip(self) -> Tip:
        return Tip(self.core.journal, self.core.seq, self.hash)

    @property
    def place(self) -> tuple[int, Id, int]:
        return self.core.order, self.core.journal, self.core.seq


class MemoryReplica:
    """`sync.ports.ReplicaPort` in memory, with two journals of its own."""

    def __init__(self, workstation: Id, site: Id = SITE) -> None:
        self.site = site
        self.workstation = workstation
        self.journals = {
            cls: tagged_hash("toy-journal", site, workstation, bytes([cls]))[:16]
            for cls in (ActClass.MEMBERSHIP, ActClass.NOTE)
        }
        self.held: dict[Id, list[_Held]] = {}
        """By strand, its own transactions."""
        self.strands = Strands(lambda tip: self._where.get(tip.hash))
        self._where: dict[Hash, Id] = {}
        self._known: dict[Hash, _Held] = {}
        self._begun: list[Tip] = []
        self.waiting: dict[Hash, _Held] = {}
        self.evidence: list[Evidence] = []
        self.notes: list[tuple[Id, str, dict[str, str]]] = []
        self.member_list: list[Member] = []
        self.record_by_key: dict[tuple[Id, str], Record] = {}
        self.blob_size: dict[Hash, int] = {}
        self.blob_data: dict[Hash, bytes] = {}
        self.receipts_published = 0
        self.integrate_calls = 0
        self.sources: list[Id | None] = []
        self._seen: dict[ActClass, set[Hash]] = {}
        self._listeners: list[Callable[[], None]] = []

    # What a person at this workstation does

    def write(self, text: str, cls: ActClass = ActClass.NOTE) -> None:
        """Author one transaction in the clinical journal (or in membership)."""
        journal = self.journals[cls]
        heads = self._vector("membership" if cls is ActClass.MEMBERSHIP else "all")
        seen = self._seen.setdefault(cls, set())
        saw = [tip for tip in heads.values() if tip.journal != journal and tip.hash not in seen]
        seen.update(tip.hash for tip in saw)
        last = self.held[journal][-1] if journal in self.held else None
        before = [self._known[tip.hash].core.order for tip in saw] + ([last.core.order] if last else [])
        data = toy_transaction(
            self.site,
            journal,
            last.tip if last else None,
            1 + max(before, default=0),
            saw,
            text,
            cls,
        )
        self._store(_Held(data))
        self._changed()

    def write_member(self, text: str) -> None:
        """Author one transaction in the membership journal."""
        self.write(text, ActClass.MEMBERSHIP)

    def copied(self) -> "MemoryReplica":
        """Another machine with this disk: a clone."""
        clone = MemoryReplica(self.workstation, self.site)
        everything = self.read_now((), {}, "all", 2**60)
        clone.integrate_now([one.data for one in everything.transactions])
        clone._seen = {cls: set(seen) for cls, seen in self._seen.items()}
        return clone

    def put_record(self, name: str, counter: int, payload: bytes) -> None:
        """Publish a replaceable record of this workstation."""
        record = Record(self.workstation, name, counter, payload, self.workstation, SEAL)
        self.record_by_key[record.owner, name] = record
        self._changed()

    def put_blob(self, data: bytes) -> Hash:
        """Hold a complete blob; others must `expect_blob` it."""
        content = tagged_hash("toy-blob", data)
        self.blob_size[content] = len(data)
        self.blob_data[content] = data
        self._changed()
        return content

    def expect_blob(self, content: Hash, size: int) -> None:
        """An edition names this blob."""
        self.blob_size[content] = size
        self.blob_data.setdefault(content, b"")
        self._changed()

    @property
    def heads(self) -> Heads:
        """Both vectors."""
        return Heads(self._vector("all"), self._vector("membership"), frozenset(self.journals.values()))

    def texts(self) -> list[str]:
        """Every body held, sorted: equal lists are equal replicas."""
        return sorted(
            body.body.decode()
            for chain in self.held.values()
            for held in chain
            for body in open_transaction(held.data)[0].bodies
            if body is not None
        )

    # The port

    async def vector(self, scope: str) -> Vector:
        return self._vector(scope)

    async def read_after(
        self, theirs: Sequence[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int
    ) -> Lacking:
        return self.read_now(theirs, sent, scope, max_bytes)

    async def ladder(self, journal: Id) -> Sequence[Tip]:
        return self.ladder_now(journal)

    async def own_journals(self) -> frozenset[Id]:
        return frozenset(self.journals.values())

    def expect(self, transactions: Sequence[bytes]) -> None:
        """Nothing is checked ahead."""

    async def integrate(self, transactions: Sequence[bytes], source: Id | None) -> Integrated:
        self.sources.append(source)
        return self.integrate_now(transactions)

    async def records(self, known: Mapping[tuple[Id, str], Rank]) -> Sequence[Record]:
        return self.records_now(known)

    def records_now(self, known: Mapping[tuple[Id, str], Rank]) -> Sequence[Record]:
        """The same, at once."""
        return [
            record
            for key, record in self.record_by_key.items()
            if rank(self.site, record) > known.get(key, (0, b""))
        ]

    async def accept_records(self, records: Sequence[Record]) -> int:
        taken = 0
        for record in records:
            key = record.owner, record.name
            had = self.record_by_key.get(key)
            if record.seal == SEAL and (had is None or rank(self.site, had) < rank(self.site, record)):
                self.record_by_key[key] = record
                taken += 1
        if taken:
            self._changed()
        return taken

    async def publish_receipt(self) -> None:
        self.receipts_published += 1
        tips = encode(sorted(self._vector("all").values()))
        had = self.record_by_key.get((self.workstation, "receipt"))
        if had is None or had.payload != tips:
            self.put_record("receipt", 1 if had is None else had.counter + 1, tips)

    async def blobs(self) -> Sequence[BlobState]:
        return [BlobState(c, size, len(self.blob_data[c])) for c, size in sorted(self.blob_size.items())]

    async def read_blob(self, content: Hash, offset: int, size: int) -> bytes:
        data = self.blob_data.get(content, b"")
        complete = len(data) == self.blob_size.get(content)
        return data[offset : offset + size] if complete else b""

    async def write_blob(self, content: Hash, offset: int, data: bytes) -> bool:
        return self.write_now(content, offset, data)

    async def members(self) -> Sequence[Member]:
        return list(self.member_list)

    async def note_peer(self, workstation: Id, what: str, values: Mapping[str, str]) -> None:
        self.notes.append((workstation, what, dict(values)))

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    # The same without waiting, for scripts

    def read_now(self, theirs: Sequence[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int) -> Lacking:
        """`read_after`."""
        known: dict[Id, int] = {}
        for tip in theirs:
            for strand, seq in self.strands.reach([tip]).items():
                known[strand] = max(seq, known.get(strand, 0))
        here = {tip.journal for tip in theirs if tip.hash in self._where}
        strange = frozenset(tip.journal for tip in theirs) - here
        lacked = [
            (held.place, strand, held)
            for strand in self._vector(scope)
            for held in self.held[strand]
            if held.core.seq > max(known.get(strand, 0), sent.get(strand, 0))
            and held.core.journal not in strange
        ]
        chosen: list[Outgoing] = []
        size = 0
        for _, strand, held in sorted(lacked, key=lambda one: one[:2]):
            size += len(held.data)
            if chosen and size > max_bytes:
                break
            chosen.append(Outgoing(strand, held.core.seq, held.data))
        return Lacking(tuple(chosen), strange)

    def ladder_now(self, journal: Id) -> list[Tip]:
        """`ladder`."""
        rungs: dict[Tip, None] = {}
        for strand in self.strands.of(journal):
            chain = [self.held[strand][-1]]
            while chain[-1].core.seq > 1:
                chain.append(self._known[chain[-1].core.prev])
            below = [0, *(2**n for n in range(20)), len(chain) - 1]
            rungs |= {chain[at].tip: None for at in below if at < len(chain)}
        return list(rungs)

    def integrate_now(self, transactions: Sequence[bytes]) -> Integrated:
        """`integrate`."""
        self.integrate_calls += 1
        known = 0
        new = 0
        evidence: list[Evidence] = []
        for data in transactions:
            try:
                held = _Held(data)
            except InvalidBytesError as error:
                evidence.append(Evidence("bytes", None, 0, str(error)))
                continue
            trouble = self._trouble(held)
            if trouble is not None:
                evidence.append(Evidence(trouble, held.core.journal, held.core.seq, ""))
            elif self._holds(held.tip):
                known += 1
            else:
                self.waiting[held.hash] = held
                new += self._settle_waiting()
        forks, self._begun = tuple(self._begun), []
        self.evidence += evidence
        if new:
            self._changed()
        return Integrated(new, known, len(self.waiting), tuple(evidence), forks)

    def write_now(self, content: Hash, offset: int, data: bytes) -> bool:
        """`write_blob`."""
        if content not in self.blob_data or offset != len(self.blob_data[content]):
            return False
        whole = self.blob_data[content] + data
        if len(whole) < self.blob_size[content]:
            self.blob_data[content] = whole
            return False
        if tagged_hash("toy-blob", whole) != content:
            self.blob_data[content] = b""
            return False
        self.blob_data[content] = whole
        self._changed()
        return True

    # Inside

    def _trouble(self, held: _Held) -> str | None:
        if held.core.site != self.site:
            return "site"
        before = [tip for tip in self._past(held) if self._holds(tip)]
        if len(before) == len(self._past(held)):
            order = 1 + max((self._known[tip.hash].core.order for tip in before), default=0)
            if order != held.core.order:
                return "order"
        return None

    def _past(self, held: _Held) -> list[Tip]:
        core = held.core
        prev = [] if core.seq == 1 else [Tip(core.journal, core.seq - 1, core.prev)]
        return prev + list(core.saw)

    def _settle_waiting(self) -> int:
        new = 0
        progress = True
        while progress:
            progress = False
            for held in sorted(self.waiting.values(), key=lambda held: held.place):
                if all(self._holds(tip) for tip in self._past(held)):
                    del self.waiting[held.hash]
                    self._store(held)
                    new += 1
                    progress = True
        return new

    def _holds(self, tip: Tip) -> bool:
        return tip.hash in self._known and self._known[tip.hash].tip == tip

    def _store(self, held: _Held) -> None:
        core = held.core
        strand = self._where.get(core.prev, core.journal)
        taken = self.held.get(strand, [])
        if taken and taken[-1].hash != core.prev:
            base, strand = strand, strand_id(held.hash)
            self.strands.begin(strand, Branch(core.journal, base, core.seq))
            self._begun.append(held.tip)
        self.held.setdefault(strand, []).append(held)
        self._where[held.hash] = strand
        self._known[held.hash] = held

    def _vector(self, scope: str) -> dict[Id, Tip]:
        return {
            strand: chain[-1].tip
            for strand, chain in self.held.items()
            if scope == "all" or chain[0].core.headers[0].cls == ActClass.MEMBERSHIP
        }

    def _changed(self) -> None:
        for listener in list(self._listeners):
            listener()


class MemoryWorld:
    """Opens replicas of one site, for `tests.sync.replica_conformance`."""

    def __init__(self) -> None:
        self._opened = 0

    async def open(self) -> MemoryReplica:
        """A further workstation's replica, which knows nothing of the others' acts."""
        self._opened += 1
        return MemoryReplica(bytes([self._opened]) * 16)

    async def write(self, replica: MemoryReplica, text: str) -> None:
        """One clinical transaction by a person there."""
        replica.write(text)

    async def write_member(self, replica: MemoryReplica, text: str) -> None:
        """One membership transaction by a person there."""
        replica.write_member(text)


@asynccontextmanager
async def memory_world() -> AsyncIterator[MemoryWorld]:
    """The world whose replicas live in memory."""
    yield MemoryWorld()
