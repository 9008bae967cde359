"""Each plant of this file is in the list of those that must be caught."""

from __future__ import annotations

import inspect

from ops.simulate import plants_sync
from ops.simulate.plants import PLANTS


def test_none_is_left_out_of_the_list() -> None:
    here = {
        name: found
        for name, found in inspect.getmembers(plants_sync, inspect.isfunction)
        if found.__module__ == plants_sync.__name__ and not name.startswith("_")
    }
    assert here
    assert {name: PLANTS.get(name) for name in here} == here
