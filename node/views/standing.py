"""Whether what is done here, or by somebody, still counts: since when it does not, by whom, and why."""

from collections.abc import Iterable

from node.api.site import PersonStanding, StandingView
from node.desk import Desk
from node.domain.rights import in_order
from node.store.branches import Branches
from node.store.files import content_of
from schema.acts.agreement import MembershipAgreed
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import Core, Tip, Transaction
from sync.causality import Spot
from sync.membership import Withdrawal

_MOST = 20
"""Withdrawals read for one person: the strip is asked for every few seconds, however many there are."""


def workstation_standing(desk: Desk, *, named: bool) -> StandingView | None:
    """What shut this workstation out, the gravest and then the newest first; nil while it counts.

    `named`: also who decided it, when, and why, which is told to those who have signed in.
    """
    me = desk.vault.workstation
    found = [
        _told(desk, one.spot, me, "removed" if one.removal else "suspended", ())
        for one in [one for one in desk.members.barriers if one.workstation == me and not one.lifts][-_MOST:]
    ]
    gravest = max(found, key=lambda one: (one.what == "removed", one.at), default=None)
    return gravest if gravest is None or named else StandingView(gravest.what, (), (), 0, "")


def person_standing(desk: Desk, person: Id) -> PersonStanding | None:
    """The rights that count of somebody, and what took the others; nil of somebody unknown."""
    known = desk.members.people.get(person)
    if known is None:
        return None
    counting = known.rights if known.active else frozenset()
    taken = [
        _told(desk, one.spot, person, _what(one), _rights(one, counting))
        for one in _of(desk, person, counting)[-_MOST:]
    ]
    return PersonStanding(
        rights=in_order(counting),
        taken=tuple(sorted(taken, key=lambda one: -one.at)),
    )


def _of(desk: Desk, person: Id, counting: frozenset[str]) -> list[Withdrawal]:
    """What was taken from somebody and is still lacking, in fold order."""
    return [
        one
        for one in desk.members.withdrawals
        if one.person == person and not one.lifted and (one.rights is None or _rights(one, counting))
    ]


def _what(one: Withdrawal) -> str:
    if one.rights is not None:
        return "rights"
    return "removed" if one.removal else "suspended"


def _rights(one: Withdrawal, counting: frozenset[str]) -> tuple[str, ...]:
    """Those it took that have not been given again."""
    return in_order(one.rights - counting) if one.rights else ()


def _told(desk: Desk, spot: Spot, subject: Id, what: str, rights: tuple[str, ...]) -> StandingView:
    by: list[str] = []
    at, reason = 0, ""
    for transaction, core in _at(desk, spot):
        at = core.at
        for header, body in zip(core.headers, transaction.bodies, strict=True):
            content, signers = content_of(header, body)[0], [header.actor]
            proposal = (
                desk.members.proposals.get(content.act) if isinstance(content, MembershipAgreed) else None
            )
            if proposal is not None:
                content, signers = proposal.content, [proposal.by, header.actor]
            if _about(content, subject):
                by = [desk.names.person_view(one).name for one in signers if one is not None]
                reason = str(getattr(content, "reason", ""))
    return StandingView(what, rights, tuple(by), at, reason)


def _at(desk: Desk, spot: Spot) -> Iterable[tuple[Transaction, Core]]:
    """The transaction at a place; nothing when it cannot be read."""
    chain = desk.replica.chain
    hash_ = chain.hash_at(spot.strand, spot.seq)
    if hash_ is None:
        return ()
    tip = Tip(chain.strands.journal(spot.strand), spot.seq, hash_)
    return Branches(desk.replica.connection, chain).newest(tip, spot.seq, 1)


def _about(content: Wire | None, subject: Id) -> bool:
    return subject in (getattr(content, "workstation", None), getattr(content, "person", None))
