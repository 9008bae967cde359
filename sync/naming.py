"""Which heads a transaction names in `saw`, when somebody has made more of them than it can hold. Pure.

Each workstation's in its turn, so that whoever has many costs nobody his place; the rest is not seen yet,
and named by the transactions after this one. Of a journal in many branches few are ever named.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import groupby

from schema.ids import Id
from schema.transaction import Tip
from sync.strands import Strands

MOST = 1024
"""Heads named in one transaction: a quarter of what it may hold, so that its acts have room beside them."""
BRANCHES = 16
"""Of one journal, unless they count or the acts now written lean on them: two already prove the fork."""


def crowded(strands: Strands) -> list[Id]:
    """The journals that are in more branches than are named."""
    return [journal for journal in strands.forked if len(strands.of(journal)) > BRANCHES]


def few_branches(
    strands: Strands, journal: Id, known: Collection[Id], needed: Collection[Id]
) -> frozenset[Id]:
    """The strands of a crowded journal that may be named: those needed, and some that make the fork known.

    Of the others those that are `known` already, so that a past does not grow with every new branch.
    """
    others = sorted(
        (one for one in strands.of(journal) if one not in needed), key=lambda one: one not in known
    )
    return frozenset({*(one for one in strands.of(journal) if one in needed), *others[:BRANCHES]})


def in_turn(tips: Iterable[Tip], owner: Callable[[Id], int], most: int) -> list[Tip]:
    """At most so many of these tips: the first of each owner, then the second of each.

    Whose a journal is `owner` says, by a number: the smaller come first, each with his in the given order.
    """
    whose = sorted(((owner(tip.journal), n, tip) for n, tip in enumerate(tips)), key=lambda one: one[:2])
    turns = [
        (turn, number, tip)
        for number, some in groupby(whose, key=lambda one: one[0])
        for turn, (_, _, tip) in enumerate(some)
    ]
    return [tip for _, _, tip in sorted(turns, key=lambda one: one[:2])[:most]]
