"""A plant takes root where something of its name grows, and nowhere else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ops.simulate.planting import plant


def test_what_is_there_means_something_else_afterwards() -> None:
    garden = SimpleNamespace(rule=lambda: "right")
    plant(garden, "rule", lambda: "wrong")
    assert garden.rule() == "wrong"


def test_nothing_grows_where_nothing_of_that_name_is() -> None:
    garden = SimpleNamespace()
    with pytest.raises(AttributeError):
        plant(garden, "rule", None)
    assert vars(garden) == {}
