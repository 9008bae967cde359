"""Which transactions count, said a second time, from the beginning each time and without a thought for speed.

Written from `ops/protocol.md`, the decisions on admission and the merge rules alone: it shares the words of
`schema/` with the program and nothing else. It says why each transaction is set aside: shut out, on a branch
of a fork, or by the keys and rights of its own past; where doses stand is for `model_doses.py`.
"""

from typing import TypeAlias

import msgspec

from ops.simulate.history import Set, Tx
from ops.simulate.model_forks import Forks
from ops.simulate.said import bits, names
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import (
    InvitationRedeemed,
    JournalOpened,
    JournalReopened,
    RightsGranted,
    RightsWithdrawn,
    WorkstationEnrolled,
    WorkstationInvited,
)
from schema.acts.people import KeyChanged
from schema.acts.workstations import WorkstationReadmissionProposed as Readmission
from schema.acts.workstations import WorkstationRemovalProposed as Removal
from schema.acts.workstations import WorkstationResumed, WorkstationSuspended
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, Header

Out: TypeAlias = list[tuple[Tx, WorkstationSuspended | Removal]]
"""Where a workstation is shut out: what its journals say counts as far as that author had seen, or knew."""
Again: TypeAlias = list[tuple[Tx, Readmission]]
"""Where two people let one in again, and what they said of its journals."""
OF_THE_SITE = ("workstation.", "journal.", "fork.")
"""Acts of membership that take the right `site.enrol`; the others take `site.people`."""
CALLING_OFF = "site.pin"
"""Taken by that besides, of whoever proposed it too."""
RESETTING_PINS = "site.pin"
"""Under `pin_by_two` one person alone gives it to nobody."""


class Members(msgspec.Struct, frozen=True):
    """What counts of membership, and what holds back whatever else there is."""

    counted: Set
    out: Out
    again: Again
    named: Set
    """Where cuts were made: what counts depends on whether these are held."""
    settling: Set
    """What counts but for forks of membership: two people's signatures settle wherever they stand."""


class Judged(msgspec.Struct):
    """What was found of transactions, each for itself."""

    asked: Set = 0
    good: Set = 0
    why: dict[Set, str] = {}
    """Of those that do not count, by their bits."""


class Model(Forks):
    """Which transactions count in any set of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forged: set[bytes] = set()
        """Hashes of those with a signature that somebody hostile made up: others are good by construction."""
        self._members: dict[Set, Members] = {}
        self._built_on: dict[Set, Set] = {}
        self._why: dict[Set, Judged] = {}
        """By all that decides about a transaction which is alone in its journal."""

    def why_aside(self, tx: Tx, held: Set) -> str:
        """Why a transaction does not count among those held; empty when it does."""
        members, clinical = self.members(held), held & ~self.membership
        if tx.bit & self.membership:
            return "" if tx.bit & members.counted else "aside"
        alone = self._alone(held, tx.bit)
        if why := alone.why.get(tx.bit):
            return why
        if held not in self._built_on:
            self._built_on[held] = clinical
            if self.forked(clinical):
                good = clinical & self._alone(held, clinical).good
                self._built_on[held] = self.built(good, clinical, self.settled(members.settling, held))
        return "" if tx.bit & self._built_on[held] else "forked"

    def _alone(self, held: Set, asked: Set) -> "Judged":
        """Why those of these clinical ones that do not count do not, whatever became of their journals."""
        members = self.members(held)
        key = held & (self.membership | members.named)
        found = self._why.setdefault(key, Judged())
        for tx in self.of(asked & ~found.asked):
            cut = self._held_back(tx, members.out, members.again, held)
            if why := "cut" if cut else self._judged(tx, members.counted, held):
                found.why[tx.bit] = why
            else:
                found.good |= tx.bit
        found.asked |= asked
        return found

    # -- membership: what shuts out first, then what lets in again, then all that these leave

    def members(self, held: Set) -> Members:
        """What counts of membership among those held."""
        everybody = held & self.membership
        if everybody not in self._members:
            self._members[everybody] = self._by_each_other(everybody)
        return self._members[everybody]

    def _by_each_other(self, everybody: Set) -> Members:
        alone = self._fold(everybody, 0)
        removals, readmissions = self.by_two(alone, Removal), self.by_two(alone, Readmission)
        resumed = bits(tx for tx, _ in self.said(alone, WorkstationResumed))
        restricting = self.said(alone, WorkstationSuspended, Removal, RightsWithdrawn)
        restricts = bits(tx for tx, _ in restricting) & ~removals
        shutting, out = removals | readmissions | restricts | resumed, 0
        for some, lets_in, by_removals in (
            (readmissions, True, True),
            (restricts, False, True),
            (resumed, True, False),
            (alone & ~shutting, False, False),
        ):
            out |= self._kept_out(some, alone & ~out, everybody, lets_in=lets_in, by_removals=by_removals)
        standing = shutting & ~out
        if "two_people" in self.rules(everybody):
            others = alone & ~shutting & ~out
            out |= bits(tx for tx in self.of(others) if self._taken(tx, standing, everybody))
        settling = counted = self._fold(alone & ~out, standing)
        settled, unsure, before = self.settled(settling, everybody), self.let_in_again(alone), -1
        # A witness may rest on what a fork leaves out: only those that still count have built on anything.
        while counted != before:
            before = counted
            built = self.built(counted, everybody, settled, unsure)
            counted = self._fold(counted & (built | standing), standing)
        said = [body for _, body in self.said(everybody, Wire)]
        tips = [tip for body in said for tip in getattr(body, "cuts", getattr(body, "admitted", ()))]
        barriers = self._barriers(alone & ~out, by_removals=False)
        return Members(counted, *barriers, bits(self.known[tip.hash] for tip in tips), settling)

    def _fold(self, among: Set, standing: Set) -> Set:
        """Those among these that count by what counts of their own past; these stand whatever that says."""
        counted: Set = 0
        for tx in self.of(among):
            if tx.bit & standing or not self._judged(tx, counted, among):
                counted |= tx.bit
        return counted

    def _kept_out(self, some: Set, among: Set, held: Set, *, lets_in: bool, by_removals: bool) -> Set:
        """Of some, those that what counts holds back.

        What lets somebody in counts when it is not held back itself, beginning with none of it.
        """
        left, before = some & among, -1
        while left != before:
            barriers = self._barriers(among & ~left if lets_in else among, by_removals=by_removals)
            before, left = left, bits(tx for tx in self.of(left) if self._held_back(tx, *barriers, held))
        return left

    def _barriers(self, counted: Set, *, by_removals: bool) -> tuple[Out, Again]:
        """Removals, and suspensions too; not those that somebody who knew of them lifted."""
        out: Out = [*self.agreed(counted, Removal)]
        if not by_removals:
            alone: Out = [*self.said(counted, WorkstationSuspended), *self.said(counted, Removal)]
            out += [(tx, one) for tx, one in alone if not self._let_in(tx, one.workstation, counted)]
        return out, [*self.agreed(counted, Readmission)]

    def _let_in(self, tx: Tx, workstation: Id, counted: Set) -> bool:
        """Whether somebody who knew of this let its workstation in again."""
        ways: list[tuple[Tx, WorkstationResumed | Readmission]]
        ways = [*self.said(counted, WorkstationResumed), *self.agreed(counted, Readmission)]
        return any(by.past & tx.bit and one.workstation == workstation for by, one in ways)

    def _held_back(self, tx: Tx, out: Out, again: Again, held: Set) -> bool:
        """Beyond what is let through of its workstation's journals where that was shut out."""
        journal = tx.core.journal
        for at, one in out:
            if one.workstation == self.owner(journal):
                through = at.past | self.within(one.cuts, journal, held)
                for by, let in again:
                    if by.past & at.bit and let.workstation == one.workstation:
                        # Journals it announces, or opened by somebody who knew of it, lie behind it.
                        new = self._behind(journal, by, let)
                        through |= tx.bit if new else self.within(let.admitted, journal, held)
                if not tx.bit & through:
                    return True
        return False

    def _behind(self, journal: Id, by: Tx, let: Readmission) -> bool:
        opened = self.said(self.membership, JournalOpened)
        knew = any(one.journal == journal and tx.past & by.bit for tx, one in opened)
        return knew or journal in self.announces(by, let)

    # -- one transaction, whole or not at all: by keys and rights of its own past, and withdrawals apart

    def _judged(self, tx: Tx, counted: Set, held: Set) -> str:
        core, known = tx.core, tx.past & counted
        if core.headers[0].kind == "site.founded/1" and core.seq == 1:
            return ""
        if not tx.bit & self.membership:
            scopes = [scope for journal, _, scope in self.opened(known) if journal == core.journal]
            if scopes[:1] != ["clinical"]:
                return "unannounced"
        found = (self._act(tx, index, known, counted, held) for index in range(len(core.headers)))
        return next((why for why in found if why), "")

    def _act(self, tx: Tx, index: int, known: Set, counted: Set, held: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        signed = item is not None and item.signature is not None
        if signed and header.by not in self.keys(known, header.actor):
            return "unknown_key"
        if signed and tx.hash in self.forged:
            return "bad_signature"
        if tx.bit & self.membership:
            if not signed:
                return "" if self._needs_nobody(tx, index, known) else "unsigned"
            return self._administers(tx.bodies[index], header, known)
        if header.actor is None or not (signed or self._in_session(tx, header, counted, held)):
            return "no_session"
        if not self.may(known, header.actor, header.right):
            return "beyond_rights"
        return "withdrawn" if self.withdrawn(tx, header.actor, header.right, counted, held) else ""

    def _administers(self, body: Wire | None, header: Header, known: Set) -> str:
        if isinstance(body, KeyChanged):
            return "" if body.person == header.actor else "not_yours"
        if isinstance(body, MembershipAgreed) and not self._agrees(body, header, known):
            return "agrees_to_nothing"
        if isinstance(body, ProposalWithdrawn) and not self._called_off(body, known):
            return "calls_off_nothing"
        if isinstance(body, RightsGranted) and header.actor is not None and self._by_two(body, known):
            return "takes_two"
        able = all(self.may(known, header.actor, right) for right in self._takes(body, header))
        return "" if able else "beyond_rights"

    def _by_two(self, body: RightsGranted, known: Set) -> bool:
        return RESETTING_PINS in body.rights and "pin_by_two" in self.rules(known)

    def _takes(self, body: Wire | None, header: Header) -> tuple[str, ...]:
        """The rights that an act of membership takes; what is said of a proposal, those that one does."""
        if isinstance(body, KeyChanged):
            return ()
        about = header
        if isinstance(body, MembershipAgreed | ProposalWithdrawn):
            about = self.known[body.act.core].core.headers[0]
        right = "site.enrol" if about.kind.startswith(OF_THE_SITE) else "site.people"
        if isinstance(body, ProposalWithdrawn):
            return (CALLING_OFF,) if about.actor == header.actor else (CALLING_OFF, right)
        return (right,)

    def _taken(self, tx: Tx, counted: Set, held: Set) -> bool:
        """Whether what an act of membership takes was withdrawn apart from it."""
        return any(
            self.withdrawn(tx, header.actor, right, counted, held)
            for header, body in zip(tx.core.headers, tx.bodies, strict=True)
            if header.actor is not None
            for right in self._takes(body, header)
        )

    def _agrees(self, body: MembershipAgreed, header: Header, known: Set) -> bool:
        """Another person, who knew what they agree to, and of nobody who had agreed or called it off."""
        if not self._waits(body.act, known):
            return False
        proposal, what = self.known[body.act.core], self._proposed(body.act)
        let_in = isinstance(what, Removal) and self._let_in(proposal, what.workstation, known)
        return proposal.core.headers[0].actor != header.actor and not let_in

    def _called_off(self, body: ProposalWithdrawn, known: Set) -> bool:
        """What waits can be; a removal has suspended, and lifting that withdraws it."""
        return self._waits(body.act, known) and not isinstance(self._proposed(body.act), Removal)

    def _proposed(self, act: ActRef) -> Wire | None:
        return self.known[act.core].bodies[0]

    def _waits(self, act: ActRef, known: Set) -> bool:
        """Whether it was proposed there, and neither agreed to nor called off."""
        proposal = self.known.get(act.core)
        said: list[tuple[Tx, MembershipAgreed | ProposalWithdrawn]]
        said = [*self.said(known, MembershipAgreed), *self.said(known, ProposalWithdrawn)]
        return proposal is not None and bool(proposal.bit & known) and all(one.act != act for _, one in said)

    def _needs_nobody(self, tx: Tx, index: int, known: Set) -> bool:
        """An unused invitation of this very journal is redeemed; journals that this, or an old key, opens."""
        body, once = tx.bodies[index], "only_once" in self.rules(known)
        enrolled = [one for _, one in self.said(known, WorkstationEnrolled)]
        if isinstance(body, InvitationRedeemed):
            return True
        if isinstance(body, WorkstationEnrolled):
            invited = self.said(known, WorkstationInvited)
            here = {one.invitation: one for at, one in invited if at.core.journal == tx.core.journal}
            one = here.get(body.invitation or b"")
            used = body.invitation in {one.invitation for one in enrolled}
            return one is not None and not used and (not once or self.stood_behind(tx, one))
        if isinstance(body, JournalReopened):
            # Vouched for by a key of its workstation, as the first words of the new journal.
            knew = {let.workstation: by.past for by, let in self.agreed(known, Readmission)}
            out = self.agreed(known, Removal)
            removed = {one.workstation for at, one in out if not knew.get(one.workstation, 0) & at.bit}
            return tx.core.seq == 1 and body.workstation in {one.workstation for one in enrolled} - removed
        # With the key it has, which stays the first that it was enrolled with. Whoever signs signs all three.
        signed = [item is not None and item.signature is not None for item in tx.transaction.bodies]
        before = [one for at, one in enumerate(tx.bodies[:index]) if not (once and signed[at])]
        now = [one.workstation for one in before if isinstance(one, WorkstationEnrolled)]
        key = isinstance(body, JournalOpened) and self.seal_key(known | tx.bit, body.workstation)
        return isinstance(body, JournalOpened) and body.workstation in now and body.seal_key == key

    def _in_session(self, tx: Tx, header: Header, counted: Set, held: Set) -> bool:
        """Opened by that person earlier in this very chain, and not closed before."""
        chain = [one for one in self.journals[tx.core.journal] if one.bit & tx.past]
        said = [(one, act) for one in chain for act in one.core.headers if act.file.id == header.by]
        return not any(act.kind == "session.closed/1" for _, act in said) and any(
            (act.kind, act.actor) == ("session.opened/1", header.actor)
            and not self._judged(one, counted, held)
            for one, act in said
        )

    def withdrawn(self, tx: Tx, person: Id, right: str, counted: Set, held: Set) -> bool:
        """By a withdrawal it did not know of and that had not seen it: *before* means inside the cut."""
        return any(
            names(one, person, right)
            and not tx.past & at.bit
            and not tx.bit & (self.within(one.cuts, tx.core.journal, held) | at.past)
            for at, one in self.said(counted, RightsWithdrawn)
        )
