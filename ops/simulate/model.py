"""What must come out, said a second time: causal pasts, forks and admission (doses: `model_doses.py`).

Written from `format.md` and the merge rules alone: it shares the words of `schema/` with the program and
nothing else. A set of transactions is an integer with one bit for each, *before* is membership in such a
set, and everything else is worked out from the beginning each time; speed is nobody's aim here.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar

import msgspec

from schema.acts import KINDS
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import (
    JournalOpened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    WorkstationEnrolled,
    WorkstationInvited,
)
from schema.acts.people import AdministratorAppointed
from schema.acts.workstations import WorkstationRemovalProposed
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

B = TypeVar("B", bound=Wire)
Set: TypeAlias = int
"""A set of transactions, one bit each."""
Cuts: TypeAlias = Mapping[Id, tuple[Set, ...]]
"""By journal: what each removal of its workstation had seen of it."""


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
    def place(self) -> tuple[int, bytes, int, bytes]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq, self.hash)


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
        self.forged: set[bytes] = set()
        """Hashes of those with a signature that somebody hostile made up: others are good by construction."""
        self.membership: Set = 0
        """Those of membership."""
        self.forks: list[tuple[Set, Set]] = []
        """Pairs of one journal of which neither is before the other: those of each side."""
        self._all: list[Tx] = []
        self._journals: dict[Id, list[Tx]] = {}
        self._remembered: dict[tuple[object, ...], object] = {}

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
            past |= parent.past | parent.bit
        bodies = tuple(map(_typed, core.headers, transaction.bodies))
        tx = Tx(1 << len(self.known), past, core, transaction, named, bodies)
        self.known[named] = tx
        self._all.append(tx)
        if core.headers[0].cls == ActClass.MEMBERSHIP:
            self.membership |= tx.bit
        for other in self._journals.setdefault(core.journal, []):
            if not other.bit & past:
                self.forks.append((other.bit, tx.bit))
        self._journals[core.journal].append(tx)
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
        counted, cuts = self._members(held & self.membership)
        if tx.bit & self.membership:
            return "" if tx.bit & counted else "aside"
        if self._rivals(held & ~self.membership):
            return "" if tx.bit & self._clinical(held, counted, cuts) else "aside"
        key = (tx.bit, counted, held & self.membership)
        if key not in self._remembered:
            self._remembered[key] = "cut" if _is_cut(tx, cuts) else self._judged(tx, counted)
        return str(self._remembered[key])

    # -- which count: on their own past, inside every cut, and on one branch of a forked journal

    def _members(self, everybody: Set) -> tuple[Set, Cuts]:
        """The membership transactions that count, and the cuts of every removal its own past admits."""
        if ("members", everybody) not in self._remembered:
            alone = self._fold(everybody, {})
            agreed = [(tx, self._proposal(one.act, alone)) for tx, one in self._said(alone, MembershipAgreed)]
            removals = sum({tx.bit | proposal.bit for tx, proposal in agreed})
            cuts = self._cuts([(tx.past, proposal) for tx, proposal in agreed], alone)
            proposed = [tx for tx, _ in self._said(alone, WorkstationRemovalProposed)]
            # What shuts out stands even when its author was shut out apart from it: mutual ones both do.
            # But one person's proposal, which suspends, does not go on beyond what two people removed.
            suspended = [tx for tx in proposed if tx.bit & removals or not _is_cut(tx, cuts)]
            standing = removals | sum({tx.bit for tx in suspended})
            for journal, seen in self._cuts([(tx.past, tx) for tx in suspended], alone).items():
                cuts[journal] = (*cuts.get(journal, ()), *seen)
            cuts = {journal: tuple(one | standing for one in seen) for journal, seen in cuts.items()}
            self._remembered["members", everybody] = (self._fold(everybody, cuts) | standing, cuts)
        return self._remembered["members", everybody]  # type: ignore[return-value]

    def _cuts(self, removals: list[tuple[Set, Tx]], known: Set) -> dict[Id, tuple[Set, ...]]:
        """By journal: what each removal names of it, and what was in its past."""
        cuts: dict[Id, tuple[Set, ...]] = {}
        for past, tx in removals:
            for removed in tx.bodies:
                for _, opened in self._said(known, JournalOpened):
                    if isinstance(removed, WorkstationRemovalProposed) and (
                        opened.workstation == removed.workstation
                    ):
                        seen = self._seen(removed.cuts, opened.journal) | past
                        cuts[opened.journal] = (*cuts.get(opened.journal, ()), seen)
        return cuts

    def _proposal(self, act: ActRef, known: Set) -> Tx:
        """What somebody agreed to; those that count have one."""
        return next(tx for tx in self.of(known) if tx.hash == act.core)

    def _clinical(self, held: Set, counted: Set, cuts: Cuts) -> Set:
        if ("clinical", held) not in self._remembered:
            self._remembered["clinical", held] = self._fold(held & ~self.membership, cuts, counted)
        return self._remembered["clinical", held]  # type: ignore[return-value]

    def _fold(self, among: Set, cuts: Cuts, members: Set = 0) -> Set:
        """Those that count; on a forked journal as far as those of others that count had built upon it."""
        rivals = self._rivals(among)
        vouched: Set = 0
        while True:
            counted: Set = 0
            for tx in self.of(among):
                if rivals.get(tx.bit, 0) and not tx.bit & vouched:
                    continue
                if not _is_cut(tx, cuts) and not self._judged(tx, members or counted):
                    counted |= tx.bit
            built = sum(
                bit
                for bit, others in rivals.items()
                if any(
                    by.past & bit and not by.past & others and not self._same_owner(by, bit)
                    for by in self.of(counted)
                )
            )
            if built | vouched == vouched:
                return counted
            vouched |= built

    def _rivals(self, among: Set) -> Mapping[Set, Set]:
        """Of each on a forked journal: those on its other branches."""
        found: dict[Set, Set] = {}
        for one, other in self.forks:
            if one & among and other & among:
                found[one] = found.get(one, 0) | other
                found[other] = found.get(other, 0) | one
        return found

    def _same_owner(self, by: Tx, bit: Set) -> bool:
        forked = self._all[bit.bit_length() - 1]
        return self._owner(by.core.journal) == self._owner(forked.core.journal)

    def _owner(self, journal: Id) -> Id:
        said = self._said(self.membership, JournalOpened)
        return next((one.workstation for _, one in said if one.journal == journal), journal)

    def _seen(self, cuts: tuple[Tip, ...], journal: Id) -> Set:
        tips = [self.known[cut.hash] for cut in cuts if cut.journal == journal]
        return tips[0].past | tips[0].bit if tips else 0

    def _said(self, among: Set, kind: type[B]) -> Iterator[tuple[Tx, B]]:
        """The acts of one kind in these transactions of membership, in fold order."""
        for tx in self.of(among & self.membership):
            for body in tx.bodies:
                if isinstance(body, kind):
                    yield tx, body

    # -- one transaction, by keys and rights of its own past, and by withdrawals held apart

    def _judged(self, tx: Tx, counted: Set) -> str:
        """Counts whole or not at all."""
        core, known = tx.core, tx.past & counted
        if core.headers[0].kind == "site.founded/1" and core.seq == 1:
            return ""
        if not tx.bit & self.membership:
            opened = (one for _, one in self._said(known, JournalOpened))
            if next((one.scope for one in opened if one.journal == core.journal), "") != "clinical":
                return "unannounced"
        found = (self._act(tx, index, known, counted) for index in range(len(core.headers)))
        return next((why for why in found if why), "")

    def _act(self, tx: Tx, index: int, known: Set, counted: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        signed = item is not None and item.signature is not None
        if signed:
            keys = self._said(known, KeyIntroduced)
            if not any((one.person, one.key) == (header.actor, header.by) for _, one in keys):
                return "unknown_key"
            if tx.hash in self.forged:
                return "bad_signature"
        if tx.bit & self.membership:
            if isinstance(body := tx.bodies[index], MembershipAgreed):
                # Another person, who knew what they agree to.
                proposal = [one for one in self.of(known) if one.hash == body.act.core]
                if not proposal or proposal[0].core.headers[0].actor == header.actor:
                    return "not_proposed"
            site = header.kind.startswith(("workstation.", "journal.", "membership."))
            may = self._may(known, header.actor, "site.enrol" if site else "site.people")
            if signed:
                return "" if may else "beyond_rights"
            return "" if self._redeems(tx, index, known) else "unsigned"
        if header.actor is None or not (signed or self._in_session(tx, header, counted)):
            return "no_session"
        if not self._may(known, header.actor, header.right):
            return "beyond_rights"
        return "withdrawn" if self._withdrawn(tx, header, counted) else ""

    def _in_session(self, tx: Tx, header: Header, counted: Set) -> bool:
        """Opened by that person earlier in this very journal, and not closed before."""
        before = [
            (one, said)
            for one in self._journals[tx.core.journal]
            if one.bit & tx.past
            for said in one.core.headers
            if said.file.id == header.by
        ]
        closed = any(said.kind == "session.closed/1" for _, said in before)
        return not closed and any(
            said.kind == "session.opened/1" and said.actor == header.actor and not self._judged(one, counted)
            for one, said in before
        )

    def _may(self, known: Set, person: Id | None, right: str) -> bool:
        """Granted, by a grant that knew of every withdrawal: granted ‖ withdrawn is withdrawn."""
        if person is None or not right:
            return True
        away = [tx for tx, one in self._said(known, RightsWithdrawn) if _names(one, person, right)]
        grants = [tx for tx, one in self._said(known, RightsGranted) if _names(one, person, right)]
        made = self._said(known, AdministratorAppointed)
        grants += [tx for tx, one in made if one.person == person and right in one.rights]
        return any(all(grant.past & withdrawn.bit for withdrawn in away) for grant in grants)

    def _withdrawn(self, tx: Tx, header: Header, counted: Set) -> bool:
        """By a withdrawal it did not know of and that had not seen it: *before* means inside the cut."""
        return any(
            header.actor is not None
            and _names(body, header.actor, header.right)
            and not tx.past & withdrawn.bit
            and not tx.bit & self._seen(body.cuts, tx.core.journal)
            for withdrawn, body in self._said(counted, RightsWithdrawn)
        )

    def _redeems(self, tx: Tx, index: int, known: Set) -> bool:
        """The redemption of an unused invitation of this very journal, and what it opens."""
        body = tx.bodies[index]
        if isinstance(body, WorkstationEnrolled):
            used = {one.invitation for _, one in self._said(known, WorkstationEnrolled)}
            return body.invitation not in used and any(
                one.invitation == body.invitation and invited.core.journal == tx.core.journal
                for invited, one in self._said(known, WorkstationInvited)
            )
        return isinstance(body, JournalOpened) and any(
            isinstance(one, WorkstationEnrolled) and one.workstation == body.workstation
            for one in tx.bodies[:index]
        )


def _is_cut(tx: Tx, cuts: Cuts) -> bool:
    return any(not tx.bit & seen for seen in cuts.get(tx.core.journal, ()))


def _names(body: RightsGranted | RightsWithdrawn, person: Id, right: str) -> bool:
    return body.person == person and right in body.rights
