"""Outcomes that are already there, beside the report to be: a soak of hours goes on where it was interrupted.

One line of JSON for what was run, then one for each seed as it ends. What other plans or another state of
the program left there is not mixed in: it is begun anew.
"""

import hashlib
from pathlib import Path

import msgspec

from ops.simulate.plan import Outcome, Plan

_PLAYED = ("schema", "sync", "node", "ops/simulate")
"""What a run depends on. Neither the window nor the command line is played."""


class _Run(msgspec.Struct, frozen=True):
    """What every outcome of one file has in common."""

    workstations: int
    acts: int
    everything: bool
    program: str
    """Digest of its sources."""


class Unfinished:
    """The file of one run, until its report is written."""

    def __init__(self, report: Path, plan: Plan) -> None:
        """`plan` says how each seed is run, but for its number."""
        self._path = report.with_name(f"{report.name}.part")
        self._run = _Run(plan.workstations, plan.acts, plan.everything, _program())
        self.outcomes: dict[int, Outcome] = self._read()
        """By seed, of this very run."""
        lines = [msgspec.json.encode(one) for one in (self._run, *self.outcomes.values())]
        self._path.write_bytes(b"".join(line + b"\n" for line in lines))

    def _read(self) -> dict[int, Outcome]:
        if not self._path.exists():
            return {}
        # The last one only counts whole: what ended the run may have come in the midst of it.
        first, *rest = self._path.read_bytes().split(b"\n")[:-1] or [b""]
        if first != msgspec.json.encode(self._run):
            return {}
        outcomes = [msgspec.json.decode(line, type=Outcome) for line in rest]
        return {one.seed: one for one in outcomes}

    def add(self, outcome: Outcome) -> None:
        """One more seed has ended."""
        self.outcomes[outcome.seed] = outcome
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(outcome) + b"\n")

    def finish(self) -> None:
        """The report is written."""
        self._path.unlink()


def _program() -> str:
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted(path for package in _PLAYED for path in (root / package).rglob("*.py")):
        digest.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
