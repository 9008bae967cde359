"""Mutation check: deliberate bugs, one at a time, each in a process of its own; says which were caught.

`python -m ops.simulate.mutants [--seeds N] [--acts N] [NAME …]`; it ends with 1 when one survived.
"""

import argparse
import subprocess
import sys

from ops.simulate.plants import PLANTS
from ops.simulate.runner import run_all
from ops.simulate.world import Plan

CAUGHT, SURVIVED, NOT_PLANTED = 0, 1, 2


def caught_at(seeds: int, acts: int) -> str:
    """Simulate with a bug planted; how and at which seed it was noticed, or empty."""
    seed = 0
    try:
        # Every second site has every sort of fault: what a bug needs meets sooner.
        plans = (Plan(seed=seed, acts=acts, everything=seed % 2 == 0) for seed in range(seeds))
        for outcome in run_all(plans):
            seed = outcome.seed + 1
            if outcome.broken:
                return f"seed {outcome.seed}: {str(outcome.broken[0])[:160]}"
    except Exception as error:  # noqa: BLE001  # a program that falls over has been noticed too
        return f"seed {seed}: {type(error).__name__}: {str(error)[:120]}"
    return ""


def main(arguments: list[str]) -> int:
    """Check every plant, or those named."""
    parser = argparse.ArgumentParser(prog="python -m ops.simulate.mutants")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="plants to check; all of them when none is named"
    )
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--acts", type=int, default=60)
    parser.add_argument("--here", action="store_true", help="plant the one named into this very process")
    options = parser.parse_args(arguments)
    if options.here:
        try:
            PLANTS[options.names[0]]()
        except AttributeError as error:
            print(f"nothing grows there any more: {error}")
            return NOT_PLANTED
        found = caught_at(options.seeds, options.acts)
        print(found)
        return CAUGHT if found else SURVIVED
    survivors = []
    for name in options.names or PLANTS:
        command = [sys.executable, "-m", "ops.simulate.mutants", name, "--here"]
        command += ["--seeds", str(options.seeds), "--acts", str(options.acts)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        caught = done.returncode == CAUGHT
        said = done.stdout.strip().splitlines() or [""]
        print(f"{'caught' if caught else 'SURVIVED':9}{name:24}{said[-1]}", flush=True)
        if not caught:
            survivors.append(name)
    print(f"{len(survivors)} survived" if survivors else "all caught")
    return SURVIVED if survivors else CAUGHT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
