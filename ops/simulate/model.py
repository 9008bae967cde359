"""What must come out, said a second time: causal pasts and admission (where doses stand: `model_doses.py`).

Written from `format.md` and the merge rules alone: it shares the words of `schema/` with the program and
nothing else. A set of transactions is an integer with one bit for each; that is all the cleverness there
is, and speed is nobody's aim here.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schema.acts import KINDS
from schema.acts.membership import (
    JournalOpened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    WorkstationEnrolled,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.codec import InvalidBytesError, Wire, decode
from schema.ids import Id
from schema.transaction import (
    ActClass,
    Body,
    Core,
    Header,
    Transaction,
    core_hash,
    open_transaction,
    signing_input,
)

B = TypeVar("B", bound=Wire)
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

    @property
    def place(self) -> tuple[int, bytes, int]:
        return (self.core.order, self.core.journal, self.core.seq)

    def body(self, index: int) -> Wire | None:
        """The typed body of an act."""
        return self.bodies[index]


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


class Model:
    """All transactions of a site ever seen, and what follows from any set of them."""

    def __init__(self) -> None:
        self.known: dict[bytes, Tx] = {}
        self._all: list[Tx] = []
        self.membership: Set = 0
        """Those of membership."""
        self._verdicts: dict[tuple[Set, Set], str] = {}
        self._standing: dict[Set, tuple[Set, Mapping[Id, int]]] = {}
        self._sessions: dict[tuple[Id | None, Id], list[tuple[Tx, Header]]] = {}
        self._good: dict[tuple[bytes, int, bytes], bool] = {}

    def learn(self, data: bytes) -> Tx:
        """Take a transaction in whose past is known; `ValueError` when chain, past or order are wrong."""
        transaction, core = open_transaction(data)
        named = core_hash(transaction.core)
        if named in self.known:
            return self.known[named]
        seen = [tip.hash for tip in core.saw] + ([core.prev] if core.seq > 1 else [])
        parents = [self.known[parent] for parent in seen]
        if core.order != 1 + max((parent.core.order for parent in parents), default=0):
            raise ValueError("the order is not one more than the greatest it saw")
        past = 0
        for parent in parents:
            past |= parent.past | parent.bit
        bodies = tuple(map(_typed, core.headers, transaction.bodies))
        tx = Tx(1 << len(self.known), past, core, transaction, named, bodies)
        self.known[named] = tx
        self._all.append(tx)
        if core.headers[0].cls == ActClass.MEMBERSHIP:
            self.membership |= tx.bit
        for header in core.headers:
            if header.kind in ("session.opened/1", "session.closed/1"):
                self._sessions.setdefault((header.file.id, core.journal), []).append((tx, header))
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

    def why_aside(self, tx: Tx, held: Set) -> str:
        """Why a transaction does not count among those held; empty when it does."""
        everybody = held & self.membership
        found = self._verdicts.get((tx.bit, everybody))
        if found is None:
            counted, cuts = self._counted(everybody)
            found = "cut" if self._is_cut(tx, cuts) else self._judged(tx, counted)
            self._verdicts[tx.bit, everybody] = found
        return found

    # -- membership: admitted on its own past, removals first; what was cut counts for nobody

    def _counted(self, everybody: Set) -> tuple[Set, Mapping[Id, int]]:
        """The membership transactions that count, and the cuts of every removal its own past admits."""
        found = self._standing.get(everybody)
        if found is None:
            alone = self._fold(everybody, {})
            cuts: dict[Id, int] = {}
            for _, removed in self._said(alone, WorkstationRemoved):
                named = {cut.journal: cut.seq for cut in removed.cuts}
                for _, opened in self._said(alone, JournalOpened):
                    if opened.workstation == removed.workstation:
                        inside = named.get(opened.journal, 0)
                        cuts[opened.journal] = min(inside, cuts.get(opened.journal, inside))
            # A removal stands even when its author was removed apart from it: mutual ones both do.
            removals = sum({tx.bit for tx, _ in self._said(alone, WorkstationRemoved)})
            found = self._standing[everybody] = (self._fold(everybody, cuts) | removals, cuts)
        return found

    def _fold(self, everybody: Set, cuts: Mapping[Id, int]) -> Set:
        counted = 0
        for tx in self.of(everybody):
            if not self._is_cut(tx, cuts) and not self._judged(tx, counted):
                counted |= tx.bit
        return counted

    @staticmethod
    def _is_cut(tx: Tx, cuts: Mapping[Id, int]) -> bool:
        removal = any(header.kind == "workstation.removed/1" for header in tx.core.headers)
        return not removal and tx.core.seq > cuts.get(tx.core.journal, tx.core.seq)

    def _said(self, among: Set, kind: type[B]) -> Iterator[tuple[Tx, B]]:
        """The acts of one kind in these transactions of membership, in fold order."""
        for tx in self.of(among & self.membership):
            for index in range(len(tx.core.headers)):
                body = tx.body(index)
                if isinstance(body, kind):
                    yield tx, body

    # -- one transaction ----------------------------------------

    def _judged(self, tx: Tx, counted: Set) -> str:
        """Counts whole or not at all, by keys and rights of its own past, and by withdrawals held apart."""
        core = tx.core
        if core.headers[0].kind == "site.founded/1" and core.seq == 1:
            return ""
        if core.headers[0].cls == ActClass.MEMBERSHIP:
            found = (self._member_act(tx, index, counted) for index in range(len(core.headers)))
        else:
            opened = (one for _, one in self._said(tx.past & counted, JournalOpened))
            announced = next((one.scope for one in opened if one.journal == core.journal), "")
            if announced != "clinical":
                return "unannounced"
            found = (self._clinical_act(tx, index, counted) for index in range(len(core.headers)))
        return next((why for why in found if why), "")

    def _member_act(self, tx: Tx, index: int, counted: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        if item is None or item.signature is None:
            return "" if self._may_be_unsigned(tx, index, counted) else "unsigned"
        site = header.kind.startswith(("workstation.", "journal."))
        right = "site.enrol" if site else "site.people"
        why = self._not_signed(tx, index, item, counted)
        return why or ("" if self._may(tx.past & counted, header.actor, right) else "beyond_rights")

    def _clinical_act(self, tx: Tx, index: int, counted: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        if item is not None and item.signature is not None:
            why = self._not_signed(tx, index, item, counted)
        else:
            why = "" if self._in_session(tx, header.by, header.actor, counted) else "no_session"
        if why or header.actor is None:
            return why or "nobody"
        if not self._may(tx.past & counted, header.actor, header.right):
            return "beyond_rights"
        return "withdrawn" if self._withdrawn(tx, header.actor, header.right, counted) else ""

    def _not_signed(self, tx: Tx, index: int, item: Body, counted: Set) -> str:
        header = tx.core.headers[index]
        keys = self._said(tx.past & counted, KeyIntroduced)
        public = next((k.public for _, k in keys if (k.person, k.key) == (header.actor, header.by)), None)
        if public is None:
            return "unknown_key"
        known = (tx.hash, index, public)
        if known not in self._good:
            said = signing_input(tx.core, index, header, item.salt, item.body)
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(item.signature or b"", said)
                self._good[known] = True
            except InvalidSignature:
                self._good[known] = False
        return "" if self._good[known] else "bad_signature"

    def _in_session(self, tx: Tx, session: Id | None, person: Id | None, counted: Set) -> bool:
        """Opened by that person earlier in this very journal, and not closed before."""
        said = self._sessions.get((session, tx.core.journal), [])
        before = [(one, header) for one, header in said if one.core.seq < tx.core.seq]
        opened = [
            one for one, header in before if header.kind == "session.opened/1" and header.actor == person
        ]
        closed = any(header.kind == "session.closed/1" for _, header in before)
        return not closed and any(not self._judged(one, counted) for one in opened)

    def _may(self, known: Set, person: Id | None, right: str) -> bool:
        """Granted, by a grant that knew of every withdrawal: granted ‖ withdrawn is withdrawn."""
        if person is None or not right:
            return True
        away = [tx for tx, one in self._said(known, RightsWithdrawn) if _names(one, person, right)]
        grants = [tx for tx, one in self._said(known, RightsGranted) if _names(one, person, right)]
        return any(all(grant.past & withdrawn.bit for withdrawn in away) for grant in grants)

    def _withdrawn(self, tx: Tx, person: Id, right: str, counted: Set) -> bool:
        """By a withdrawal it did not know of and that had not seen it: *before* means inside the cut."""
        for withdrawn, body in self._said(counted, RightsWithdrawn):
            inside = {cut.journal: cut.seq for cut in body.cuts}.get(tx.core.journal, 0)
            if _names(body, person, right) and not tx.past & withdrawn.bit and tx.core.seq > inside:
                return True
        return False

    def _may_be_unsigned(self, tx: Tx, index: int, counted: Set) -> bool:
        """The redemption of an unused invitation of this very journal, and what it opens."""
        body, known = tx.body(index), tx.past & counted
        if isinstance(body, WorkstationEnrolled):
            used = {one.invitation for _, one in self._said(known, WorkstationEnrolled)}
            return body.invitation not in used and any(
                one.invitation == body.invitation and invited.core.journal == tx.core.journal
                for invited, one in self._said(known, WorkstationInvited)
            )
        earlier = [tx.body(one) for one in range(index)]
        return isinstance(body, JournalOpened) and any(
            isinstance(one, WorkstationEnrolled) and one.workstation == body.workstation for one in earlier
        )


def _names(body: RightsGranted | RightsWithdrawn, person: Id, right: str) -> bool:
    return body.person == person and right in body.rights
