"""Effects are values: what a driver was asked cannot change under its hands."""

from typing import get_args

import pytest

from sync.conversation import effects


@pytest.mark.parametrize("kind", get_args(effects.Effect))
def test_an_effect_never_changes(kind: type) -> None:
    assert kind.__struct_config__.frozen  # type: ignore[attr-defined]  # every effect is a msgspec struct


def test_each_effect_stands_once_in_the_union() -> None:
    own = {
        name for name, kind in vars(effects).items() if getattr(kind, "__module__", "") == effects.__name__
    }
    assert own == {kind.__name__ for kind in get_args(effects.Effect)}
