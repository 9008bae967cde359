"""Whom a conflict waits for."""

from collections.abc import Collection

import pytest

from node.api.settlement import asks
from tests.node.domain.acts import an_id

BOTH = ("prescribe", "validate")
ROSE, PAUL = an_id("rose"), an_id("paul")


@pytest.mark.parametrize(
    ("wanted", "heard", "rights", "asked"),
    [
        (BOTH, (), {"prescribe"}, True),
        (BOTH, (), {"administer"}, False),
        (BOTH, (), set(), False),
        ((), (), {"prescribe"}, False),
        # Heard for both: no pair alone.
        (BOTH, (ROSE,), {*BOTH}, False),
        (BOTH, (PAUL,), {*BOTH}, True),
        # Heard as one of the two, and of the other's right since.
        (("validate",), (ROSE,), {*BOTH}, True),
        (("validate",), (ROSE,), {"prescribe"}, False),
        (("validate",), (PAUL,), {"validate"}, True),
    ],
)
def test_whom_a_conflict_asks(
    wanted: Collection[str], heard: Collection[bytes], rights: set[str], asked: bool
) -> None:
    assert asks(wanted, heard, ROSE, rights) is asked
