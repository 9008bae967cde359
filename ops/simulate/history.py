"""All transactions of a site ever written, and what was before what.

A set of transactions is an integer with one bit for each; *before* is membership in such a set.
"""

from typing import TypeAlias

import msgspec

from schema.acts import KINDS
from schema.codec import InvalidBytesError, Wire, decode
from schema.ids import Id
from schema.transaction import (
    ActClass,
    ActRef,
    Body,
    Core,
    Header,
    Tip,
    Transaction,
    core_hash,
    open_transaction,
)

Set: TypeAlias = int
"""A set of transactions, one bit each."""


class Tx(msgspec.Struct, frozen=True, eq=False):
    """A transaction and the set of those in its causal past."""

    bit: Set
    past: Set
    core: Core
    transaction: Transaction
    hash: bytes
    bodies: tuple[Wire | None, ...]
    """Typed; nil where a header disagrees with its kind or a body cannot be read."""
    place: tuple[int, bytes, int, bytes]
    """In fold order."""

    def ref(self, index: int) -> ActRef:
        """The id of one of its acts."""
        return ActRef(self.core.journal, self.core.seq, index, self.hash)

    @property
    def to_here(self) -> Set:
        """It and everything before it."""
        return self.past | self.bit


class History:
    """Everything ever written, as it becomes known."""

    def __init__(self) -> None:
        self.known: dict[bytes, Tx] = {}
        self.membership: Set = 0
        """Those of membership."""
        self.rivals: dict[Tx, Set] = {}
        """By transaction: those on other branches of its journal, of which one may have heard elsewhere."""
        self.journals: dict[Id, list[Tx]] = {}
        self._all: list[Tx] = []
        self._branch: dict[bytes, Set] = {}
        """By hash: the transaction and what is before it by its journal alone."""

    def learn(self, data: bytes) -> Tx:
        """Take a transaction; `KeyError` when its past is not known, `ValueError` when its order is wrong."""
        transaction, core = open_transaction(data)
        named = core_hash(transaction.core)
        if named in self.known:
            return self.known[named]
        parents = [self.known[tip.hash] for tip in core.saw]
        parents += [self.known[core.prev]] if core.seq > 1 else []
        if core.order != 1 + max((parent.core.order for parent in parents), default=0):
            raise ValueError("the order is not one more than the greatest it saw")
        past = 0
        for parent in parents:
            past |= parent.to_here
        bodies = tuple(map(_typed, core.headers, transaction.bodies))
        place = (core.order, core.journal, core.seq, named)
        tx = Tx(1 << len(self.known), past, core, transaction, named, bodies, place)
        self.known[named] = tx
        self._all.append(tx)
        if core.headers[0].cls == ActClass.MEMBERSHIP:
            self.membership |= tx.bit
        branch = self._branch[named] = tx.bit | (self._branch[core.prev] if core.seq > 1 else 0)
        beside = self.journals.setdefault(core.journal, [])
        for other in beside:
            if not other.bit & branch:
                self.rivals[tx] = self.rivals.get(tx, 0) | other.bit
                self.rivals[other] = self.rivals.get(other, 0) | tx.bit
        beside.append(tx)
        return tx

    def since(self, count: int) -> list[Tx]:
        """Those learnt after the first so many."""
        return self._all[count:]

    def of(self, held: Set) -> list[Tx]:
        """The transactions of a set, in fold order."""
        found = []
        while held:
            low = held & -held
            found.append(self._all[low.bit_length() - 1])
            held ^= low
        return sorted(found, key=lambda tx: tx.place)

    def one_chain(self, branches: Set) -> bool:
        """Whether among these of one journal, with all that is before them there, each is before the next."""
        # Learnt after what is before it: the last one learnt is the end of its branch.
        return not branches or not branches & ~self._all[branches.bit_length() - 1].to_here

    def within(self, tips: tuple[Tip, ...], journal: Id, held: Set) -> Set:
        """What lies within those of these tips that are of that journal.

        A hash names one branch; while what it names is not held, its number decides.
        """
        found = 0
        for tip in tips:
            if tip.journal == journal:
                named = self.known[tip.hash]
                upto = [tx for tx in self.journals[journal] if tx.core.seq <= tip.seq]
                found |= named.to_here if named.bit & held else sum(tx.bit for tx in upto)
        return found


def _typed(header: Header, item: Body | None) -> Wire | None:
    kind = KINDS.get(header.kind)
    if kind is None or item is None:
        return None
    said = (header.cls, header.right, header.critical, header.file.type)
    agrees = said == (kind.cls, kind.right, kind.critical, kind.file)
    # Acts of membership are judged by what they say, and a founder's are signed by nobody.
    if kind.cls != ActClass.MEMBERSHIP and not (agrees and (item.signature or not kind.signed)):
        return None
    try:
        return decode(kind.body, item.body)
    except InvalidBytesError:
        return None
