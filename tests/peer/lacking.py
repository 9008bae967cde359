"""What the other side lacks, and the Ladder, from `ops/protocol-wire.md` (Conversation, 3 and 4) alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.peer.journals import Journals
from tests.peer.transactions import Tip, Transaction

Vector = Mapping[bytes, Sequence[Tip]]
"""The tips of each journal that the other side named."""


def by_journal(tips: Iterable[Tip]) -> dict[bytes, list[Tip]]:
    """Tips, journal by journal."""
    found: dict[bytes, list[Tip]] = {}
    for tip in tips:
        found.setdefault(tip[0], []).append(tip)
    return found


def ladder(journals: Journals, journal: bytes) -> list[Tip]:
    """Of each own tip: that tip, what lies 1, 2, 4, 8 … below it on its chain, and the first transaction."""
    rungs = []
    for tip in journals.tips():
        if tip[0] == journal:
            chain = [one.tip for one in journals.chain(tip)]
            steps = [0, *(2**n for n in range(64) if 2**n < len(chain) - 1), len(chain) - 1]
            rungs += [chain[step] for step in dict.fromkeys(steps)]
    return rungs


def strange(journals: Journals, theirs: Vector) -> set[bytes]:
    """Journals of which both hold what the other does not, as far as their tips tell."""
    found = set()
    for journal, tips in theirs.items():
        longest = max((one.seq for one in journals.of(journal)), default=0)
        unknown = all(tip[2] not in journals.held for tip in tips)
        if unknown and any(tip[1] <= longest for tip in tips):
            found.add(journal)
    return found


def lacking(journals: Journals, theirs: Vector, rungs: Vector) -> list[Transaction]:
    """What they do not have, as far as they told, in an order in which they can take it."""
    found = []
    apart = strange(journals, theirs)
    for journal in {one.journal for one in journals.held.values()}:
        named = theirs.get(journal, ())
        if journal in apart:
            if journal not in rungs:
                continue  # their Ladder will say where the branches part
            named = rungs[journal]
        places = [tip for tip in named if tip[2] in journals.held]
        if named and not places and journal not in apart:
            continue  # they are ahead
        below = {one.hash for place in places for one in journals.chain(place)}
        found += [one for one in journals.of(journal) if one.hash not in below]
    return journals.in_order(found)
