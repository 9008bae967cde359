"""A node is killed at random instants while people work: nothing that it acknowledged is lost.

`VEILLEUSE_CRASH_ROUNDS` says how often (200); `VEILLEUSE_CRASH_SEED` chooses other days and instants.
"""

from __future__ import annotations

import logging
import os
import random
import time
from pathlib import Path

import pytest

from node.client import Client, connect
from node.endpoint import ClosedError
from tests.crash.checks import check
from tests.crash.forking import Forker
from tests.crash.jobs import serve
from tests.crash.ledger import Ledger
from tests.crash.sudden import Sudden
from tests.crash.work import KINDS, Remote, Shared
from tests.node.stations import Template, copied

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")

_LOG = logging.getLogger(__name__)
ROUNDS = int(os.environ.get("VEILLEUSE_CRASH_ROUNDS", "200"))
SEED = int(os.environ.get("VEILLEUSE_CRASH_SEED", "20261121"))
DAYS = 40
"""Sites that live through an equal share of the rounds, each on one folder."""
LONGEST_SECONDS = 0.1
"""Every other time counted from the start of the process, which opens and recovers first; else from the
first answer, so that work is surely going on."""


class Day:
    """One folder, and the people who work on it from crash to crash."""

    def __init__(self, folder: Path, site: Template, number: int) -> None:
        self.folder = folder
        self.ledger = Ledger()
        self.chance = random.Random(f"{SEED}/{number}")
        self._site = site
        self._began = time.time()

    def round(self, forker: Forker, *, early: bool) -> str:
        """Start, work, be killed at a random instant, be checked; says when that was."""
        seconds, before = self.chance.uniform(0, LONGEST_SECONDS), len(self.ledger)
        contents = self._site.contents["PUI-1"]
        child = forker.child(serve, self.folder, contents, self._began)
        sudden = Sudden(child, seconds) if early else None
        client = self._window(sudden)
        if client is not None:
            station = Remote(client, self._site.people, Shared(self._began), self.ledger)
            try:
                station.session("nurse")
                sudden = sudden or Sudden(child, seconds)
                for _ in self.chance.choice(KINDS)(station, self.chance):
                    continue
            except ClosedError:
                client.close()
        assert sudden is not None
        sudden.join()
        assert child.was_killed
        check(self.folder, contents, self.ledger)
        since = "start" if early else "first answer"
        return f"{seconds * 1000:.1f} ms after {since}, {len(self.ledger) - before} acknowledgements"

    def _window(self, sudden: Sudden | None) -> Client | None:
        """A window on a node that is just starting; nil when it is killed before it answers."""
        while sudden is None or sudden.is_alive():
            try:
                return connect(self.folder)
            except ClosedError:
                time.sleep(0.001)
        return None


@pytest.mark.parametrize("number", range(DAYS))
def test_killed_at_random_instants(
    forker: Forker, alone: Template, tmp_path: Path, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    day = Day(copied(alone, tmp_path) / "PUI-1", alone, number)
    rounds = ROUNDS * (number + 1) // DAYS - ROUNDS * number // DAYS
    caplog.set_level(logging.INFO)
    for turn in range(rounds):
        when = day.round(forker, early=turn % 2 == 0)
        _LOG.info("seed %s, day %s, round %s: killed %s", SEED, number, turn, when)
    assert len(day.ledger) >= rounds // 2
