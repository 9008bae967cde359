"""What a handler works with: the replica, who asks, the clock, and the one way to record acts."""

import logging
from collections.abc import Callable, Sequence

from node.api.base import Answer, Progress, Recorded, Refused
from node.argon import STANDARD_COST, Cost
from node.by_session import acts_of, closing, file_of, opening
from node.carrier import Carrier
from node.clock import site_day
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.rights import KEEPING
from node.names import SiteNames
from node.open_code import OpenCode
from node.reach import Alone, NetworkView
from node.reopening import NotReopenedError, journal_keys, reopen
from node.room import AGAIN_SECONDS, Room
from node.sessions import Session, Sessions
from node.store.asked import AskedCourses
from node.store.errors import UNWRITABLE, NoJournalError, StoreError
from node.store.queries import Queries
from node.store.replica import Replica
from node.timekeeper import Timekeeper
from node.vault import VaultContents
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Id, Random
from schema.transaction import Core, Tip
from sync.journal import Signer, Written, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP, Membership
from sync.ports import Clock
from sync.receipts import RECEIPT, Receipt, read_receipt

log = logging.getLogger(__name__)


class Desk:
    """One node's working place; used on the writer thread only."""

    def __init__(
        self,
        replica: Replica,
        vault: VaultContents,
        clock: Clock,
        random: Random,
        *,
        pin_cost: Cost = STANDARD_COST,
        idle_s: int = 0,
        asks_the_time: bool = False,
    ) -> None:
        self.replica = replica
        self.vault = vault
        self.clock = clock
        self.random = random
        self.names = SiteNames(replica)
        """What people, workstations and acts are called."""
        self.sessions = Sessions(replica, vault.site_pepper, random)
        self.seal = signer(vault.seal_key)
        """The workstation's own: of records, bundles and invitations, and of its first journals."""
        self.keys = journal_keys(replica, vault)
        self.room = Room(replica, clock)
        """Whether what is written here is taken."""
        self.pin_cost = pin_cost
        """What guessing a PIN costs, for the keys wrapped here from now on."""
        self.idle_s = idle_s
        """After so many seconds unused a session ends; 0: never."""
        self._witnesses: dict[Id, tuple[Tip, tuple[Tip, Core] | None]] = {}
        self._writes_in = self._own(CLINICAL)
        self._again = float("-inf")
        """Monotonic; until then no new journal is tried by itself: the disk has just taken none."""
        self._refused: frozenset[Id] | None = None
        """Own journals after which others would count none, as this workstation was suspended."""
        replica.mind(one for one in map(self._own, (MEMBERSHIP, CLINICAL)) if one is not None)
        self.timekeeper = Timekeeper(clock, self.newest_own(), asks=asks_the_time)
        self.network: NetworkView = Alone(self)
        """What the composition root knows of the network."""
        self.derogations = AskedCourses(replica.connection)
        """Where a derogation was ever asked."""
        self.carrier = Carrier()
        """Writes and reads carries; the composition root gives one with a thread of its own."""
        self.code: OpenCode | None = None
        """The code by which a newcomer may be let in; in memory alone (`node.inviting`)."""
        self.progress: Callable[[Progress], None] = lambda _: None
        """Tells the windows how far a long piece of work is; set by `node.services`."""

    @property
    def members(self) -> Membership:
        """Membership by everything held here."""
        return self.replica.roll.now

    @property
    def workstation_name(self) -> str:
        """This workstation's name."""
        known = self.members.workstations.get(self.vault.workstation)
        return known.name if known else self.vault.workstation_name

    def now(self) -> int:
        """The instant, ms UTC."""
        return self.timekeeper.now()

    def newest_own(self) -> tuple[Tip, int] | None:
        """This workstation's own newest transaction whose clock was in no doubt, and its instant.

        What is done in doubt is no witness (ADR 0060): else the very signing in would end the question.
        """
        chain = self.replica.chain
        journals = [one for one in map(self._own, (MEMBERSHIP, CLINICAL)) if one is not None]
        heads = (Tip(one, chain.head(one).seq, chain.head(one).hash) for one in journals)
        found = filter(None, map(self._believed, heads))
        newest = max(found, key=lambda one: one[1].order, default=None)
        return None if newest is None else (newest[0], newest[1].at)

    def _believed(self, head: Tip) -> tuple[Tip, Core] | None:
        """The nearest transaction up to this head that was written in no doubt; looked for but once."""
        looked, known = self._witnesses.get(head.journal, (None, None))
        if head != looked:
            back = (one for one in self.replica.backwards(head) if one[0] == looked or not one[1].doubtful)
            found = next(back, None)
            known = known if found is not None and found[0] == looked else found
            self._witnesses[head.journal] = head, known
        return known

    def clock_doubt(self) -> str:
        """Why this workstation's clock is in doubt, or empty (`node.domain.clock_doubt`)."""
        return self.timekeeper.doubt(self.newest_own())

    def confirm_clock(self, at_ms: int) -> None:
        """A person says what time it is."""
        self.timekeeper.confirm(at_ms, self.newest_own())

    def today(self) -> str:
        """The site's calendar day."""
        return site_day(self.now())

    def new_id(self) -> Id:
        """A fresh random id."""
        return self.random(16)

    def journal(self, scope: str = CLINICAL) -> Id:
        """This workstation's own journal; raises `NoJournalError`."""
        found = self._own(scope)
        if found is None:
            raise NoJournalError
        return found

    @property
    def own_journals(self) -> frozenset[Id]:
        """Those of this workstation's journals that are announced here."""
        return frozenset(filter(None, map(self._own, (MEMBERSHIP, CLINICAL))))

    def _own(self, scope: str) -> Id | None:
        return self.replica.own_journal(self.vault.workstation, scope, self.keys)

    @property
    def _welcome(self) -> bool:
        me = self.members.workstations.get(self.vault.workstation)
        return me is not None and me.welcome

    @property
    def shares_its_key(self) -> bool:
        """Whether it still writes in the journals it joined with, whose key every copy of it has."""
        return self.members.journals[self.journal()].seal_key == public_key(self.vault.seal_key)

    def seal_of(self, journal: Id) -> Signer:
        """What seals a journal of this workstation."""
        return signer(self.keys[self.members.journals[journal].seal_key])

    def who(self, session: Session) -> Who:
        """The signed-in person, as the rules know them; the recovery key looks after the site alone."""
        if session.recovery:
            return Who(session.person, KEEPING, self.vault.workstation, self.journal())
        person = self.members.people.get(session.person)
        rights = person.rights if person and person.active else frozenset()
        return Who(session.person, rights, self.vault.workstation, self.journal())

    def record(
        self, decided: Decided | Refusal, session: Session, pin: str | None = None, *, scope: str = CLINICAL
    ) -> Answer:
        """Make what was decided durable, signed where its kind is a signature."""
        if isinstance(decided, Refusal):
            return refused(decided)
        if session.recovery and scope != MEMBERSHIP:
            return Refused(code="recovery.membership_only")
        unclear = self.members.unclear
        if (scope == MEMBERSHIP and unclear) or not unclear.isdisjoint(
            {session.person, self.vault.workstation}
        ):
            # It would be set aside at once, here, and whoever types it must know before they do.
            return Refused(code="membership.known_in_part")
        unfit = _unfit(decided.drafts)
        if unfit is not None:
            return unfit
        if any(draft.kind.signed for draft in decided.drafts):
            wrong = self.sessions.check_pin(session, pin, self.now())
            if wrong is not None:
                return refused(wrong)
        written = self.write(decided.drafts, session, scope=scope)
        return Recorded(
            acts=tuple(written.act(index) for index in range(len(decided.drafts))),
            created=decided.created,
            warnings=tuple(refused(warning) for warning in decided.warnings),
        )

    def end_session(self, session: Session, reason: str) -> Answer:
        """Forget a session's key first, then say in the journal why it ended."""
        self.sessions.close(session.id)
        try:
            return self.record(Decided((closing(session, reason),)), session)
        finally:
            self.sessions.unsaid.discard(session.id)

    def forget_session(self, session: Session, reason: str) -> None:
        """The same where nobody waits for an answer: all that is lost is what the journal would have said."""
        try:
            self.end_session(session, reason)
        except StoreError as error:
            log.warning("the end of a session was not recorded: %s", error.code)

    def follow_journal(self, *, at_once: bool = False) -> None:
        """Go on in new journals where the old ones were written elsewhere too.

        `at_once`: also where the disk refused them a moment ago, for somebody who waits to record.

        Sessions opened in a journal that this workstation no longer writes are forgotten: after that, or
        a readmission, it writes in new ones, in which nobody has signed in yet.
        """
        own = self.own_journals
        if at_once:
            self._again = float("-inf")
        allowed = own == self._refused and self._welcome
        if not self.room.rests and (allowed or not all(map(self.replica.wrote_all_of, own))):
            self.go_on_elsewhere()
        journal = self._own(CLINICAL)
        if journal != self._writes_in:
            self._writes_in = journal
            self.sessions.close_all()

    def go_on_elsewhere(self) -> None:
        """Write in new journals from here on; one that was removed or suspended has none to go on in.

        Where the disk takes none, nothing is written in the old ones either until it does (`follow_journal`);
        what is held here can be read on. Who is suspended writes on in them, and leaves them after that.
        """
        own, rested, lack = self.own_journals, self.room.rests, None
        if own <= self.replica.left.keys() and self.clock.monotonic() < self._again:
            return
        self._refused = None
        try:
            if rested:
                self.replica.need_disk()
            reopen(self)
        except NotReopenedError as error:
            log.warning("no new journal could be opened: %s", error.values["why"])
            self._refused = None if self._welcome else own
        except UNWRITABLE as error:
            log.warning("no new journal could be opened: %s", error.code)
            lack = error.bare()
        self.replica.left = {} if lack is None else dict.fromkeys(own, lack)
        if lack is not None:
            self.room.lacks(lack)
            self.room.look()
            if not rested:
                self._again = self.clock.monotonic() + AGAIN_SECONDS

    def end_idle_sessions(self) -> None:
        """End the sessions that nobody has used for as long as this workstation's settings allow."""
        if self.idle_s:
            for session in self.sessions.idle(self.clock.monotonic() - self.idle_s):
                self.forget_session(session, "idle")

    def receipts(self) -> dict[Id, Receipt]:
        """What each workstation last said it holds, and what it made of it."""
        found = {}
        for record in self.replica.records.named(RECEIPT):
            receipt = read_receipt(record.payload)
            if receipt is not None:
                found[record.owner] = receipt
        return found

    def only_here(self) -> int:
        """How many acts of this workstation no other one is known to hold, by their receipts."""
        journal, chain = self.journal(), self.replica.chain
        others = (one for owner, one in self.receipts().items() if owner != self.vault.workstation)
        confirmed = max((chain.strands.reach(one.tips).get(journal, 0) for one in others), default=0)
        number = chain.numbers.get(journal, 0)
        return Queries(self.replica).acts_after(number, confirmed)

    def publish(self, owner: Id, name: str, payload: bytes) -> None:
        """Write a replaceable record, sealed by this workstation."""
        self.replica.records.publish(
            site=self.replica.site,
            workstation=self.vault.workstation,
            owner=owner,
            name=name,
            payload=payload,
            seal=self.seal,
        )

    def write(self, drafts: Sequence[Draft], session: Session, *, scope: str = CLINICAL) -> Written:
        """One transaction of this workstation's journal, made by the person of this session.

        Before it, the one which says that they sit here, where that could not be written.
        """
        if session.id in self.sessions.unsaid and not self.replica.files.known(file_of(session)):
            with self.replica.writing():
                self._write((opening(session),), session, scope=CLINICAL)
                return self._write(drafts, session, scope=scope)
        return self._write(drafts, session, scope=scope)

    def _write(self, drafts: Sequence[Draft], session: Session, *, scope: str) -> Written:
        journal = self.journal(scope)
        return self.replica.append(
            acts_of(drafts, session),
            journal=journal,
            at=self.now(),
            doubtful=bool(self.clock_doubt()),
            random=self.random,
            seal=self.seal_of(journal),
        )


def _unfit(drafts: Sequence[Draft]) -> Refused | None:
    """What could not be read back must never be written: its file would be unreadable for ever.

    A note of three thousand characters is such a thing; what is wrong is said without the text itself.
    """
    for draft in drafts:
        try:
            decode(type(draft.body), encode(draft.body))
        except InvalidBytesError:
            return Refused(code="record.unfit", values={"kind": draft.kind.name})
    return None


def refused(refusal: Refusal) -> Refused:
    """A refusal of the rules as an answer."""
    return Refused(code=refusal.code, values=dict(refusal.values))


__all__ = ["CLINICAL", "MEMBERSHIP", "Desk", "refused"]
