"""One job killed at one of its writes after the other, each time in a fresh copy of a folder."""

from __future__ import annotations

import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.crash.forking import Forker, Job
from tests.crash.traced import at_write

_LOG = logging.getLogger(__name__)
WRITES = int(os.environ.get("VEILLEUSE_CRASH_WRITES", "5"))
RARE = 3
SLACK = 8
"""Writes by which two runs of one job may differ: the engine spills pages when it likes."""


def chosen(writes: Sequence[str]) -> list[int]:
    """At which of these a process is killed: so many spread evenly, and whatever happens a few times only."""
    count = len(writes)
    if not WRITES or count <= WRITES:
        return list(range(1, count + 1))
    spread = {1 + step * count // WRITES for step in range(WRITES)}
    times = Counter(writes)
    return sorted({*spread, count} | {nth for nth, name in enumerate(writes, start=1) if times[name] <= RARE})


class Sweep:
    """A job that finds a folder as it was before; `writes` names all that it writes when it is left alone."""

    def __init__(self, forker: Forker, pristine: Path, job: Job, arguments: Callable[[Path], Sequence[Any]]):
        self._forker = forker
        self._pristine = pristine
        self._job = job
        self._arguments = arguments
        self.writes = self._run(0)

    def each(self, check: Callable[[Path], None]) -> None:
        """Kill it at each, and have a look at what it left."""
        at = chosen(self.writes)
        _LOG.info("%s: %s writes, killed at %s", self._job.__name__, len(self.writes), len(at))
        for nth in at:
            try:
                self._run(nth, check)
            except BaseException as error:
                error.add_note(f"killed at write {nth} of {len(self.writes)}, {self.writes[nth - 1]}")
                raise

    def _run(self, nth: int, check: Callable[[Path], None] = lambda _: None) -> list[str]:
        folder = self._pristine.with_name(f"{self._pristine.name}-{nth}")
        told = folder.with_suffix(".told")
        shutil.copytree(self._pristine, folder)
        child = self._forker.child(at_write, nth, told, self._job, *self._arguments(folder))
        if not nth or (nth > len(self.writes) - SLACK and not child.was_killed):
            assert child.wait() == 0, "nothing else ended it"
        else:
            assert child.was_killed
        check(folder)
        shutil.rmtree(folder)
        return [] if nth else told.read_text().splitlines()
