"""Forks: a branch counts as far as another workstation, or two people, went on from there."""

from ops.simulate.history import Set, Tx
from ops.simulate.said import Said, bits
from schema.acts.workstations import ForkSettled
from schema.ids import Id


class Forks(Said):
    """Which branches count, given what else does."""

    def forked(self, held: Set) -> list[tuple[Tx, Tx]]:
        """Pairs of one journal that are both held, of which neither is before the other."""
        return [(one, other) for one, other in self.forks if one.bit & held and other.bit & held]

    def built(self, good: Set, held: Set, settled: Set) -> Set:
        """Those on no forked journal, settled, or on which one of another workstation that counts had built.

        Whoever holds two branches of the journal before writing builds on neither.
        """
        forks = self.forked(held)
        forked = bits(tx for pair in forks for tx in pair)
        found, before = good & (~forked | settled), -1
        while found != before:
            before, witnesses = found, self.of(found)
            for tx in self.of(good & forked & ~found):
                pairs = [(a.bit, b.bit) for a, b in forks if a.core.journal == tx.core.journal]
                others = [
                    by for by in witnesses if self.owner(by.core.journal) != self.owner(tx.core.journal)
                ]
                builders = [by for by in others if not any(a & by.past and b & by.past for a, b in pairs)]
                found |= tx.bit if any(by.past & tx.bit for by in builders) else 0
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
