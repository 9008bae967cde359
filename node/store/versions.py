"""The versions of forked journals: what begins each, and what people decided of them."""

from collections.abc import Iterable, Iterator, Mapping

from node.domain.history import Act
from node.domain.merge.journal_forked import Decided
from node.store.chain import Chain
from schema.acts.agreement import MembershipAgreed
from schema.acts.base import MOST_CUTS
from schema.acts.workstations import ForkLookedAt
from schema.ids import Hash, Id
from schema.transaction import ActRef, Tip
from sync.membership import Membership


def versions(chain: Chain, journal: Id) -> list[ActRef]:
    """The first act of each version of a forked journal, by its place."""
    strands = chain.strands
    begun = {
        (branch.since, strand)
        for one in strands.of(journal)
        if (branch := strands.branch(one)) is not None
        for strand in (one, branch.base)
    }
    found = []
    for seq, strand in begun:
        named = chain.hash_at(strand, seq)
        if named is not None:
            found.append(ActRef(journal, seq, 0, named))
    return sorted(found)


def look_at(chain: Chain, proposal: ActRef, journal: Id) -> ForkLookedAt:
    """What to say of them once it was proposed how far each counts; of more than an act names, the first."""
    begin = (Tip(one.journal, one.seq, one.core) for one in versions(chain, journal)[:MOST_CUTS])
    return ForkLookedAt(proposal, tuple(begin))


def agreed_to(agreements: Iterable[Act]) -> Mapping[Hash, ActRef]:
    """What each transaction with an agreement agreed to."""
    return {one.ref.core: one.body.act for one in agreements if isinstance(one.body, MembershipAgreed)}


def decided(
    chain: Chain, members: Membership, journal: Id, proposed: Mapping[Hash, ActRef], said: Iterable[Act]
) -> Iterator[Decided]:
    """What people decided of a forked journal; `said` are the acts about its workstation."""
    looked_at = {
        # What another workstation says that somebody looked at here is no word of theirs.
        act.body.proposal: act.body.begin
        for act in said
        if isinstance(act.body, ForkLookedAt) and act.body.proposal.journal == act.ref.journal
    }
    for one in members.settlements.get(journal, ()):
        signed = chain.hash_at(one.spot.strand, one.spot.seq)
        if signed is not None:
            # The recovery key agrees with nobody: what it says stands alone.
            alone = ActRef(chain.strands.journal(one.spot.strand), one.spot.seq, 0, signed)
            act = proposed.get(signed, alone)
            begin = looked_at.get(act)
            told = begin is not None and len(begin) < MOST_CUTS
            yield Decided(act, one.tips, frozenset(begin) if begin is not None and told else None)
