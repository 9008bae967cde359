"""What is simulated, and how it ended."""

import msgspec

from ops.simulate.invariants import Broken


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is simulated."""

    seed: int
    workstations: int = 5
    acts: int = 400
    everything: bool = False
    """Every sort of fault strikes, on one site; else some strike on some sites only."""


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended."""

    seed: int
    trace: str
    acts: int
    transactions: int
    compared: int
    broken: tuple[Broken, ...]
    faults: dict[str, int]
    conflicts: dict[str, int]
    lines: tuple[str, ...]
    """The last of the trace, when something is broken."""
