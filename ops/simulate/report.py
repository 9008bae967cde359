"""What many runs came to, as one JSON file, with the command that plays each failing seed again."""

import json
from collections.abc import Sequence

from ops.simulate.plan import Outcome, Plan


def replay(seed: int, plan: Plan) -> str:
    """The command that does exactly the same again; `plan` says how each seed was run."""
    size = f"--workstations {plan.workstations} --acts {plan.acts}"
    everything = " --everything" if plan.everything else ""
    return f"veilleuse simulate --seeds {seed}:{seed + 1} {size}{everything}"


def written(outcomes: Sequence[Outcome], plan: Plan) -> str:
    """The report; `plan` says how each was run, but for its seed."""
    broken = [one for one in outcomes if one.broken]
    content = {
        "workstations": plan.workstations,
        "acts": plan.acts,
        "everything": plan.everything,
        "seeds": len(outcomes),
        "failed": len(broken),
        "transactions": sum(one.transactions for one in outcomes),
        "compared_with_model": sum(one.compared for one in outcomes),
        "faults": _summed([one.faults for one in outcomes]),
        "conflicts": _summed([one.conflicts for one in outcomes]),
        "failures": [_failure(one, plan) for one in broken],
        "traces": {str(one.seed): one.trace for one in outcomes},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _failure(outcome: Outcome, plan: Plan) -> dict[str, object]:
    return {
        "seed": outcome.seed,
        "broken": [
            {"hazard": one.hazard, "where": one.where, "detail": one.detail} for one in outcome.broken
        ],
        "replay": replay(outcome.seed, plan),
        "last": list(outcome.lines),
    }


def _summed(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    names = sorted({name for count in counts for name in count})
    return {name: sum(count.get(name, 0) for count in counts) for name in names}
