"""Secrets that tests make are cheap to guess, unless a test says what a guess costs.

The price stands in what it protects: whoever opens it pays the same, programs that tests start included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from node.argon import STANDARD_COST
from node.desk import Desk
from node.doorstep import Doorstep
from node.founding import found_site
from node.joining import settle
from node.joining_code import join_by_code
from node.joining_file import join_by_file, request_to_join
from node.pins import wrap_key
from node.restore import Restoration
from node.vault.keeper import create_vault, replace_passphrase
from ops.beside import join_beside
from tests.node.stations import CHEAP

PRICED: tuple[Callable[..., Any], ...] = (
    Desk.__init__,
    Doorstep.__init__,
    Restoration.enrol,
    create_vault,
    found_site,
    join_beside,
    join_by_code,
    join_by_file,
    replace_passphrase,
    request_to_join,
    settle,
    wrap_key,
)
"""Those that take a price; `tests/node/test_argon.py` sees that theirs is the standard one."""


@pytest.fixture(autouse=True, scope="session")
def cheap_secrets() -> Iterator[None]:
    """Where a price may be handed in, another one is the usual."""
    with pytest.MonkeyPatch.context() as patch:
        for function in PRICED:
            defaults = function.__kwdefaults__ or {}
            for name, value in defaults.items():
                if value is STANDARD_COST:
                    patch.setitem(defaults, name, CHEAP)
        yield
