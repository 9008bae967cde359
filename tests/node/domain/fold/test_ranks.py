"""What acts know, and on whose side they are, by strands."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from msgspec import structs

from node.domain.fold.ranks import Ranks
from node.domain.history import Act, concurrent, place_of
from sync.causality import Past
from tests.node.domain.builder import History
from tests.node.domain.fold.pairwise import Drawn
from tests.sync.branching import Branching, Where


def _agree(acts: Sequence[Act], draw: Random) -> None:
    """Each pair by itself, and all at once."""
    ranks = Ranks(acts)
    assert sorted(act.place for act in ranks.acts) == sorted(act.place for act in acts)
    chosen = [act for act in acts if draw.random() < 0.5]
    some = sum(1 << ranks.at(act) for act in chosen)
    for one in acts:
        here = ranks.at(one)
        assert ranks.acts[here] is one
        apart = [other for other in acts if concurrent(one, other)]
        assert ranks.apart[here] == sum(1 << ranks.at(other) for other in apart)
        mine = [act for act in chosen if not concurrent(act, one)]
        theirs = [act for act in chosen if concurrent(act, one)]
        assert ranks.on_this_side(here, some) == sum(
            1 << ranks.at(other) for other in apart if any(concurrent(act, other) for act in mine)
        )
        assert ranks.on_that_side(here, some) == sum(
            1 << ranks.at(other) for other in apart if any(not concurrent(act, other) for act in theirs)
        )


@pytest.mark.parametrize("seed", range(100))
def test_sides_are_those_of_each_pair(seed: int) -> None:
    _agree(Drawn(seed).acts, Random(seed))


@pytest.mark.parametrize("seed", range(100))
def test_so_they_are_with_branches(seed: int) -> None:
    draw = Random(seed)
    tree = Branching(draw, draw.randint(2, 25), deep=draw.choice([0.0, 0.5]))
    history = History()
    (station,) = history.stations("any")
    like = station.notes()
    pasts: dict[Where, Past] = {}
    acts = []
    for number, spot in enumerate(tree.below):
        seen = draw.sample([*pasts], min(len(pasts), draw.choice([0, 0, 1, 2])))
        known = {*tree.below[spot], *seen} - {spot}
        past = tree.strands.nothing.joined([pasts[one].with_tip(*one) for one in sorted(known)])
        pasts[spot] = past
        journal = tree.strands.journal(spot[0])
        ref = structs.replace(like.ref, journal=journal, seq=spot[1], core=number.to_bytes(32, "big"))
        acts.append(
            structs.replace(like, ref=ref, strand=spot[0], past=past, place=place_of(number + 1, ref))
        )
    if draw.random() < 0.5:  # some that are not about this file
        acts = [act for act in acts if draw.random() < 0.7]
    _agree(acts, draw)
