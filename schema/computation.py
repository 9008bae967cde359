"""A computation that shows its work: what went in, by which formula, step by step, and what came out.

It is made by `node/domain/dosing`, shown on screen and paper, and copied into the act that used it, so
that the number on a sheet of today can be explained in ten years by whoever holds the sheet.
"""

from schema.codec import Wire
from schema.quantity import Quantity, Rounding


class Figure(Wire, frozen=True):
    """One named number of a computation; `name` is an id whose words are `figure.<name>`."""

    name: str
    quantity: Quantity


class Choice(Wire, frozen=True):
    """A choice that changed the result without being a number: (`weight_kind`, `actual`)."""

    name: str
    value: str


class Reduction(Wire, frozen=True):
    """A dose lowered by `percent` (0 < percent < 100) for a reason in the prescriber's words."""

    percent: Quantity
    reason: str


class Computation(Wire, frozen=True):
    """The whole work behind one `result`, in the order in which it was done."""

    formula: str
    """Id and version of the formula, e.g. `surface.mosteller/1`; its words are `formula.<id>`."""
    inputs: tuple[Figure, ...]
    choices: tuple[Choice, ...]
    steps: tuple[Figure, ...]
    """Intermediate values, each already rounded to the digits that are stored."""
    cap: Quantity | None
    """The upper limit that was applied; nil when there was none or the value was under it."""
    reduction: Reduction | None
    rounding: Rounding | None
    result: Quantity

    def figure(self, name: str) -> Quantity | None:
        """The input or step of this name (the last one, if a step has the name of an input)."""
        found = [figure.quantity for figure in (*self.inputs, *self.steps) if figure.name == name]
        return found[-1] if found else None
