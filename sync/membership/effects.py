"""What each act of membership does to a state that may know more than the act's author did. Pure.

Whether the author might is settled before (`sync.membership.judging`); `past` says what they knew,
and what was done apart from that is met here, in the safer sense.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import (
    JournalOpened,
    RulesSwitched,
    SiteFounded,
    WorkstationEnrolled,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.acts.workstations import (
    ForkSettled,
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire, decode, encode
from schema.ids import Id
from schema.rules import EVERY_CUT, ONLY_ONCE, TWO_PEOPLE
from schema.transaction import ActRef, Body, Core, Tip, core_hash, journal_id
from sync.causality import Past, Spot
from sync.journal import signed_by
from sync.membership.journals import JournalInfo
from sync.membership.needs import BODIES, Role, needs
from sync.membership.people import on_person
from sync.membership.state import (
    Barrier,
    Invited,
    Lift,
    Membership,
    Proposal,
    Readmitted,
    Settlement,
    Switched,
    Workstation,
    by_journal,
)
from sync.membership.when import When

WorkstationChange = (
    WorkstationRenamed
    | WorkstationMoved
    | WorkstationSuspended
    | WorkstationResumed
    | WorkstationRemoved
    | WorkstationRemovalProposed
    | WorkstationReadmissionProposed
)


def contents_of(core: Core, bodies: tuple[Body | None, ...]) -> dict[int, Wire]:
    """By index the acts of a transaction that are of known kinds, and not erased."""
    found = {}
    for index, header in enumerate(core.headers):
        body, kind = bodies[index], BODIES.get(header.kind)
        if kind is not None and body is not None:
            found[index] = decode(kind, body.body)
    return found


def effect(
    state: Membership, bodies: tuple[Body | None, ...], contents: Mapping[int, Wire], when: When
) -> Membership:
    """What an admitted transaction does to a state, which may know more than its author did (`when.past`)."""
    for index, header in enumerate(when.core.headers):
        body, content = bodies[index], contents.get(index)
        if content is not None:
            state = take(state, content, when, index)
        elif header.critical and body is not None and _vouched(state, when.core, index, body):
            state = replace(state, unclear=state.unclear | {header.file.id})
    return state


def take(state: Membership, content: Wire, when: When, index: int) -> Membership:
    """One act: it takes effect, or waits for a second person."""
    by = when.core.headers[index].actor
    founding = when.core.headers[0].kind == "site.founded/1"
    core = when.core
    ref = ActRef(core.journal, core.seq, index, core_hash(encode(core)))
    if isinstance(content, MembershipAgreed):
        proposal = state.proposals.get(content.act)
        if proposal is None:
            return state
        agreed = replace(proposal, agreements=(*proposal.agreements, ref))
        state = replace(state, proposals={**state.proposals, content.act: agreed})
        return _carry_out(state, proposal.content, when)
    if isinstance(content, ProposalWithdrawn):
        return _call_off(state, content.act, ref)
    if not needs(content).two or by is None or founding:
        return _carry_out(state, content, when)
    proposal = Proposal(ref, by, content, when.spot, when.past)
    state = replace(state, proposals={**state.proposals, ref: proposal})
    if needs(content).at_once != Role.RESTRICTS:
        return state
    # The safer state at once: who shall be removed is suspended until the second person has spoken.
    if isinstance(content, WorkstationRemovalProposed):
        return _shut_out(state, content.workstation, content.cuts, when, when.past, removal=False)
    return on_person(state, content, when, proposed=True)


def _call_off(state: Membership, act: ActRef, by: ActRef) -> Membership:
    proposal = state.proposals.get(act)
    if proposal is None:
        return state
    called_off = replace(proposal, withdrawn=True, called_off=(*proposal.called_off, by))
    return replace(state, proposals={**state.proposals, act: called_off})


def _vouched(state: Membership, core: Core, index: int, body: Body) -> bool:
    """Whether somebody who has the right that an act of an unknown kind claims has signed it.

    Else any workstation could stop the site with an act that nobody understands.
    """
    header = core.headers[index]
    public = state.key_of(header.actor, header.by)
    entitled = bool(header.right) and state.may(header.actor, header.right)
    return entitled and public is not None and signed_by(public, core, index, body)


def _carry_out(state: Membership, content: Wire, when: When) -> Membership:
    match content:
        case SiteFounded():
            return replace(state, site=when.core.site, founded=content, founded_in=when.core.journal)
        case WorkstationInvited():
            if ONLY_ONCE in state.rules and content.invitation in state.invitations:
                # Said again on a branch that pretends to be older: what was used stays so.
                return state
            invited = Invited(when.core.journal, content)
            return replace(state, invitations={**state.invitations, content.invitation: invited})
        case WorkstationEnrolled():
            return _enrol(state, content, when)
        case JournalOpened():
            # Changes nothing else, and is looked up: see `sync.membership.journals`.
            return state
        case ForkSettled():
            return _settle(state, content, when)
        case RulesSwitched():
            switched = {rule.name: frozenset(rule.files) for rule in content.rules}
            if TWO_PEOPLE in switched and TWO_PEOPLE not in state.rules and when.past is not None:
                state = replace(state, switches=(*state.switches, Switched(when.spot, when.past)))
            news = {
                name: (*state.switched_at.get(name, ()), when.spot)
                for name in switched
                if not any(map(when.knows, state.switched_at.get(name, ())))
            }
            switched_at = {**state.switched_at, **news}
            return replace(state, rules={**switched, **state.rules}, switched_at=switched_at)
        case _ if isinstance(content, WorkstationChange):
            return _on_workstation(state, content, when)
        case _:
            return on_person(state, content, when)


def _enrol(state: Membership, content: WorkstationEnrolled, when: When) -> Membership:
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
    known = state.workstations.get(content.workstation, workstation)
    if (known.seal_key, known.certificate) != (workstation.seal_key, workstation.certificate):
        known = replace(known, doubled=True)
    workstations = {**state.workstations, known.id: known}
    state = replace(state, workstations=workstations, invitations=invitations)
    if ONLY_ONCE not in state.rules:
        return state
    for one in state.readmitted.get(known.id, ()):
        state = _announced(state, known, one, when.core.site)
    waiting = {of: ones for of, ones in state.readmitted.items() if of != known.id}
    # Said again, it lifts nothing by which its workstation was shut out.
    return _marked(replace(state, readmitted=waiting), known.id)


def _on_workstation(state: Membership, content: WorkstationChange, when: When) -> Membership:
    known = state.workstations.get(content.workstation)
    if known is None and ONLY_ONCE not in state.rules:
        return state
    # One that is let in by a branch only, later in fold order, is shut out and let back in before that.
    match content:
        case WorkstationRenamed():
            return state if known is None else _with(state, replace(known, name=content.name))
        case WorkstationMoved():
            return state if known is None else _with(state, replace(known, place=content.place))
        case WorkstationResumed():
            return _let_in(state, content.workstation, when)
        case WorkstationReadmissionProposed():
            return _readmit(state, content, when)
        case WorkstationSuspended():
            return _shut_out(state, content.workstation, content.cuts, when, when.past, removal=False)
        case WorkstationRemovalProposed():
            return _shut_out(state, content.workstation, content.cuts, when, when.past, removal=True)
        case WorkstationRemoved():
            return _shut_out(state, content.workstation, content.cuts, when, None, removal=True)


def _with(state: Membership, workstation: Workstation) -> Membership:
    return replace(state, workstations={**state.workstations, workstation.id: workstation})


def _shut_out(
    state: Membership,
    workstation: Id,
    cuts: tuple[Tip, ...],
    when: When,
    seen: Past | None,
    *,
    removal: bool,
) -> Membership:
    named = by_journal(cuts, each=EVERY_CUT in state.rules)
    barrier = Barrier(workstation, removal, named, when.spot, seen)
    return _marked(replace(state, barriers=(*state.barriers, barrier)), workstation)


def _let_in(state: Membership, workstation: Id, when: When) -> Membership:
    """Suspensions that the author knew are gone, and removals that were only proposed."""

    def lifted(subject: object, spot: Spot) -> bool:
        return subject == workstation and when.knows(spot)

    barriers = tuple(one for one in state.barriers if one.removal or not lifted(one.workstation, one.spot))
    proposals = {
        ref: replace(one, withdrawn=True)
        if isinstance(one.content, WorkstationRemovalProposed) and lifted(one.content.workstation, one.spot)
        else one
        for ref, one in state.proposals.items()
    }
    return _marked(replace(state, barriers=barriers, proposals=proposals), workstation)


def _readmit(state: Membership, content: WorkstationReadmissionProposed, when: When) -> Membership:
    workstation, core = content.workstation, when.core
    lift = Lift(when.spot, by_journal(content.admitted, each=EVERY_CUT in state.rules))
    barriers = tuple(
        replace(one, lifts=(*one.lifts, lift))
        if one.removal and one.workstation == workstation and when.knows(one.spot)
        else one
        for one in state.barriers
    )
    state = _let_in(replace(state, barriers=barriers), workstation, when)
    knew = frozenset({when.spot, *(one for one in state.lifts.get(workstation, ()) if when.knows(one))})
    place = (core.order, core.journal, core.seq, core_hash(encode(core)), 0)
    readmitted = Readmitted(content.journals, knew, place)
    known = state.workstations.get(workstation)
    if known is not None:
        return _announced(state, known, readmitted, core.site)
    waiting = (*state.readmitted.get(workstation, ()), readmitted)
    return replace(state, readmitted={**state.readmitted, workstation: waiting})


def _announced(state: Membership, known: Workstation, readmitted: Readmitted, site: Id) -> Membership:
    """Its new journals, which are sealed with the key that it was enrolled with."""
    journals = state.journals
    for new in readmitted.journals:
        journal = journal_id(site, known.seal_key, new.nonce)
        info = JournalInfo(journal, known.id, new.scope, known.seal_key, readmitted.knew)
        journals = journals.also(info, readmitted.place)
    return replace(state, journals=journals)


def _marked(state: Membership, workstation: Id) -> Membership:
    known = state.workstations.get(workstation)
    if known is None:
        return state
    mine = [one for one in state.barriers if one.workstation == workstation]
    return _with(
        state,
        replace(
            known,
            suspended=any(not one.removal for one in mine),
            removed=any(one.removal and not one.lifts for one in mine),
        ),
    )


def _settle(state: Membership, content: ForkSettled, when: When) -> Membership:
    """It replaces the settlements that its second signer knew; one signed apart stands beside it."""
    before = state.settlements.get(content.journal, ())
    apart = tuple(one for one in before if not when.knows(one.spot))
    news = (*apart, Settlement(content.tips, when.spot, when.past))
    return replace(state, settlements={**state.settlements, content.journal: news})
