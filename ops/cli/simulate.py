"""`veilleuse simulate`: whole sites in one process, seed after seed, and what did not hold."""

import argparse
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.i18n import text

if TYPE_CHECKING:
    from ops.simulate.plan import Outcome, Plan


def _options(parser: Parser) -> None:
    def words(name: str) -> str:
        return text(f"simulate.option.{name}", parser.language)

    parser.option("--seeds", metavar="A:B", default="0:20", help=words("seeds"))
    parser.option("--workstations", type=int, metavar="N", default=5, help=words("workstations"))
    parser.option("--acts", type=int, metavar="N", default=400, help=words("acts"))
    parser.option("--everything", action="store_true", help=words("everything"))
    parser.option("--jobs", type=int, metavar="N", default=processors(), help=words("jobs"))
    parser.option("--report", type=Path, metavar="FILE", default=None, help=words("report"))


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def seeds_of(given: str) -> range:
    """`A:B`, the last one excluded; raises `StopError`."""
    first, _, last = given.partition(":")
    if not (first.isdecimal() and last.isdecimal() and int(first) < int(last)):
        raise StopError("simulate.error.seeds", Exit.USAGE, value=given)
    return range(int(first), int(last))


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    # Ended from outside as by Ctrl-C: what lies in memory is cleared away.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _simulated(options, terminal)
    finally:
        signal.signal(signal.SIGTERM, before)


def _simulated(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.files import check_folder
    from ops.simulate.plan import Plan
    from ops.simulate.report import written
    from ops.simulate.runner import run_in_jobs
    from ops.simulate.unfinished import Unfinished

    seeds = seeds_of(options.seeds)
    if min(options.workstations, options.acts, options.jobs) < 1 or not 3 <= options.workstations <= 20:
        raise StopError("simulate.error.size", Exit.USAGE)
    size = {"workstations": options.workstations, "acts": options.acts}
    check_folder(options.report)
    plans = [Plan(seed=seed, **size, everything=options.everything) for seed in seeds]
    unfinished = None if options.report is None else Unfinished(options.report, plans[0])
    played = (
        {} if unfinished is None else {s: unfinished.outcomes[s] for s in seeds if s in unfinished.outcomes}
    )
    if played:
        terminal.say("simulate.going_on", seeds=terminal.count("seeds", len(played)))
    for outcome in played.values():
        _tell(outcome, plans[0], terminal)
    for outcome in run_in_jobs([plan for plan in plans if plan.seed not in played], options.jobs):
        played[outcome.seed] = outcome
        if unfinished is not None:
            unfinished.add(outcome)
        _tell(outcome, plans[0], terminal)
    outcomes = [played[seed] for seed in seeds]
    if len(outcomes) == 1 and not outcomes[0].broken:
        terminal.say("simulate.held", seed=str(outcomes[0].seed), trace=outcomes[0].trace)
    if unfinished is not None:
        options.report.write_text(written(outcomes, plans[0]), encoding="utf-8")
        unfinished.finish()
    failed = sum(bool(one.broken) for one in outcomes)
    terminal.say(
        "simulate.done",
        seeds=terminal.count("seeds", len(outcomes)),
        failed=str(failed),
        transactions=terminal.count("transactions", sum(one.transactions for one in outcomes)),
        compared=terminal.count("comparisons", sum(one.compared for one in outcomes)),
    )
    return Exit.FOUND if failed else Exit.DONE


def _tell(outcome: "Outcome", plan: "Plan", terminal: Terminal) -> None:
    """What did not hold, with the command that plays it again."""
    from ops.simulate.report import replay

    if outcome.broken:
        terminal.say("simulate.broken", seed=str(outcome.seed), what=str(outcome.broken[0]))
        terminal.say("simulate.replay", command=replay(outcome.seed, plan))


VERB = Verb(("simulate",), _options, _run)
