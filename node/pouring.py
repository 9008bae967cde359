"""A bundle into a replica: everything takes the same path as what a peer sends.

Transactions go in by batches whose files are folded once, at the end; records wait until membership
is known; pieces of editions come last.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

import msgspec

from node.on_writer import OnWriter, here
from node.peer_notes import note_news
from node.progress import Steps, Told, unheard
from node.store import tally
from node.store.replica import Replica
from schema.ids import Id, short_text
from sync.bundle import Carried, Item, Manifest, Needed, Piece, Reading, Replaceable, read_bundle
from sync.bundle.errors import ForgedError, MalformedError, OtherSiteError
from sync.ports import Integrated, Record

BATCH_BYTES = 256 * 1024
BATCH_COUNT = 500
"""Taken at once on the writer thread, where people wait."""
RECORDS_KEPT = 100_000
NEEDED_KEPT = 64


class Poured(msgspec.Struct, frozen=True):
    """What a bundle gave."""

    reading: Reading
    needed: dict[str, bytes]
    transactions: int
    """Now in the replica and not there before."""
    acts: int
    """In these transactions."""
    aside: dict[str, int]
    """Of these acts, how many do not count, by the code why."""
    refused: int
    """Transactions that are evidence here, or wait for others that never came."""
    waiting: int
    """Of these, those that wait, here before or not."""
    records: int
    blobs: int

    def __repr__(self) -> str:
        return f"Poured(transactions={self.transactions}, refused={self.refused})"


class Pouring:
    """A bundle's receiver; the replica is opened when the manifest says whose it is."""

    def __init__(
        self,
        open_replica: Callable[[Manifest], Replica],
        at_ms: int,
        *,
        on_writer: OnWriter = here,
        told: Told = unheard,
    ) -> None:
        """With `on_writer` the replica is fed in slices, and others work meanwhile."""
        self._open_replica = open_replica
        self._at = at_ms
        self._on_writer = on_writer
        self._told = told
        self._steps: Steps | None = None
        self._replica: Replica | None = None
        self._batch: list[bytes] = []
        self._size = 0
        self._records: list[Record] = []
        self._folded = False
        self._new = self._acts = self._waiting = self._evidence = self._blobs = 0
        self._rows: list[tuple[int, int]] = []
        """What each batch added: its first row, and the one after its last."""
        self.needed: dict[str, bytes] = {}

    @property
    def replica(self) -> Replica:
        """Where it goes."""
        if self._replica is None:
            raise LookupError("the bundle has no manifest yet")
        return self._replica

    def opened(self, manifest: Manifest) -> None:
        """Open the replica, or refuse."""
        self._replica = self._on_writer(partial(self._open_replica, manifest))
        self._steps = Steps(self._told, manifest.transactions + manifest.records + manifest.blobs)

    def item(self, item: Item) -> None:
        """Take the next item."""
        if self._steps is not None:
            self._steps.one()
        match item:
            case Carried():
                self._transaction(item.transaction)
            case Replaceable():
                if len(self._records) >= RECORDS_KEPT:
                    raise MalformedError(what="records")
                self._records.append(item.record)
            case Piece():
                self._piece(item)
            case Needed():
                if len(self.needed) >= NEEDED_KEPT:
                    raise MalformedError(what="needed")
                self.needed[item.name] = item.data

    def _transaction(self, data: bytes) -> None:
        if self._batch and (self._size + len(data) > BATCH_BYTES or len(self._batch) >= BATCH_COUNT):
            self._flush()
        self._batch.append(data)
        self._size += len(data)

    def _flush(self) -> None:
        if self._batch:
            outcome, acts = self._on_writer(partial(self._receive, self._batch))
            self._new += outcome.new
            self._acts += acts
            self._waiting = outcome.waiting
            self._evidence += len(outcome.evidence)
            self._batch, self._size, self._folded = [], 0, False

    def _receive(self, batch: list[bytes]) -> tuple[Integrated, int]:
        """What became of a batch, and how many acts came in with it."""
        first = self.replica.chain.next_row
        outcome = self.replica.receive(batch, None, self._at, more_follows=True)
        self._rows.append((first, self.replica.chain.next_row))
        return outcome, tally.acts_from(self.replica, first)

    def _piece(self, piece: Piece) -> None:
        self._fold()
        self._blobs += self._on_writer(partial(self._take, piece))

    def _take(self, piece: Piece) -> int:
        with self.replica.writing():
            blobs = self.replica.blobs
            have = next((one.have for one in blobs.states() if one.content == piece.content), 0)
            end = piece.at + len(piece.data)
            if not piece.at <= have <= end:
                return 0
            # Another source may have sent a part of it, in pieces of its own size, or all of it and left.
            rest = piece.data[have - piece.at :]
            whole = bool(rest) and blobs.write(piece.content, have, rest)
            # The file says where it ends; an act may name another size.
            return int(whole or (end == piece.size and blobs.write(piece.content, end, b"")))

    def _fold(self) -> None:
        """Fold all that came: it says which editions are wanted."""
        self._flush()
        if not self._folded:
            while self._on_writer(self.replica.folding.fold_slice):
                pass
            self._folded = True

    def finish(self, reading: Reading, *, vouched: bool = True) -> Poured:
        """Fold, check who sealed the bundle, then believe its records.

        When it is `vouched`, also those that a workstation, removed since, had sealed.
        Raises `ForgedError`; the trouble of the reading when it broke off before its author was known.
        """
        self._fold()
        return self._on_writer(partial(self._finish, reading, vouched=vouched))

    def _finish(self, reading: Reading, *, vouched: bool) -> Poured:
        author = self.replica.roll.now.workstations.get(reading.manifest.workstation)
        if author is None:
            raise reading.trouble or ForgedError()
        reading.check_seal(author.seal_key)
        with self.replica.writing():
            records = self.replica.records.accept(self.replica.site, self._records, vouched=vouched)
            if records:
                note_news(self.replica, self._records, self._at)
        aside: Counter[str] = Counter()
        for first, end in self._rows:
            aside += tally.aside_between(self.replica, first, end)
        return Poured(
            reading=reading,
            needed=self.needed,
            transactions=self._new,
            acts=self._acts,
            aside=dict(aside),
            refused=self._waiting + self._evidence,
            waiting=self._waiting,
            records=records,
            blobs=self._blobs,
        )


def pour(
    file: BinaryIO,
    identity: str,
    open_replica: Callable[[Manifest], Replica],
    at_ms: int,
    *,
    vouched: bool = True,
    on_writer: OnWriter = here,
    told: Told = unheard,
) -> tuple[Replica, Poured]:
    """Read a bundle into the replica that `open_replica` gives; the caller closes it, also on errors.

    Whoever takes a snapshot vouches for its records (ADR 0008); whoever carries one does not.
    Raises a `BundleError` or, from the replica, a `StoreError`.
    """
    pouring = Pouring(open_replica, at_ms, on_writer=on_writer, told=told)
    reading = read_bundle(file, [identity], pouring)
    return pouring.replica, pouring.finish(reading, vouched=vouched)


def refuse_other_site(manifest: Manifest, site: Id) -> None:
    """Raise `OtherSiteError` unless the bundle is this site's."""
    if manifest.site != site:
        raise OtherSiteError(found=short_text(manifest.site), expected=short_text(site))
