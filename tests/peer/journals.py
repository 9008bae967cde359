"""Transactions received and verified, from `ops/protocol.md` §3 to §7 alone: chain, seals, signatures.

A journal is a tree: what a clone wrote beside it is held as well, each branch down to what they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from tests.peer.announced import Announced
from tests.peer.packing import pack, tagged
from tests.peer.signatures import WrongError, verify
from tests.peer.transactions import NOTHING, Tip, Transaction, read


@dataclass
class Journals:
    """What was received and verified, in causal order."""

    site: bytes
    held: dict[bytes, Transaction] = field(default_factory=dict)
    """By hash."""
    seals: int = 0
    signatures: int = 0

    def __post_init__(self) -> None:
        self.announced = Announced(self.site)

    def take(self, data: bytes) -> Transaction:
        """One more, whose past is held; raises `WrongError`."""
        one = read(data)
        if one.hash not in self.held:
            self._check_chain(one)
            self.announced.learn(one)
            self._check_seal(one)
            self._check_signatures(one)
            self.held[one.hash] = one
        return one

    def kinds(self) -> set[str]:
        """Every kind of act that is held."""
        return {kind for one in self.held.values() for kind, _ in one.contents()}

    def tips(self) -> list[Tip]:
        """The last of each journal, or of each branch of it; sorted."""
        followed = {one.prev for one in self.held.values()}
        return sorted(one.tip for one in self.held.values() if one.hash not in followed)

    def forked(self) -> set[bytes]:
        """Journals with more than one branch."""
        journals = [journal for journal, _, _ in self.tips()]
        return {journal for journal in journals if journals.count(journal) > 1}

    def chain(self, tip: Tip) -> Iterator[Transaction]:
        """From a tip that is held down to the beginning."""
        at = self.held.get(tip[2])
        while at is not None:
            yield at
            at = self.held.get(at.prev)

    def of(self, journal: bytes) -> list[Transaction]:
        """All that is held of it."""
        return [one for one in self.held.values() if one.journal == journal]

    def is_membership(self, one: Transaction) -> bool:
        """Which of the two sorts of journal it is in."""
        return self.announced.journals[one.journal].scope == "membership"

    def in_order(self, some: Iterable[Transaction]) -> list[Transaction]:
        """Membership first, then by `(order, journal, seq)`: what a receiver can take one after the other."""
        return sorted(
            some, key=lambda one: (not self.is_membership(one), *attrgetter("order", "journal", "seq")(one))
        )

    def _check_chain(self, one: Transaction) -> None:
        _, site, journal, seq, prev, order, _, _, saw, _ = one.core
        if site != self.site:
            raise WrongError("another site")
        past = [self._at(*tip) for tip in saw]
        if journal in {before.journal for before in past}:
            raise WrongError("it saw its own journal")
        if seq == 1:
            if prev != NOTHING:
                raise WrongError("a beginning with something before it")
        else:
            past.append(self._at(journal, seq - 1, prev))
        if order != 1 + max((before.order for before in past), default=0):
            raise WrongError("an order that does not follow from its past")

    def _at(self, journal: bytes, seq: int, named: bytes) -> Transaction:
        found = self.held.get(named)
        if found is None or (found.journal, found.seq) != (journal, seq):
            raise WrongError("its past is not here")
        return found

    def _check_seal(self, one: Transaction) -> None:
        if one.journal not in self.announced.journals:
            raise WrongError("nobody announced this journal")
        if self.is_membership(one) and not all(self.is_membership(self._at(*tip)) for tip in one.core[8]):
            raise WrongError("membership that saw a clinical journal")
        verify(self.announced.journals[one.journal].seal_key, one.seal, tagged("seal", one.hash))
        self.seals += 1

    def _check_signatures(self, one: Transaction) -> None:
        _, site, journal, seq, prev, *_, headers = one.core
        for index, (header, (salt, body, signature)) in enumerate(zip(headers, one.bodies, strict=True)):
            if signature is None:
                continue
            key = self.announced.person_keys.get((header[4], header[5]))
            if key is None:
                raise WrongError("signed with a key that nobody introduced")
            places = seq.to_bytes(8, "big"), prev, index.to_bytes(2, "big")
            said = tagged("header", pack(header[:9])), tagged("content", salt, body)
            verify(key, signature, tagged("signature", site, journal, *places, *said))
            self.signatures += 1
