"""A computation keeps its whole work through the wire."""

from __future__ import annotations

from schema.codec import decode, encode
from schema.computation import Choice, Computation, Figure, Reduction
from schema.quantity import Quantity, Unit, to_step

WORK = Computation(
    formula="dose.per_m2/1",
    inputs=(
        Figure("amount", Quantity("75", Unit.MG_PER_M2)),
        Figure("surface", Quantity("1.8181", Unit.M2)),
    ),
    choices=(Choice("weight_kind", "actual"),),
    steps=(Figure("theoretical", Quantity("136.3575", Unit.MG)), Figure("amount", Quantity("1", Unit.MG))),
    cap=Quantity("150", Unit.MG),
    reduction=Reduction(Quantity("20", Unit.PERCENT), "neuropathie"),
    rounding=to_step("1"),
    result=Quantity("109", Unit.MG),
)


def test_the_work_travels_whole() -> None:
    assert decode(Computation, encode(WORK)) == WORK


def test_a_figure_is_found_by_name() -> None:
    assert WORK.figure("surface") == Quantity("1.8181", Unit.M2)
    assert WORK.figure("theoretical") == Quantity("136.3575", Unit.MG)
    assert WORK.figure("nothing") is None


def test_a_step_stands_before_the_input_of_its_name() -> None:
    assert WORK.figure("amount") == Quantity("1", Unit.MG)
