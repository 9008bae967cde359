"""What waits for a second person, told to the one who asks: what, about whom, and whether they may agree."""

from collections.abc import Iterator
from typing import Final

from node.api.agreement import ProposalView
from node.api.base import Stamp
from node.desk import Desk
from node.sessions import Session
from node.store.branches import Branches
from node.views.known_since import known_since
from node.views.workstations import held_of
from schema.acts.membership import RulesSwitched
from schema.acts.people import (
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
)
from schema.acts.workstations import ForkSettled, WorkstationReadmissionProposed, WorkstationRemovalProposed
from schema.codec import Wire
from schema.ids import Id, short_hash
from sync.membership import ADMINISTRATION, PIN, Proposal, may_agree, may_call_off, overtaken
from sync.roll import Roll

KINDS: dict[type[Wire], str] = {
    WorkstationRemovalProposed: "workstation_removal",
    WorkstationReadmissionProposed: "workstation_readmission",
    ForkSettled: "fork_settlement",
    RulesSwitched: "rules",
    PersonRemovalProposed: "person_removal",
    PersonReadmissionProposed: "person_readmission",
    AdministratorProposed: "administrator",
    AdministratorDismissalProposed: "administrator_dismissal",
    KeyResetProposed: "pin_reset",
}
"""Text `proposal.<kind>` of each."""

_TOLD_MS: Final = 30 * 86_400_000
"""So long it is told that something holds although it was called off, from when somebody here could know."""
ADMITTING = "workstation_readmission_admitting"
"""A readmission by which what was set aside of the workstation shall count: it is another thing to sign."""
PIN_RIGHT = "pin_right"
"""Rights that take two because the right to reset PINs is among them; who has them is no administrator."""


def proposal_views(desk: Desk, session: Session) -> tuple[ProposalView, ...]:
    """Everything that waits, the oldest first."""
    waiting = (_view(desk, session, one) for one in waiting_in(desk.replica.roll))
    return tuple(sorted(waiting, key=lambda one: (one.by.at, one.act)))


def apart_views(desk: Desk, session: Session) -> tuple[ProposalView, ...]:
    """What holds although somebody called it off lately: agreed to by a person who did not know of that."""
    return tuple(
        _view(desk, session, one)
        for one in desk.members.proposals.values()
        if one.agreed and one.called_off and _lately(desk, one)
    )


def _lately(desk: Desk, proposal: Proposal) -> bool:
    """Whether nobody who worked here for long could know of both: whenever they were written."""
    known = known_since(desk, proposal.agreements, proposal.called_off)
    return known is None or known > desk.now() - _TOLD_MS


def resets_of(desk: Desk, person: Id) -> tuple[Stamp, ...]:
    """Who proposed another PIN for this person that waits for a second one, the oldest first."""
    of_them = (
        desk.names.stamp(one.act)
        for one in waiting_in(desk.replica.roll)
        if isinstance(one.content, KeyResetProposed) and one.content.person == person
    )
    return tuple(sorted(of_them, key=lambda one: one.at))


def waiting_in(roll: Roll) -> Iterator[Proposal]:
    """What somebody may yet agree to or call off.

    Not what an act that does not count answers already: whoever has that in their past is refused for it.
    """
    uncut = roll.uncut.proposals
    waiting = (one for one in roll.now.proposals.values() if one.open and uncut[one.act].open)
    return (one for one in waiting if not overtaken(roll.now, one))


def _view(desk: Desk, session: Session, proposal: Proposal) -> ProposalView:
    content, uncut = proposal.content, desk.replica.roll.uncut
    return ProposalView(
        act=proposal.act,
        kind=_kind(content),
        subject=_subject(desk, content),
        detail=_detail(content),
        by=desk.names.stamp(proposal.act),
        aside=_aside(desk, content),
        agrees=may_agree(uncut, session.actor, proposal.act)
        or may_agree(desk.members, session.actor, proposal.act),
        calls_off=may_call_off(uncut, session.actor, proposal.act)
        or may_call_off(desk.members, session.actor, proposal.act),
        called_off=tuple(map(desk.names.stamp, proposal.called_off)),
    )


def _kind(content: Wire) -> str:
    if getattr(content, "admitted", ()):
        return ADMITTING
    if isinstance(content, AdministratorProposed) and PIN in content.rights:
        return KINDS[AdministratorProposed] if ADMINISTRATION & set(content.rights) else PIN_RIGHT
    return KINDS[type(content)]


def _subject(desk: Desk, content: Wire) -> str:
    if isinstance(content, ForkSettled):
        return desk.names.workstation_of(content.journal)
    if not isinstance(content, RulesSwitched):
        return desk.names.concerned(content) or "?"
    founded = desk.members.founded
    return founded.name if founded is not None else "?"


def _aside(desk: Desk, content: Wire) -> int:
    """Acts of a workstation to be readmitted that are set aside here: those admitted, or else all of them."""
    if not isinstance(content, WorkstationReadmissionProposed):
        return 0
    if not content.admitted:
        return held_of(desk, content.workstation)[1]
    branches = Branches(desk.replica.connection, desk.replica.chain)
    return sum(branches.acts(tip, 1)[1] for tip in content.admitted)


def _detail(content: Wire) -> str:
    """The reason given; rights, rules or versions of a journal by name, told apart by commas."""
    if isinstance(content, ForkSettled):
        return ",".join(short_hash(tip.hash) for tip in content.tips)
    if isinstance(content, RulesSwitched):
        return ",".join(rule.name for rule in content.rules)
    if isinstance(content, AdministratorProposed | AdministratorDismissalProposed):
        return ",".join(content.rights)
    return str(getattr(content, "reason", ""))
