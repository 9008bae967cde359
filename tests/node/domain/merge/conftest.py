"""Every rule is tried with either side first in fold order, and with news that travels through others."""

from __future__ import annotations

import pytest

from tests.node.domain.splits import KINDS, Split


@pytest.fixture(params=KINDS)
def split(request: pytest.FixtureRequest) -> Split:
    """Two workstations with a common past that then act apart."""
    return Split(request.param)
