"""Mutation check: deliberate bugs, one at a time, each in a process of its own; says which were caught.

`python -m ops.simulate.mutants [--seeds N] [--acts N] [--jobs N] [NAME …]`; it ends with 1 when one survived,
or when the same sites are not sound with nothing planted: then nothing was proven.
"""

import argparse
import re
import subprocess
import sys
from functools import partial
from multiprocessing.pool import ThreadPool

from ops.simulate.plan import Plan
from ops.simulate.plants import PLANTS
from ops.simulate.runner import run_all

CAUGHT, SURVIVED, NOT_PLANTED = 0, 1, 2
LONGER = 4
"""Times: a bag that is made, and a dose of somebody else that could have it, need many acts before."""
NOTHING = "nothing"
"""Planted last, on every site on which a bug was noticed."""


def caught_at(seeds: int, acts: int) -> str:
    """Simulate with a bug planted; how and at which seed it was noticed, or empty."""
    seed = 0
    try:
        for outcome in run_all(_site(seed, acts) for seed in range(seeds)):
            seed = outcome.seed + 1
            if outcome.broken:
                return f"seed {outcome.seed}: {str(outcome.broken[0])[:160]}"
    except Exception as error:  # noqa: BLE001  # a program that falls over has been noticed too
        return f"seed {seed}: {type(error).__name__}: {str(error)[:120]}"
    return ""


def _site(seed: int, acts: int) -> Plan:
    """Every second site has every sort of fault: what a bug needs meets sooner. Every fifth lasts longer."""
    return Plan(seed=seed, acts=acts * LONGER if seed % 5 == 4 else acts, everything=seed % 2 == 0)


def _nothing() -> None:
    pass


def _elsewhere(acts: int, seeds: int, name: str) -> tuple[bool, str]:
    """In a process of its own: whether it was caught, and what was said last."""
    command = [sys.executable, "-m", "ops.simulate.mutants", name, "--here"]
    command += ["--seeds", str(seeds), "--acts", str(acts)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == CAUGHT, (done.stdout.strip().splitlines() or [""])[-1]


def main(arguments: list[str]) -> int:
    """Check every plant, or those named."""
    parser = argparse.ArgumentParser(prog="python -m ops.simulate.mutants")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="plants to check; all of them when none is named"
    )
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--acts", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--here", action="store_true", help="plant the one named into this very process")
    options = parser.parse_args(arguments)
    if unknown := {*options.names} - {*PLANTS, NOTHING}:
        parser.error(f"no such plant: {', '.join(sorted(unknown))}; there are {', '.join(sorted(PLANTS))}")
    if options.here:
        try:
            PLANTS.get(options.names[0], _nothing)()
        except AttributeError as error:
            print(f"nothing grows there any more: {error}")
            return NOT_PLANTED
        found = caught_at(options.seeds, options.acts)
        print(found)
        return CAUGHT if found else SURVIVED
    survivors, names, reached = [], options.names or [*PLANTS], 0
    check = partial(_elsewhere, options.acts)
    with ThreadPool(options.jobs) as pool:
        for name, (caught, said) in zip(names, pool.imap(partial(check, options.seeds), names), strict=True):
            print(f"{'caught' if caught else 'SURVIVED':9}{name:24}{said}", flush=True)
            if not caught:
                survivors.append(name)
            reached = max(reached, *map(int, re.findall(r"^seed (\d+):", said)), 0)
    unsound, said = check(reached + 1, NOTHING)
    print(f"{'UNSOUND' if unsound else 'sound':9}{NOTHING:24}{said or f'seeds 0:{reached + 1}'}")
    print(f"{len(survivors)} survived" if survivors else "all caught")
    return SURVIVED if survivors or unsound else CAUGHT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
