"""Forks: a branch counts as far as another workstation, or two people, went on from there."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ops.simulate.history import Set, Tx
from ops.simulate.said import Said, bits
from schema.acts.membership import WorkstationEnrolled
from schema.acts.workstations import ForkSettled
from schema.ids import Id

VOUCHED: Final = "invitation.redeemed/"
NOBODY: Final[Mapping[Id, Set]] = MappingProxyType({})


class Forks(Said):
    """Which branches count, given what else does."""

    def forked(self, held: Set) -> Set:
        """Those held beside another of their journal, neither before the other."""
        return bits(tx for tx, rivals in self.rivals.items() if tx.bit & held and rivals & held)

    def let_in_again(self, alone: Set) -> Mapping[Id, Set]:
        """Workstations let in by nothing but invitations that others used as well, and where.

        Of these transactions, which count by their own past. Said again word for word, it is the same.
        """
        redeemed: dict[Id | None, list[tuple[Tx, Id]]] = {}
        for tx, one in self.said(alone, WorkstationEnrolled):
            items = zip(tx.bodies, tx.transaction.bodies, strict=True)
            signed = any(said is one and item is not None and item.signature for said, item in items)
            again = one.invitation is not None and not signed and "only_once" in self.rules(tx.past)
            redeemed.setdefault(one.invitation if again else None, []).append((tx, one.workstation))
        found: dict[Id, list[tuple[Tx, bool]]] = {}
        for invitation, uses in redeemed.items():
            for tx, workstation in uses:
                rival = any(words(by) != words(tx) for by, _ in uses)
                found.setdefault(workstation, []).append((tx, invitation is not None and rival))
        return {
            one: bits(tx for tx, _ in places)
            for one, places in found.items()
            if all(again for _, again in places)
        }

    def built(self, good: Set, held: Set, settled: Set, unsure: Mapping[Id, Set] = NOBODY) -> Set:
        """Those on no forked journal, settled, or on which one of another workstation that counts had built.

        Whoever holds two branches of the journal before writing builds on neither. Whoever is `unsure`
        builds once it counts that they were let in.
        """
        forked = self.forked(held)
        journals = {tx.core.journal for tx in self.of(good & forked)}
        branches = [(self.owner(journal), bits(self.journals[journal]) & forked) for journal in journals]
        found, before = good & (~forked | settled), -1
        while found != before:
            before = found
            witnesses = [(self.owner(by.core.journal), by.past) for by in self.of(found)]
            witnesses = [(who, past) for who, past in witnesses if unsure.get(who, found) & found]
            for owner, branch in branches:
                for other, past in witnesses:
                    if (built := past & branch) and other != owner and self.one_chain(built):
                        found |= built & good
        return found

    def settled(self, counted: Set, held: Set) -> Set:
        """What two people settled, as far as it is held; of what was signed apart, what all of them admit."""
        said: list[tuple[Tx, Set, ForkSettled]] = []
        for tx, one in self.agreed(counted, ForkSettled):
            tips = tuple(tip for tip in one.tips if self.known[tip.hash].bit & held)
            # Of that journal: what was before these tips elsewhere is for others to settle.
            branches = bits(self.journals[one.journal])
            said.append((tx, self.within(tips, one.journal, held) & branches, one))
        admitted: dict[Id, Set] = {}
        for tx, what, one in said:
            if not any(by.past & tx.bit and one.journal == other.journal for by, _, other in said):
                admitted[one.journal] = admitted.get(one.journal, -1) & what
        return bits(tx for what in admitted.values() for tx in self.of(what))


def words(tx: Tx) -> list[tuple[str, bytes]]:
    """What a redemption says, whoever vouches for it."""
    items = zip(tx.core.headers, tx.transaction.bodies, strict=True)
    return [
        (header.kind, item.body) for header, item in items if item and not header.kind.startswith(VOUCHED)
    ]
