"""What a transaction written here names of all that has come: see `sync.naming`.

What counts, and what stands in the files that its acts touch or rely on, comes before other branches:
whoever judges an act must be shown to have known it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from node.store.admission import FORKED
from node.store.chain import Chain
from node.store.connection import Connection
from node.store.files import Files, intact
from schema.ids import Id
from schema.transaction import Tip
from sync.journal import NewAct
from sync.naming import BRANCHES, MOST, crowded, few_branches, in_turn
from sync.roll import Roll

_LOOKED_AT: Final = 256
"""Transactions of each branch that are looked at for what people signed, from where its journal forks."""


class Naming:
    """On the writer thread only."""

    def __init__(self, connection: Connection, chain: Chain, files: Files, roll: Roll) -> None:
        self._connection = connection
        self._chain = chain
        self._files = files
        self._roll = roll

    def saw(self, journal: Id, scope: str, acts: Sequence[NewAct]) -> list[tuple[Tip, int]]:
        """The heads that the next transaction of `journal`, with these acts, names; each with its order."""
        unseen = self._chain.unseen(journal, scope)
        many = crowded(self._chain.strands)
        if len(unseen) <= MOST and not many:
            return unseen
        orders = dict(unseen)
        strand_of = {tip: held.strand for tip in orders if (held := self._chain.held(tip)) is not None}
        needed = self._needed(many, acts)
        known = self._chain.head_past(journal).pieces()
        named = {
            strand
            for crowd in many
            for strand in few_branches(self._chain.strands, crowd, known.keys(), needed)
        }
        numbers = self._chain.numbers
        wanted = sorted(
            (tip for tip, strand in strand_of.items() if tip.journal not in many or strand in named),
            key=lambda tip: (strand_of[tip] not in needed, numbers[strand_of[tip]]),
        )
        return [(tip, orders[tip]) for tip in self.fairly(wanted, MOST)]

    def cuts(self, tips: Iterable[Tip]) -> list[Tip]:
        """Of these heads those that a cut names: of a journal in many branches what counts, and some more."""
        every = list(tips)
        many = crowded(self._chain.strands)
        named = {
            tip for crowd in many for tip in self._few(crowd, [tip for tip in every if tip.journal == crowd])
        }
        return [tip for tip in every if tip.journal not in many or tip in named]

    def _few(self, journal: Id, tips: Iterable[Tip]) -> set[Tip]:
        """Of these heads of a crowded journal those of branches that count, and some: the same everywhere."""
        strand_of = {tip: held.strand for tip in tips if (held := self._chain.held(tip)) is not None}
        self._chain.write_out()
        number, since = self._chain.numbers[journal], self._chain.strands.forked[journal]
        of_it = f"(journal = {number} OR journal IN (SELECT strand FROM branches WHERE journal = {number}))"  # noqa: S608  # our own numbers
        counting = {
            self._chain.ids[row[0]]
            for row in self._connection.rows(
                f"SELECT DISTINCT journal FROM transactions WHERE {of_it} AND set_aside = '' AND seq >= ?",  # noqa: S608
                (since,),
            )
        }
        signed: set[Id] = set()
        for row in self._connection.each(
            "SELECT journal, hash, data FROM transactions"  # noqa: S608
            f" WHERE {of_it} AND set_aside = '{FORKED}' AND seq >= {since} AND seq < {since + _LOOKED_AT}"
        ):
            strand = self._chain.ids[row[0]]
            if strand not in signed and strand not in counting and _by_somebody(row[2], bytes(row[1])):
                signed.add(strand)
        others = sorted(
            (tip for tip, strand in strand_of.items() if strand not in counting),
            key=lambda tip: (strand_of[tip] not in signed, tip),
        )
        return {*(tip for tip, strand in strand_of.items() if strand in counting), *others[:BRANCHES]}

    def fairly(self, tips: Iterable[Tip], most: int) -> list[Tip]:
        """At most so many of these, each workstation's in its turn: who was enrolled first comes first."""
        place = {one: n for n, one in enumerate(self._roll.now.workstations)}
        journals = self._roll.announced_here

        def owner(journal: Id) -> int:
            info = journals.get(journal)
            return len(place) if info is None else place.get(info.workstation, len(place))

        return in_turn(tips, owner, most)

    def _needed(self, many: Sequence[Id], acts: Sequence[NewAct]) -> frozenset[Id]:
        """Strands of these journals that count, or on which these acts lean."""
        if not many:
            return frozenset()
        self._chain.write_out()
        self._files.write_out()
        marks = ", ".join(str(self._chain.numbers[one]) for one in many)
        of_many = f"SELECT strand FROM branches WHERE journal IN ({marks})"  # noqa: S608  # our own numbers
        counting = self._connection.rows(
            f"SELECT DISTINCT journal FROM transactions WHERE set_aside = '' AND journal IN ({of_many})"  # noqa: S608
        )
        touched = {file for act in acts for file in (act.file, *act.mentions) if self._files.known(file)}
        files = ", ".join(str(self._files.number(file)) for file in touched)
        leaning = self._connection.rows(
            "SELECT DISTINCT t.journal FROM acts a JOIN transactions t ON t.n = a.tx"  # noqa: S608
            f" WHERE a.file IN ({files}) AND t.journal IN ({of_many})"
        )
        named = (Tip(ref.journal, ref.seq, ref.core) for act in acts for ref in act.based_on)
        relied_on = (held.strand for tip in named if (held := self._chain.held(tip)) is not None)
        return frozenset((*many, *(self._chain.ids[row[0]] for row in (*counting, *leaning)), *relied_on))


def _by_somebody(data: bytes, named: bytes) -> bool:
    """Whether a transaction holds an act of a person."""
    found = intact(data, named)
    return found is not None and any(header.actor is not None for header in found[1].headers)
