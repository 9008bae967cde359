"""A few common sites, played once for whoever asks what happened there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ops.simulate.founding import FoundedSite
from ops.simulate.plan import Plan
from ops.simulate.remembered import remembering
from ops.simulate.world import World


class Played(NamedTuple):
    """What they went through."""

    faults: Counter[str]
    kinds: set[str]


def play_a_few(founded: FoundedSite, folder: Callable[[], Path]) -> Played:
    """Of three workstations each, every one in a new folder."""
    faults: Counter[str] = Counter()
    kinds: set[str] = set()
    with remembering():
        for seed in range(1, 9):
            with closing(World(Plan(seed=seed, workstations=3, acts=25), founded, folder())) as world:
                faults.update(world.run().faults)
                kinds.update(header.kind for tx in world.model.since(0) for header in tx.core.headers)
    return Played(faults, kinds)
