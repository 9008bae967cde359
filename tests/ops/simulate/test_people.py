"""People do the whole circuit, and disagree."""

from __future__ import annotations

from tests.ops.simulate.played import Played


def test_doses_are_prescribed_prepared_and_given(played: Played) -> None:
    """Over a few seeds, every sort of act of the circuit is made by somebody."""
    wanted = {"course.included/1", "prescription.signed/1", "prescription.validated/1", "go_ahead.given/1"}
    assert played.kinds >= wanted | {"preparation.claimed/1", "preparation.made/1", "course.stopped/1"}
