"""What a transaction written here names of all that has come: see `sync.naming`.

What counts, and what stands in the files that its acts touch or rely on, comes before other branches:
whoever judges an act must be shown to have known it.
"""

from collections.abc import Iterable, Sequence

from node.store.chain import Chain
from node.store.connection import Connection
from node.store.files import Files
from schema.ids import Id
from schema.transaction import Tip
from sync.journal import NewAct
from sync.naming import MOST, crowded, few_branches, in_turn
from sync.roll import Roll


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
        known = self._chain.head_past(journal).seqs
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
        many = crowded(self._chain.strands)
        needed = self._needed(many, ())
        named = {strand for crowd in many for strand in few_branches(self._chain.strands, crowd, (), needed)}
        return [
            tip
            for tip in tips
            if tip.journal not in many
            or ((held := self._chain.held(tip)) is not None and held.strand in named)
        ]

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
