"""The report names what failed and how to see it again."""

from __future__ import annotations

import json

from ops.simulate.invariants import Broken
from ops.simulate.plan import Outcome, Plan
from ops.simulate.report import replay, written


def outcome(seed: int, *broken: Broken) -> Outcome:
    return Outcome(seed, "ab", 40, 90, 70, broken, {"cable": 2}, {"divergent": 1}, ("last line",))


def test_a_failure_is_told_with_the_command_that_replays_it() -> None:
    plan = Plan(seed=0, workstations=4, acts=60)
    said = json.loads(written([outcome(0), outcome(1, Broken("two_truths", "W2", "why"))], plan))
    assert (said["seeds"], said["failed"], said["transactions"]) == (2, 1, 180)
    assert said["faults"] == {"cable": 4}
    failure = said["failures"][0]
    assert failure["broken"] == [{"hazard": "two_truths", "where": "W2", "detail": "why"}]
    assert failure["replay"] == "veilleuse simulate --seeds 1:2 --workstations 4 --acts 60"
    every = replay(0, Plan(seed=0, acts=60, everything=True))
    assert every == "veilleuse simulate --seeds 0:1 --workstations 5 --acts 60 --everything"
    assert replay(0, plan) == "veilleuse simulate --seeds 0:1 --workstations 4 --acts 60"
