"""What a prescriber changed is read back from the order that came of it."""

from __future__ import annotations

import pytest

from node.api.prescription import Adjustment
from node.domain.ordering import Ordered, order_for
from node.domain.pinning import basis_for
from schema.quantity import Quantity, Unit
from tests.node.domain.situations import situation
from tests.node.domain.states import DOSE
from tests.node.domain.states_of_reference import line, regimen_body

REDUCED = Adjustment("L1", 1, "25", "neutropénie")
OUTRIGHT = Adjustment("L1", 1, "0", "essai clinique", Quantity("500", Unit.MG))


@pytest.mark.parametrize("change", [None, REDUCED, OUTRIGHT])
def test_of_an_order_it_is_what_was_asked_for(change: Adjustment | None) -> None:
    wanted = line()
    result = order_for(wanted, 1, DOSE, "2026-03-10", basis_for(situation(), regimen_body(wanted)), change)
    assert isinstance(result, Ordered)
    assert Adjustment.of(result.order) == change
