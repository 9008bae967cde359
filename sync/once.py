"""What may be done once, done on several branches of one journal. Pure.

An invitation is redeemed once, in the journal in which it was made, and the only administrator appointed
the second alone once, in the journal of the founding. Each branch of a forked journal has this still to do,
so that neither may make its own witness. An invitation takes its one-time key besides, which was in one
place while it was redeemed: whoever redeems it twice was hostile already then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import msgspec

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import WorkstationEnrolled
from schema.acts.people import AdministratorAppointed
from schema.codec import Wire
from schema.ids import Hash, Id
from schema.rules import ONLY_ONCE
from sync.annals import Annals
from sync.causality import Spot
from sync.folding import Aside, Entry, lower, lowest_of, rests
from sync.membership import Membership, Role, judge, needs
from sync.membership.vouching import Vouchers
from sync.strands import Strands

Words: TypeAlias = tuple[tuple[str, bytes], ...]
Said: TypeAlias = dict[Words, list[tuple[Spot, Id]]]
"""By what is said with one invitation: where, and which workstation it lets in."""


class Again(msgspec.Struct, frozen=True):
    """Invitations redeemed by transactions that say something else."""

    redeemed: Aside = {}
    """Where this was."""
    unsure: Mapping[Id, tuple[Spot, ...]] = {}
    """Workstations that nothing else enrols: they witness nothing before one of these counts."""

    def settled(self, aside: Aside) -> "Again":
        """The same once it is known what of membership does not count."""
        return Again(
            self.redeemed, {one: some for one, some in self.unsure.items() if aside.keys() >= {*some}}
        )


def redeemed_again(entries: Iterable[Entry], everything: Membership) -> Again:
    """What was redeemed on several branches, under the rule, to let in not the same."""
    redeeming: dict[Id, Said] = {}
    surely: set[Id] = set()
    for one in entries:
        for content, signed in _enrolments(one):
            if signed or content.invitation is None or not everything.held_for(ONLY_ONCE, one.past):
                surely.add(content.workstation)
            else:
                said = redeeming.setdefault(content.invitation, {})
                said.setdefault(_words(one), []).append((one.spot, content.workstation))
    spots: dict[Id, tuple[Spot, ...]] = {}
    for said in redeeming.values():
        for spot, workstation in chain.from_iterable(said.values()):
            # The very same again lets in nobody else, and takes the seal key alone.
            if len(said) > 1:
                spots[workstation] = (*spots.get(workstation, ()), spot)
            else:
                surely.add(workstation)
    redeemed = {spot: "not_invited" for some in spots.values() for spot in some}
    return Again(redeemed, {one: spots[one] for one in spots.keys() - surely})


def _enrolments(entry: Entry) -> Iterator[tuple[WorkstationEnrolled, bool]]:
    """Each enrolment, and whether somebody signed it."""
    for index, content in entry.contents.items():
        if isinstance(content, WorkstationEnrolled):
            body = entry.bodies[index]
            yield content, body is not None and body.signature is not None


def _words(entry: Entry) -> Words:
    """What its invitation's one-time key stands behind: all but the last act, which says so."""
    acts = zip(entry.core.headers[:-1], entry.bodies[:-1], strict=True)
    return tuple((header.kind, body.body) for header, body in acts if body is not None)


def appointed_again(entries: Iterable[Entry], everything: Membership, strands: Strands) -> Iterator[Entry]:
    """Appointments by one alone, in a forked part, of which who made another administrator did not know."""
    journal = everything.founded_in
    since = strands.forked.get(journal) if journal is not None else None
    for one in entries if since is not None else ():
        if one.core.journal == journal and one.core.seq >= (since or 0) and _has_a_rival(one, everything):
            yield one


def _has_a_rival(entry: Entry, everything: Membership) -> bool:
    for index, content in entry.contents.items():
        actor = entry.core.headers[index].actor
        if isinstance(content, AdministratorAppointed) and actor is not None:
            others = (who for name, who in everything.people.items() if name not in {actor, content.person})
            if any(who.administers_apart(entry.spot) for who in others):
                return everything.held_for(ONLY_ONCE, entry.past)
    return False


def without(
    doubtful: Sequence[Entry], entries: Iterable[Entry], aside: Aside, annals: Annals, vouchers: Vouchers
) -> Aside:
    """What is set aside besides with these, by one where it takes two, and what rests on them.

    That goes on to restrict, as it would if nobody had agreed to it, and does nothing else.
    """
    found = {one.spot: "takes_two" for one in doubtful}
    everything = {**aside, **found}
    lowest = lowest_of(found)
    alone: set[Hash] = set()
    """What only restricts now."""
    for one in entries:
        if one.spot in everything or not rests(one, lowest):
            continue
        contents = one.contents.values()
        agreed = [content.act.core for content in contents if isinstance(content, MembershipAgreed)]
        before = annals.folded(everything, one.past)
        why = judge(before, one.core, one.bodies, vouchers)[0]
        why = why or ("" if alone.isdisjoint(agreed) else "not_proposed")
        if why and all(_restricts_alone(content) for content in contents):
            alone.add(one.hash)
        elif why:
            found[one.spot] = everything[one.spot] = why
            lower(lowest, one.spot)
    return found


def _restricts_alone(content: Wire) -> bool:
    """Whether it restricts already by what one person says."""
    found = needs(content)
    return (found.at_once if found.two else found.role) == Role.RESTRICTS
