"""Who may be caught saying what no honest workstation says: as few as what went wrong concerns."""

import msgspec

from schema.ids import Id


class Excuses(msgspec.Struct):
    """Of everybody else, evidence and refused connections are defects, whatever goes wrong elsewhere."""

    workstations: set[Id] = msgspec.field(default_factory=set)
    """In bad hands, with a spoilt disk, or twice there: they, and whatever is in journals of theirs."""
    pairs: set[frozenset[Id]] = msgspec.field(default_factory=set)
    """Two between whom bytes were spoilt under way."""

    def of(self, *workstations: Id) -> bool:
        """Whether one of these explains it (who received, who sent, whose journal), or the cable between."""
        return not self.workstations.isdisjoint(workstations) or frozenset(workstations[:2]) in self.pairs
