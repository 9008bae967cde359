"""What ends a disagreement: a decision that knew all of it, or apart a validation of what was ordered."""

from __future__ import annotations

import pytest

from ops.simulate.compare import said_of
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import dose
from tests.ops.simulate.told import course_of


@pytest.mark.parametrize("knows", [True, False])
def test_a_hold_ends_by_a_validation_that_knew_of_it(knows: bool) -> None:
    history = History()
    one, other = history.stations("A", "B")
    start(one, dose("J1"))
    other.sees(one)
    one.holds("J1")
    other.validates("J1")
    if knows:
        other.sees(one)
    other.validates("J1")
    course = history.file.id
    (found,) = said_of(course, course_of(course, history.acts))[1]
    assert (found.rule, found.over) == ("validated_and_held", knows)
    assert len(found.acts) == (2 if knows else 3)
