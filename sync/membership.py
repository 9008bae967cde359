"""Who belongs to the site, with which keys and rights, at any point of the causal past. Pure.

Admission is a function of the set of integrated transactions: rights and keys are those of a
transaction's own past; a removal or withdrawal cuts a journal where it had last seen it. Arrival
decides nothing.
"""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from schema.acts.membership import (
    KINDS,
    JournalOpened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    SiteFounded,
    WorkstationEnrolled,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.codec import InvalidBytesError, Wire, decode, tagged_hash
from schema.ids import Id
from schema.transaction import Body, Core, Tip, journal_id, site_id
from sync.causality import Past, Spot
from sync.journal import signed_by

MEMBERSHIP, CLINICAL = "membership", "clinical"


class Workstation(msgspec.Struct, frozen=True):
    """A workstation of the site."""

    id: Id
    name: str
    place: str
    seal_key: bytes
    certificate: bytes
    backup_recipient: str
    removed: bool = False


class JournalInfo(msgspec.Struct, frozen=True):
    """An announced journal."""

    id: Id
    workstation: Id
    scope: str
    seal_key: bytes


class Person(msgspec.Struct, frozen=True):
    """A member of staff: who they are, their keys ever introduced, their rights."""

    id: Id
    enrolled: PersonEnrolled
    keys: Mapping[Id, bytes] = {}
    rights: frozenset[str] = frozenset()


class Invited(msgspec.Struct, frozen=True):
    """An invitation and the journal that may redeem it."""

    journal: Id
    invitation: WorkstationInvited
    used: bool = False


class Withdrawal(msgspec.Struct, frozen=True):
    """Rights taken from a person; what was written without knowing it counts up to the cuts."""

    person: Id
    rights: frozenset[str]
    cuts: Mapping[Id, Tip]
    """Journal → last transaction that still counts; of a journal not named, nothing does."""
    spot: Spot
    """Where it was written: for whoever has that in their past, rights of their past decide."""


class Membership(msgspec.Struct, frozen=True):
    """Membership as one causal past has it."""

    site: Id | None = None
    founded: SiteFounded | None = None
    workstations: Mapping[Id, Workstation] = {}
    journals: Mapping[Id, JournalInfo] = {}
    people: Mapping[Id, Person] = {}
    invitations: Mapping[Id, Invited] = {}
    cuts: Mapping[Id, tuple[Tip | None, ...]] = {}
    """Journal of a removed workstation → its cuts, all of which hold; nil: nothing of it counts."""
    withdrawals: tuple["Withdrawal", ...] = ()
    settled: Mapping[Id, tuple[tuple[Tip, ...], ...]] = {}
    """Forked journal → what each of the latest settlements admits; what all of them admit counts."""
    rules: Mapping[str, frozenset[int]] = {}
    """Rules switched on, each with the sorts of file it governs."""
    unclear: frozenset[Id] = frozenset()
    """Files (the site, workstations, people) of which a newer program said something critical."""

    def key_of(self, person: Id | None, key: Id | None) -> bytes | None:
        """A person's public key, or the site's recovery key for nobody in particular."""
        if person is None:
            recovery = self.founded.recovery_key if self.founded else None
            return recovery if recovery and key == recovery_key_id(recovery) else None
        holder = self.people.get(person)
        return holder.keys.get(key) if holder and key else None

    def may(self, person: Id | None, right: str) -> bool:
        """Whether the person has the right here; the recovery key (nobody) has every one."""
        if person is None or not right:
            return True
        holder = self.people.get(person)
        return holder is not None and right in holder.rights


def recovery_key_id(public: bytes) -> Id:
    """The key id under which the recovery key signs."""
    return tagged_hash("recovery-key", public)[:16]


_BODIES: Mapping[str, type[Wire]] = {kind.name: kind.body for kind in KINDS}
Judged = tuple[str, Membership]
"""Why the transaction is set aside (empty: admitted), and membership after it."""


def judge(before: Membership, core: Core, bodies: tuple[Body | None, ...]) -> Judged:
    """Admit a membership transaction, or not, on membership as its own causal past has it.

    It counts whole or not at all: the first act beyond its author's rights sets all of it aside.
    """
    state = before
    founding = core.headers[0].kind == "site.founded/1"
    enrolled: set[Id] = set()
    for index, header in enumerate(core.headers):
        body = bodies[index]
        if body is None:
            return "erased", before
        kind = _BODIES.get(header.kind)
        if kind is None:
            # A newer program's kind: stored and relayed, without effect here.
            continue
        try:
            content = decode(kind, body.body)
        except InvalidBytesError:
            return "undecodable", before
        if code := _impossible(state, core, index, body, content):
            return code, before
        code = "" if founding else _unauthorised(state, core, index, body, content, enrolled)
        if code:
            return code, before
        if isinstance(content, WorkstationEnrolled):
            enrolled.add(content.workstation)
        state = _apply(state, core, content, None)
    return "", state


def effect(
    state: Membership, core: Core, bodies: tuple[Body | None, ...], past: Past, strand: Id | None = None
) -> Membership:
    """What an admitted transaction does to a state, which may know more than its author did (`past`).

    `strand` is that of its journal where it stands; nil: the journal's first.
    """
    for index, header in enumerate(core.headers):
        body = bodies[index]
        kind = _BODIES.get(header.kind)
        if kind is not None and body is not None:
            state = _apply(state, core, decode(kind, body.body), past, strand)
        elif header.critical and body is not None and _vouched(state, core, index, body):
            state = replace(state, unclear=state.unclear | {header.file.id})
    return state


def _vouched(state: Membership, core: Core, index: int, body: Body) -> bool:
    """Whether somebody who has the right that an act of an unknown kind claims has signed it.

    Else any workstation could stop the site with an act that nobody understands.
    """
    header = core.headers[index]
    public = state.key_of(header.actor, header.by)
    entitled = bool(header.right) and state.may(header.actor, header.right)
    return entitled and public is not None and signed_by(public, core, index, body)


def _impossible(state: Membership, core: Core, index: int, body: Body, content: Wire) -> str:
    """What nobody may write, whatever their rights."""
    if isinstance(content, SiteFounded):
        if not (index == 0 and state.site is None and site_id(body) == core.site and core.seq == 1):
            return "founded_twice"
        # The site's id binds this act alone. The recovery key's signature binds it to its journal, so that
        # nobody who has read it can begin a transaction of his own with it.
        if not signed_by(content.recovery_key, core, index, body):
            return "bad_signature"
    if isinstance(content, JournalOpened):
        # The first announcement of a journal stands: it must be the one that its id was made from.
        bound = journal_id(core.site, content.seal_key, content.nonce)
        return "" if content.journal == bound else "foreign_journal"
    return ""


def _unauthorised(
    state: Membership, core: Core, index: int, body: Body, content: Wire, enrolled: set[Id]
) -> str:
    header = core.headers[index]
    if body.signature is not None:
        public = state.key_of(header.actor, header.by)
        if public is None:
            return "unknown_key"
        if not signed_by(public, core, index, body):
            return "bad_signature"
        needed = _NEEDED.get(header.kind, "site.people")
        return "" if state.may(header.actor, needed) else "beyond_rights"
    # Two acts need nobody's signature: the redemption of an invitation (signed when it was made), and
    # the journals of a workstation enrolled by this very transaction.
    if isinstance(content, WorkstationEnrolled) and content.invitation is not None:
        invited = state.invitations.get(content.invitation)
        good = invited is not None and not invited.used and invited.journal == core.journal
        return "" if good else "not_invited"
    if isinstance(content, JournalOpened) and content.workstation in enrolled:
        return ""
    return "unsigned"


_NEEDED: Mapping[str, str] = {
    "workstation.invited/1": "site.enrol",
    "workstation.enrolled/1": "site.enrol",
    "workstation.removed/1": "site.enrol",
    "journal.opened/1": "site.enrol",
    "rules.switched/1": "site.enrol",
}


def _apply(
    state: Membership, core: Core, content: Wire, past: Past | None, strand: Id | None = None
) -> Membership:
    """`past` is nil while a transaction is judged: then everything known is in its past."""
    match content:
        case SiteFounded():
            return replace(state, site=core.site, founded=content)
        case WorkstationInvited():
            invited = Invited(core.journal, content)
            return replace(state, invitations={**state.invitations, content.invitation: invited})
        case WorkstationEnrolled():
            return _enrol(state, content)
        case WorkstationRemoved():
            return _remove(state, content)
        case JournalOpened():
            info = JournalInfo(content.journal, content.workstation, content.scope, content.seal_key)
            # The first announcement of a journal stands: a later one cannot change its key.
            return replace(state, journals={content.journal: info, **state.journals})
        case PersonEnrolled():
            person = Person(content.person, content)
            return replace(state, people={content.person: person, **state.people})
        case KeyIntroduced() | RightsGranted() | RightsWithdrawn():
            return _change_person(state, Spot(strand or core.journal, core.seq), content, past)
        case RulesSwitched():
            switched = {rule.name: frozenset(rule.files) for rule in content.rules}
            return replace(state, rules={**switched, **state.rules})
    return state


def _enrol(state: Membership, content: WorkstationEnrolled) -> Membership:
    workstation = Workstation(
        id=content.workstation,
        name=content.name,
        place=content.place,
        seal_key=content.seal_key,
        certificate=content.certificate,
        backup_recipient=content.backup_recipient,
    )
    invitations = dict(state.invitations)
    if content.invitation in invitations:
        invitations[content.invitation] = replace(invitations[content.invitation], used=True)
    workstations = {content.workstation: workstation, **state.workstations}
    return replace(state, workstations=workstations, invitations=invitations)


def _remove(state: Membership, content: WorkstationRemoved) -> Membership:
    known = state.workstations.get(content.workstation)
    if known is None:
        return state
    cuts = dict(state.cuts)
    named = {cut.journal: cut for cut in content.cuts}
    for journal in state.journals.values():
        if journal.workstation == content.workstation:
            cuts[journal.id] = (*cuts.get(journal.id, ()), named.get(journal.id))
    return replace(
        state, workstations={**state.workstations, known.id: replace(known, removed=True)}, cuts=cuts
    )


def _change_person(
    state: Membership,
    spot: Spot,
    content: KeyIntroduced | RightsGranted | RightsWithdrawn,
    past: Past | None,
) -> Membership:
    person = state.people.get(content.person)
    if person is None:
        return state
    if isinstance(content, KeyIntroduced):
        person = replace(person, keys={content.key: content.public, **person.keys})
    elif isinstance(content, RightsGranted):
        # Granted and withdrawn apart: withdrawn, whichever comes first in fold order.
        denied = frozenset(
            right
            for one in state.withdrawals
            if one.person == person.id and past is not None and not past.holds(one.spot.strand, one.spot.seq)
            for right in one.rights
        )
        person = replace(person, rights=person.rights | (frozenset(content.rights) - denied))
    else:
        person = replace(person, rights=person.rights - frozenset(content.rights))
        cuts = {cut.journal: cut for cut in content.cuts}
        rights = frozenset(content.rights)
        withdrawn = Withdrawal(content.person, rights, cuts, spot)
        state = replace(state, withdrawals=(*state.withdrawals, withdrawn))
    return replace(state, people={**state.people, content.person: person})
