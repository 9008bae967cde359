"""`veilleuse simulate`: whole sites in one process, seed after seed, and what did not hold."""

import argparse
import os
import signal
from pathlib import Path

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.i18n import text


def _options(parser: Parser) -> None:
    def words(name: str) -> str:
        return text(f"simulate.option.{name}", parser.language)

    parser.option("--seeds", metavar="A:B", default="0:20", help=words("seeds"))
    parser.option("--workstations", type=int, metavar="N", default=5, help=words("workstations"))
    parser.option("--acts", type=int, metavar="N", default=400, help=words("acts"))
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
    from ops.simulate.report import replay, written
    from ops.simulate.runner import run_in_jobs
    from ops.simulate.world import Outcome, Plan

    seeds = seeds_of(options.seeds)
    if min(options.workstations, options.acts, options.jobs) < 1 or not 3 <= options.workstations <= 20:
        raise StopError("simulate.error.size", Exit.USAGE)
    plans = [Plan(seed=seed, workstations=options.workstations, acts=options.acts) for seed in seeds]
    outcomes: list[Outcome] = []
    failed = 0
    for outcome in run_in_jobs(plans, options.jobs):
        outcomes.append(outcome)
        if outcome.broken:
            failed += 1
            terminal.say("simulate.broken", seed=str(outcome.seed), what=str(outcome.broken[0]))
            terminal.say("simulate.replay", command=replay(plans[outcome.seed - seeds.start]))
        elif len(plans) == 1:
            terminal.say("simulate.held", seed=str(outcome.seed), trace=outcome.trace)
    if options.report is not None:
        options.report.write_text(written(outcomes, plans[0]), encoding="utf-8")
    terminal.say(
        "simulate.done",
        seeds=terminal.count("seeds", len(outcomes)),
        failed=str(failed),
        transactions=terminal.count("transactions", sum(one.transactions for one in outcomes)),
        compared=terminal.count("comparisons", sum(one.compared for one in outcomes)),
    )
    return Exit.FOUND if failed else Exit.DONE


VERB = Verb(("simulate",), _options, _run)
