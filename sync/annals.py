"""The annals: every membership transaction held, and what any of them make of membership. Pure.

Those that only announce journals, or do nothing here, are not folded: announcements are looked up.
"""

from bisect import insort

from msgspec.structs import replace

from schema.ids import Id
from sync.causality import Past
from sync.folding import Aside, Entry, Folds, Known, Places
from sync.membership import JournalInfo, Journals, Membership, Openings


class Annals:
    """Grows with each transaction, whose past is already in."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        """In fold order."""
        self._acting: list[Entry] = []
        """Of these what is folded."""
        self._pieces: dict[Id, int] = {}
        """Their strands, numbered in the order of their first."""
        self._acted_in: set[Id] = set()
        """Their journals."""
        self._written_in: set[Id] = set()
        """The journals of all that counts by itself."""
        self._openings = Openings()
        self._folds = Folds()
        self._journals: Journals | None = Journals(self._openings)
        """Nil while something that was added, and does more to them than open some, was not looked at."""
        self._news: list[Id] = []
        """Journals of openings that nobody was told of."""
        self._told: set[Id] = set()
        """Journals that other acts announce, of which somebody was told."""

    @property
    def journals(self) -> Journals:
        """Every journal announced here, whatever is set aside."""
        if self._journals is None:
            self._journals = self.folded({}).journals
        return self._journals

    def announced(self, journal: Id, but: Aside) -> JournalInfo | None:
        """A journal as it was first announced, by none of these unless nothing else announces it."""
        found = Journals(self._openings, None, but, said=self.journals.said).get(journal) if but else None
        return self.journals.get(journal) if found is None else found

    def news(self) -> list[Id]:
        """Journals announced since this was last asked."""
        new = [*self._news, *(one for one in self.journals.said if one not in self._told)]
        self._told.update(self.journals.said)
        self._news.clear()
        return new

    def tell_again(self) -> None:
        """As if it had never been asked."""
        self._news = [*self.journals]
        self._told.clear()

    def add(self, new: Entry) -> bool:
        """Take one in; whether it may make more of membership than journals of which nobody knew.

        A journal in which something stands already is more: on a branch of it, that was judged as nobody's.
        """
        insort(self.entries, new, key=lambda item: item.place)
        stood = False
        if not new.verdict:
            for info, place in new.opened:
                self._news.append(info.id)
                late = info.id in self._written_in and info.id not in self._openings.journals()
                stood = self._openings.add(info, place, new.spot, new.past) or late or stood
            self._written_in.add(new.core.journal)
        if new.acts:
            self._pieces.setdefault(new.spot.strand, len(self._pieces))
            self._acted_in.add(new.core.journal)
            insort(self._acting, new, key=lambda item: item.place)
        if self._journals is not None:
            # Of what people write of themselves a hostile one writes thousands, on as many branches.
            self._journals = self._journals.since() if new.spares_journals else None
        return new.acts or stood

    def folded(self, aside: Aside, past: Past | None = None) -> Membership:
        """What all of it makes of membership, but for what is set aside (and, with `past`, outside it)."""
        return self._with_journals(self._folds.folded(self._acting, aside, past), aside, past)

    def at(self, past: Past, aside: Aside, kept: Known) -> Membership:
        """The same within this past, by what was `kept` with the same set aside."""
        found = kept.at(self._places(past), lambda: self._folds.folded(self._acting, aside, past))
        return self._with_journals(found, aside, past)

    def _with_journals(self, state: Membership, aside: Aside, past: Past | None) -> Membership:
        return replace(
            state, journals=Journals(self._openings, past, aside, state.lifts, state.journals.said)
        )

    def _places(self, past: Past) -> Places:
        """What the past holds of journals in which something is folded."""
        pieces, seqs = self._pieces, past.pieces(self._acted_in)
        if len(pieces) <= 2 * len(seqs):
            return tuple([(n, seqs[strand]) for strand, n in pieces.items() if strand in seqs])
        return tuple(sorted((pieces[strand], seq) for strand, seq in seqs.items() if strand in pieces))
