"""Many seeds, each in a folder of its own that is gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from ops.simulate.founding import FoundedSite, found
from ops.simulate.plan import Outcome, Plan
from ops.simulate.remembered import remembering
from ops.simulate.world import World

MEMORY = Path("/dev/shm")  # noqa: S108  # a folder in memory where there is one: nothing here outlives the run

BATCH = 5
"""Seeds a process runs at once: founding a site is a part of their cost."""


def folder(under: Path | None = None) -> Path:
    """A fresh folder, in memory where the system has one."""
    return Path(tempfile.mkdtemp(prefix="veilleuse-", dir=under or (MEMORY if MEMORY.is_dir() else None)))


def run_all(plans: Iterable[Plan], under: Path | None = None) -> Iterator[Outcome]:
    """The outcome of each plan; all have one number of workstations, whose site is founded once."""
    place = folder(under)
    site: FoundedSite | None = None
    try:
        with remembering():
            for plan in plans:
                if site is None:
                    site = found(place / "founded", plan.workstations)
                yield run(plan, site, place / "run")
    finally:
        shutil.rmtree(place)


def run_in_jobs(plans: Sequence[Plan], jobs: int) -> Iterator[Outcome]:
    """The same on several processors, in the order of the plans."""
    if jobs == 1:
        yield from run_all(plans)
        return
    batches = [plans[start : start + BATCH] for start in range(0, len(plans), BATCH)]
    place = folder()  # of all of them: a process that is ended in the midst takes nothing away
    try:
        with get_context("spawn").Pool(jobs) as pool:
            for outcomes in pool.imap(partial(_batch, place), batches):
                yield from outcomes
    finally:
        shutil.rmtree(place)


def _batch(under: Path, plans: Sequence[Plan]) -> list[Outcome]:
    return list(run_all(plans, under))


def run(plan: Plan, site: FoundedSite, place: Path) -> Outcome:
    """One seed."""
    place.mkdir()
    world = World(plan, site, place)
    try:
        return world.run()
    finally:
        world.close()
        shutil.rmtree(place)
