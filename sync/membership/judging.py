"""Whether an act of membership counts, on membership as its own causal past has it. Pure.

A transaction counts whole or not at all; the code says which of its acts its author might not do.
"""

from msgspec.structs import replace

from schema.acts.agreement import PROPOSAL_WITHDRAWN, MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import (
    JournalOpened,
    JournalReopened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    SiteFounded,
    WorkstationEnrolled,
    WorkstationRemoved,
)
from schema.acts.people import AdministratorAppointed, KeyChanged, KeyResetProposed
from schema.codec import InvalidBytesError, Wire, decode
from schema.ids import Id
from schema.rules import ONLY_ONCE, PIN_BY_TWO, TWO_PEOPLE
from schema.transaction import ActRef, Body, Core, Header, journal_id, site_id
from sync.causality import Spot
from sync.journal import signed_by
from sync.membership.effects import take
from sync.membership.journals import announced_by
from sync.membership.needs import ADMINISTRATION, BODIES, PEOPLE, PIN, Role, needs, stands_alone
from sync.membership.redeeming import stands_behind
from sync.membership.state import Membership, Proposal, person_key_id
from sync.membership.vouching import Vouchers
from sync.membership.when import When


def judge(
    before: Membership, core: Core, bodies: tuple[Body | None, ...], vouchers: Vouchers
) -> tuple[str, Membership]:
    """Why a membership transaction is set aside on membership as its own past has it; and that after it.

    Empty: it is admitted. It counts whole or not at all: the first act beyond its author's rights sets all
    of it aside.
    """
    state = before
    enrolled: set[Id] = set()
    """Those whose journals need no signature: whose enrolment has none, where the rule says so."""
    when = When(core, Spot(core.journal, core.seq), None)
    for index, header in enumerate(core.headers):
        body = bodies[index]
        if body is None:
            return "erased", before
        kind = BODIES.get(header.kind)
        if kind is None:
            # A newer program's kind: stored and relayed, without effect here.
            continue
        try:
            content = decode(kind, body.body)
        except InvalidBytesError:
            return "undecodable", before
        if code := _impossible(state, core, index, body, content):
            return code, before
        code = (
            "" if _founding(core) else _unauthorised(state, core, index, bodies, content, enrolled, vouchers)
        )
        if code:
            return code, before
        if isinstance(content, WorkstationEnrolled) and (
            body.signature is None or ONLY_ONCE not in state.rules
        ):
            enrolled.add(content.workstation)
        if isinstance(content, JournalOpened):
            place = (core.order, core.journal, core.seq, b"", index)
            state = replace(state, journals=state.journals.also(announced_by(content), place))
        else:
            state = take(state, content, when, index)
    return "", state


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
        bound = content.journal == journal_id(core.site, content.seal_key, content.nonce)
        known = state.workstations.get(content.workstation)
        # Under the key of its workstation, or whoever announces would write in that one's name; a
        # journal reopened has another, for which a key of that workstation vouches.
        own = isinstance(content, JournalReopened) or (
            known is not None and known.seal_key == content.seal_key
        )
        return "" if bound and own else "foreign_journal"
    if PIN_BY_TWO in state.rules and _of_foreign_key(content):
        return "foreign_key"
    if isinstance(content, ProposalWithdrawn) and not _as_claimed(core.headers[index], core.site):
        return "mismatch"
    older = TWO_PEOPLE not in state.rules and isinstance(content, RightsWithdrawn | WorkstationRemoved)
    if len(core.headers) > 1 and stands_alone(content) and not older and not _founding(core):
        return "not_alone"
    return ""


def _of_foreign_key(content: Wire) -> bool:
    """Whether it gives a key under an id not its own: that of another, which would then mean this one."""
    if not isinstance(content, KeyIntroduced | KeyChanged | KeyResetProposed):
        return False
    return content.key != person_key_id(content.public)


def _as_claimed(header: Header, site: Id) -> bool:
    """Whether a program that does not know the kind, and so has the header alone, stops over this act.

    Else it would go on without it, and come to differ. Every kind of membership that is added is asked this.
    """
    return PROPOSAL_WITHDRAWN.agrees(header) and header.file.id == site


def _founding(core: Core) -> bool:
    """Whether this is the founding, where everything is said at once."""
    return core.headers[0].kind == "site.founded/1"


def _unauthorised(
    state: Membership,
    core: Core,
    index: int,
    bodies: tuple[Body | None, ...],
    content: Wire,
    enrolled: set[Id],
    vouchers: Vouchers,
) -> str:
    header, body = core.headers[index], bodies[index]
    if body is not None and body.signature is not None:
        return _signed_amiss(state, core, index, body) or _beyond(state, core, header.actor, content)
    # Two acts need nobody's signature: the redemption of an invitation (signed when it was made), and
    # the journals of a workstation enrolled by that.
    if isinstance(content, WorkstationEnrolled) and content.invitation is not None:
        invited = state.invitations.get(content.invitation)
        if invited is None or invited.used or invited.journal != core.journal:
            return "not_invited"
        good = ONLY_ONCE not in state.rules or stands_behind(invited.invitation, core, bodies)
        return "" if good else "not_invited"
    if isinstance(content, JournalOpened) and content.workstation in enrolled:
        return ""
    # A third is vouched for by a key: whoever goes on in a new journal has nobody at hand to sign.
    if isinstance(content, JournalReopened):
        return "" if _vouched_for(state, core, content, vouchers) else "not_vouched"
    return "unsigned"


def _vouched_for(state: Membership, core: Core, content: JournalReopened, vouchers: Vouchers) -> bool:
    """Whether a key that sealed a journal of this workstation stands behind its going on in another."""
    known = state.workstations.get(content.workstation)
    # Only as the first words of a new journal, sealed by the very key that is announced: who could announce
    # under another's key would make that other's journal its own.
    announced = content if content.journal == core.journal else state.journals.get(core.journal)
    if known is None or known.removed or core.seq != 1:
        return False
    if announced is None or announced.seal_key != content.seal_key:
        return False
    return vouchers.good(state, core.site, content)


def _signed_amiss(state: Membership, core: Core, index: int, body: Body) -> str:
    header = core.headers[index]
    public = state.key_of(header.actor, header.by)
    if public is None:
        holder = state.people.get(header.actor) if header.actor else None
        return "retired_key" if holder is not None and header.by in holder.retired else "unknown_key"
    return "" if signed_by(public, core, index, body) else "bad_signature"


def _beyond(state: Membership, core: Core, actor: Id | None, content: Wire) -> str:
    """Whether this act is beyond who signed it; the recovery key needs no right and no second person."""
    if isinstance(content, MembershipAgreed):
        return may_agree(state, actor, content.act)
    if isinstance(content, ProposalWithdrawn):
        return may_call_off(state, actor, content.act)
    if code := _shut_out(state, actor) or _lacking(state, actor, content):
        return code
    match content:
        case KeyChanged():
            # One's PIN is nobody else's affair; without it two people reset it.
            return "" if actor == content.person else "not_yours"
        case AdministratorAppointed():
            return "" if actor is None or may_appoint_alone(state, actor, core.journal) else "takes_two"
        case KeyResetProposed():
            return may_reset(state, actor, content.person) or _of_no_new_key(state, content)
    return "takes_two" if actor is not None and _takes_two(state, content) else ""


def _shut_out(state: Membership, actor: Id | None) -> str:
    holder = state.people.get(actor) if actor is not None else None
    if holder is None:
        return ""
    return "person_removed" if holder.removed else "person_suspended" if holder.suspended else ""


def _lacking(state: Membership, actor: Id | None, content: Wire) -> str:
    right = needs(content).right
    if isinstance(content, KeyResetProposed):
        right = to_reset(state, content.person)
    return "" if state.may(actor, right) else "beyond_rights"


def to_reset(state: Membership, person: Id) -> str:
    """The right: two who are no administrators, with an administrator's PIN in their hands, would be."""
    subject = state.people.get(person)
    return PEOPLE if subject is not None and subject.administered else PIN


def may_reset(state: Membership, actor: Id | None, person: Id) -> str:
    """Why they may not propose another PIN for this person, or empty."""
    if code := _shut_out(state, actor):
        return code
    if not state.may(actor, to_reset(state, person)):
        return "beyond_rights"
    return "own_reset" if actor == person else ""


def _of_no_new_key(state: Membership, content: KeyResetProposed) -> str:
    """Whether it would give no key: one that it ends itself, or that the person was given before."""
    subject = state.people.get(content.person)
    had = subject is not None and content.key in subject.given
    return "not_new_key" if PIN_BY_TWO in state.rules and (had or content.key in content.retires) else ""


def may_agree(state: Membership, actor: Id | None, act: ActRef) -> str:
    """Why they may not agree to this act, or empty: another person, with the right to what is proposed."""
    proposal = state.proposals.get(act)
    if proposal is None:
        return "not_proposed"
    if code := _shut_out(state, actor) or _lacking(state, actor, proposal.content):
        return code
    if actor == proposal.by:
        return "same_person"
    if isinstance(proposal.content, KeyResetProposed) and actor == proposal.content.person:
        return "own_reset"
    if proposal.agreed:
        return "agreed_already"
    return "proposal_withdrawn" if proposal.withdrawn else ""


def overtaken(state: Membership, proposal: Proposal) -> bool:
    """Whether the person was given another PIN since another one was proposed for them, or would keep one.

    Who asks people to agree asks this of what counts now. No act is set aside for it: under the rule the
    reset ends all that its agreement knows, and whoever can write keys would else let none ever count.
    """
    content, past = proposal.content, proposal.past
    if not isinstance(content, KeyResetProposed) or (subject := state.people.get(content.person)) is None:
        return False
    if PIN_BY_TWO not in state.rules:
        return not subject.keys.keys() <= frozenset(content.retires)
    return past is not None and any(
        not any(past.holds(spot.strand, spot.seq) for spot in subject.first_given(key))
        for key in subject.keys
    )


def may_call_off(state: Membership, actor: Id | None, act: ActRef) -> str:
    """Why they may not call this act off, or empty: their own, or one that they might have proposed."""
    proposal = state.proposals.get(act)
    if proposal is None:
        return "not_proposed"
    if code := _shut_out(state, actor):
        return code
    # The right that the kind claims, of everybody: a program that does not know it looks at that one alone.
    if not state.may(actor, PIN):
        return "beyond_rights"
    if actor != proposal.by and (code := _lacking(state, actor, proposal.content)):
        return code
    if needs(proposal.content).at_once != Role.OTHER:
        # It has done something already, which another act undoes; that one calls it off, too.
        return "lift_instead"
    if proposal.agreed:
        return "agreed_already"
    return "proposal_withdrawn" if proposal.withdrawn else ""


def may_appoint_alone(state: Membership, actor: Id, journal: Id) -> bool:
    """The only administrator ever may appoint the second alone, in the journal that founded the site.

    In no other one: a journal begun anew could pretend to know nothing of the others since.
    """
    ever = [one.id for one in state.people.values() if one.administered]
    return ever == [actor] and journal == state.founded_in


def _takes_two(state: Membership, content: Wire) -> bool:
    """What the rules of two people no longer let one person do with an older kind of act."""
    if isinstance(content, RightsGranted) and PIN_BY_TWO in state.rules and PIN in content.rights:
        return True
    if TWO_PEOPLE not in state.rules:
        return False
    match content:
        case WorkstationRemoved():
            return True
        case RightsGranted() | RightsWithdrawn():
            return not ADMINISTRATION.isdisjoint(content.rights)
        case KeyIntroduced():
            # A second key for somebody would sign in their name: it is theirs to change.
            holder = state.people.get(content.person)
            return holder is None or bool(holder.keys or holder.retired)
    return False


def strictly(state: Membership) -> Membership:
    """The same by the rules of two people, for what was done apart from their being switched on."""
    return replace(state, rules={**state.rules, TWO_PEOPLE: frozenset()})
